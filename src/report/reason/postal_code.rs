//! A stated postal code that China does not have.

use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::report::grammar;
use crate::report::phrases::quoted;
use crate::rules::postal_code_refused::PostalCode;

/// Digits of a Chinese postal code.
const DIGITS: usize = 6;

impl Explain for PostalCode {
    fn label(&self, _: &About<'_>) -> String {
        if self.digits == DIGITS {
            "six digits of no province".to_owned()
        } else {
            format!("{}, not six", in_digits(self.digits))
        }
    }

    fn sentence(&self, about: &About<'_>) -> String {
        format!("postal code {}: {}; customs refuses it at entry", quoted(&self.stated), self.label(about))
    }

    fn blocks(&self, _: &About<'_>) -> Vec<Block> {
        let valid = "six digits, of which the first two are the group of a province (01 to 86)".to_owned();
        let mut blocks = vec![Block::main("valid", Body::Prose(valid))];
        let is = self.digits.cmp(&DIGITS);
        if is.is_ne() {
            let count = Body::Arithmetic { left: in_digits(self.digits), is, right: in_digits(DIGITS) };
            blocks.insert(0, Block::detail("digits", count));
        }
        blocks
    }
}

fn in_digits(number: usize) -> String {
    grammar::count(number as u64, "digit", "digits")
}

/// A stated postal code that China does not have.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    stated: &'a str,
    digits: usize,
}

impl Values for PostalCode {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        Json { stated: &self.stated, digits: self.digits }
    }
}
