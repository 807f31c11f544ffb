//! Places: whether an address lies in the region, from names, postal codes, coordinates and codes, and how sure that
//! is.
//!
//! * [`fold`]: text made comparable, with a map back to where it stood.
//! * [`tables`], [`division`], `local`, `hint_tables`, `corps_units`: the tables of a pack.
//! * [`gazetteer`]: all names of these tables; `names`: how they are found in text; `mention`: a name found in a text.
//! * [`parts`]: the parts of an address, and the signals read from them.
//! * [`address`]: the judgement over all parts of one address together; `abroad`: an address in another country.
//! * `around`, `negative_context`: the words around a name, which weaken or confirm it; `context`: the address as a whole.
//! * [`degrees`], [`pair`], [`boundary`]: coordinates as people write them, and the polygon.
//! * `codes`, `postcode`, `hints`: signals other than names.
//! * [`corps`]: units of the Production and Construction Corps.

mod abroad;
pub mod address;
mod around;
pub mod boundary;
mod codes;
mod context;
mod coordinates;
pub mod corps;
mod corps_units;
mod degrees;
pub mod division;
pub mod fold;
pub mod gazetteer;
mod hint_tables;
mod hints;
mod levels;
mod local;
mod mention;
mod names;
mod negative_context;
pub mod parts;
pub mod postcode;
pub mod tables;
mod units;

pub use boundary::Inside;
pub use corps::CorpsSignal;
pub use degrees::{degrees, pair};
pub use gazetteer::Gazetteer;
pub use parts::{AddressParts, Conflict, Country, Part, PlaceSignal, Reading, Strength, country, is_china};
pub use tables::PlaceTables;
