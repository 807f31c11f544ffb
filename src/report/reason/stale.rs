//! The snapshot of a list is older than the policy allows.

use jiff::civil::Date;
use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::finding::Stale;
use crate::report::clean::clean_short;
use crate::report::phrases::NAME;
use crate::report::{grammar, phrases};

impl Explain for Stale {
    fn label(&self, _: &About<'_>) -> String {
        match (self.snapshot, self.days) {
            (Some(day), Some(days)) => format!("retrieved on {day}, {} ago", in_days(days)),
            _ => "no date of retrieval".to_owned(),
        }
    }

    fn sentence(&self, about: &About<'_>) -> String {
        let title = clean_short(&phrases::list_title(&self.list, about.result), NAME);
        let state = if self.days.is_some() { "was " } else { "has " };
        format!("the {title} {state}{}; the policy allows {} days", self.label(about), self.limit)
    }

    fn blocks(&self, about: &About<'_>) -> Vec<Block> {
        let title = phrases::list_title(&self.list, about.result);
        let content = self
            .published
            .map_or_else(|| "its publisher gives no date".to_owned(), |day| format!("its content goes to {day}"));
        let limit = format!("the policy allows {} days since it was retrieved", self.limit);
        let mut blocks = vec![Block::detail("list", Body::Prose(format!("the {title}; {content}; {limit}")))];
        if let Some(days) = self.days {
            let is = days.cmp(&self.limit);
            let age = Body::Arithmetic { left: in_days(days), is, right: in_days(self.limit) };
            blocks.push(Block::detail("age", age));
        }
        blocks
    }
}

fn in_days(days: i64) -> String {
    grammar::count(u64::try_from(days).unwrap_or(0), "day", "days")
}

/// The snapshot of a list is older than the policy allows.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    list: &'a str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    snapshot: Option<Date>,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    published: Option<Date>,
    days: Option<i64>,
    limit: i64,
}

impl Values for Stale {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        let Self { snapshot, published, days, limit, .. } = *self;
        Json { list: &self.list, snapshot, published, days, limit }
    }
}
