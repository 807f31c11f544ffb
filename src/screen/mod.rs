//! Pure matchers: names, places, identifiers and products. No input or output, no git, no policy.

pub mod identifier;
pub mod name;
pub mod place;
pub mod product;
pub mod script;
