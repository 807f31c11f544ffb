//! Names: whether a stated name is a listed one, how sure that is, and why, part by part.
//!
//! * [`fold`]: characters made comparable: width, case, marks, look-alikes, traditional to simplified.
//! * `han`: readings of Chinese characters and the words of Chinese company names.
//! * `syllables`: words of Mandarin syllables.
//! * `letters`: other alphabets read as Latin letters.
//! * `words`: which words of a name say little by themselves, and which of them are the same word.
//! * `tokens`: a name as parts, each with its class.
//! * `index`: the listed names, found by their rare parts.
//! * `align`: parts met with parts, whatever their order.
//! * `brands`: what firms are called in the other script.
//! * `slips`: whether one word is likely a misspelling of another.
//! * `weigh`: the evidence for and against, and the verdict.
//! * `bound`: the most that a comparison can come to, so that most are not made.
//! * `score`: two names compared and explained.
//!
//! What decides is the distinctive part of a name. A place, a trade or a legal form alone never matches, and a name is
//! never cleaned down to nothing.

mod align;
mod bound;
mod brand_table;
mod brands;
mod classify;
mod fold;
mod han;
mod index;
mod letters;
mod lexicon;
mod misspelling;
mod model;
mod score;
mod syllables;
mod tokens;

pub use fold::fold;
pub use index::{Hit, NameIndex, NameIndexBuilder, NameInput, Scratch};
pub use model::{MatchClass, MatchKind};
pub use score::{Explanation, MatchedPart};
pub use tokens::{MAX_BYTES, identity};
