//! The chain ends before the raw material, or ends in the dark.

use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::finding::{Chain, ChainEnd};
use crate::report::clean::clean_short;
use crate::report::phrases;
use crate::report::phrases::NAME;

impl Explain for Chain {
    fn label(&self, _: &About<'_>) -> String {
        format!("the chain ends at {}", end(&self.ends_at))
    }

    fn sentence(&self, _: &About<'_>) -> String {
        let ends_at = clean_short(end(&self.ends_at), NAME);
        let missing = clean_short(&missing(self).join(", "), 200);
        format!("{}the chain ends at {ends_at}; missing: {missing}", sector(&clean_short(&self.sector, 40), ": "))
    }

    fn blocks(&self, _: &About<'_>) -> Vec<Block> {
        let have = if self.have.is_empty() { "none".to_owned() } else { self.have.join(", ") };
        vec![
            Block::detail(
                "chain",
                Body::Prose(format!("{}ends at {}", sector(&self.sector, ", "), end(&self.ends_at))),
            ),
            Block::detail("stated", Body::Prose(have)),
            Block::detail("missing", Body::Prose(missing(self).join(", "))),
        ]
    }
}

/// Sector of a chain and the mark after it; nothing for a chain of no priority sector.
fn sector(sector: &str, mark: &str) -> String {
    if sector.is_empty() { String::new() } else { format!("sector {sector}{mark}") }
}

fn missing(chain: &Chain) -> Vec<&str> {
    chain.missing.iter().map(phrases::missing).collect()
}

/// End of a chain, in words.
fn end(at: &ChainEnd) -> &str {
    match at {
        ChainEnd::At(names) => names,
        ChainEnd::Product => "the product itself: no supply is stated",
    }
}

/// The chain ends before the raw material, or ends in the dark.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    sector: &'a str,
    have: &'a [String],
    missing: Vec<&'a str>,
    ends_at: &'a str,
}

impl Values for Chain {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        Json { sector: &self.sector, have: &self.have, missing: missing(self), ends_at: end(&self.ends_at) }
    }
}
