//! Identifiers: their shape, their check digits, and the place that they name. One file per scheme.
//!
//! A failed check digit is a warning and nothing more: real codes from early pilots exist that do not follow the standard.

pub mod compare;
pub mod duns;
pub mod gln;
pub mod lei;
pub mod mid;
pub mod orgcode;
mod reading;
pub mod registration15;
pub mod uscc;

pub use reading::{Check, IdReading, normal};

/// Reads an identifier of a scheme; `None` for schemes without a known shape, and for empty text.
#[must_use]
pub fn read(scheme: &str, text: &str) -> Option<IdReading> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(match scheme {
        "uscc" => uscc::read(text),
        "registration15" => registration15::read(text),
        "orgcode" => orgcode::read(text),
        "lei" => lei::read(text),
        "gln" => gln::read(text),
        "duns" => duns::read(text),
        "mid" => mid::read(text),
        _ => return None,
    })
}
