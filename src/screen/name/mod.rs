//! Names: whether a stated name is a listed one, how sure that is, and why, part by part.
//!
//! * [`fold`]: characters made comparable: width, case, marks, look-alikes, traditional to simplified.
//! * `han`: readings of Chinese characters and the words of Chinese company names.
//! * `words`: which words of a name say little by themselves, and which of them are the same word.
//! * `tokens`: a name as parts, each with its class.
//! * `index`: the listed names, found by their rare parts.
//! * `score`: parts met with parts, whatever their order, and the verdict.
//!
//! What decides is the distinctive part of a name. A place, a trade or a legal form alone never matches, and a name is
//! never cleaned down to nothing.

mod fold;
mod han;
mod index;
mod score;
mod tokens;
mod words;

pub use fold::fold;
pub use index::{Hit, NameIndex, NameIndexBuilder, NameInput, Scratch};
pub use score::{Explanation, How, MatchedPart, Verdict, explain};
pub use tokens::{MAX_BYTES, identity};
