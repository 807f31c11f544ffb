//! Places: whether an address lies in the region, from names, postal codes, coordinates and codes, and how sure that is.
//!
//! * [`fold`]: text made comparable, with a map back to where it stood.
//! * [`gazetteer`]: the tables; `names`: their names, found in text.
//! * [`parts`]: the parts of an address, and what they say.
//! * [`address`]: the judgement over all parts of one address together.
//! * `around`: what stands around a name found in it.
//! * [`degrees`], [`pair`]: coordinates as people write them.
//! * [`boundary`]: points and the polygon.
//! * [`corps`]: units of the Production and Construction Corps.

mod abroad;
pub mod address;
mod around;
pub mod boundary;
mod codes;
mod coordinates;
pub mod corps;
mod degrees;
pub mod fold;
pub mod gazetteer;
mod hints;
mod levels;
mod local;
mod names;
mod negative_context;
pub mod parts;
mod postcode;
mod units;

pub use boundary::Inside;
pub use corps::CorpsSignal;
pub use degrees::{degrees, pair};
pub use gazetteer::{Gazetteer, PlaceTables};
pub use parts::{AddressParts, Conflict, Country, Part, PlaceSignal, Reading, Strength, country, is_china};
