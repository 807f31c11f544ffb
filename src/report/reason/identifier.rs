//! An identifier is malformed, fails its check, contradicts another statement, or says something by itself.

use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::finding::{Identifier, IdentifierProblem};
use crate::report::clean::clean_short;
use crate::report::phrases;
use crate::report::phrases::quoted;

/// Columns of what was expected.
const EXPECTED: usize = 160;

impl Explain for Identifier {
    fn label(&self, _: &About<'_>) -> String {
        problem(&self.problem)
    }

    fn sentence(&self, _: &About<'_>) -> String {
        let expected = self.expected.as_ref().map_or_else(String::new, |it| format!("; expected {}", quoted(it)));
        let problem = clean_short(&problem(&self.problem), 200);
        format!("{} {}: {problem}{expected}", phrases::scheme(&self.scheme), quoted(&self.stated))
    }

    fn blocks(&self, _: &About<'_>) -> Vec<Block> {
        let check = format!("{} {}: {}", phrases::scheme(&self.scheme), quoted(&self.stated), problem(&self.problem));
        let expected = self.expected.as_ref().map_or_else(String::new, |expected| clean_short(expected, EXPECTED));
        vec![Block::detail("check", Body::Prose(check)), Block::detail("expected", Body::Prose(expected))]
    }
}

/// Says the problem of an identifier, or the statement that it makes.
fn problem(problem: &IdentifierProblem) -> String {
    match problem {
        IdentifierProblem::Shape(why) => why.clone(),
        IdentifierProblem::CheckCharacter => "the check character does not fit".to_owned(),
        IdentifierProblem::OtherName(name) => format!("also stated for {name}, another name"),
        IdentifierProblem::OtherCountry { stated, country } => {
            format!("begins with {stated}, but the country is {country}")
        }
        IdentifierProblem::OtherCity { stated, city } => {
            format!("ends with the city part {stated}, but the city is {city}")
        }
        IdentifierProblem::Says(says) => says.join("; "),
        IdentifierProblem::CorpsCity { code } => format!("registered in {code}, a city of the corps"),
    }
}

/// An identifier is malformed, fails its check, contradicts another statement, or says something by itself.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    scheme: &'a str,
    stated: &'a str,
    problem: String,
    expected: Option<&'a str>,
}

impl Values for Identifier {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        Json {
            scheme: &self.scheme,
            stated: &self.stated,
            problem: problem(&self.problem),
            expected: self.expected.as_deref(),
        }
    }
}
