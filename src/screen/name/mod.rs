//! Names: decides whether a stated name is a listed one, how sure that is, and why, part by part.
//!
//! * [`fold`]: folds characters: width, case, diacritics, look-alikes, traditional to simplified.
//! * `escapes`: HTML references and percent escapes.
//! * `han`: readings of Chinese characters and the words of Chinese company names.
//! * `syllables`: words of Mandarin syllables.
//! * `letters`: other alphabets transliterated to Latin letters.
//! * `lexicon`: the words that many names share, with their class and the form in which they are compared.
//! * `model`: the types that the comparison shares: part, class of a part, kind and class of a match.
//! * `tokens`: a name as parts.
//! * `index`: the listed names, found by their distinctive parts.
//! * `align`: the parts of two names aligned, whatever their order.
//! * `brands`, `brand_table`: names of firms in the other script.
//! * `misspelling`: whether one word is likely a misspelling of another.
//! * `classify`: the evidence for and against, and the class of the match.
//! * `bound`: an upper bound on the outcome of a comparison, by which most are not made.
//! * `namesake`: whether two names that match may be two firms.
//! * `score`: two names compared and explained.
//! * `several`: several names in one text.
//! * `phrases`: listed names inside longer text.
//!
//! The distinctive part of a name decides. A place, a trade or a legal form alone never matches, and a name is never
//! reduced to nothing.

mod align;
mod bound;
mod brand_table;
mod brands;
mod classify;
mod escapes;
mod fold;
mod han;
mod index;
mod letters;
mod lexicon;
mod misspelling;
mod model;
mod namesake;
mod phrases;
mod score;
mod several;
mod syllables;
mod tokens;

pub use classify::MOST_POSSIBLE;
pub use fold::fold;
pub use index::{Hit, NameIndex, NameIndexBuilder, NameInput, Scratch};
pub use lexicon::is_legal;
pub use model::{MatchClass, MatchKind};
pub use namesake::may_be_namesakes;
pub use phrases::Phrases;
pub use score::{Explanation, MatchedPart};
pub use several::several;
pub use tokens::{MAX_BYTES, identity};
