//! Rules as SARIF descriptors, with the properties that GitHub's code scanning reads.

use serde_json::json;

use super::model::{Bag, Configuration, Descriptor, Text};
use super::{level, text};
use crate::finding::{Certainty, Level};
use crate::policy::model::Rule;
use crate::report::clean::clean;
use crate::report::phrases;
use crate::verdict::run::RunResult;

/// The descriptors of all rules of the pack, in its order.
pub(super) fn descriptors(result: &RunResult) -> Vec<Descriptor<'_>> {
    result.rules.iter().map(|rule| descriptor(rule, highest(rule, result))).collect()
}

/// The highest level of a rule in this run; where it did not fire, the highest that holds on the day in any market.
fn highest(rule: &Rule, result: &RunResult) -> Level {
    let fired = result.findings.iter().filter(|finding| finding.rule == rule.id).map(|finding| finding.level).max();
    let holds = || rule.levels.iter().filter(|row| row.window.contains(result.as_of)).map(|row| row.level).max();
    fired.or_else(holds).unwrap_or(Level::Info)
}

fn descriptor(rule: &Rule, highest: Level) -> Descriptor<'_> {
    // GitHub's scale: critical above 9.0, high from 7.0, medium from 4.0, low below.
    let (severity, problem) = match highest {
        Level::Deny => ("9.5", "error"),
        Level::Review => ("6.5", "warning"),
        Level::Warn => ("3.9", "warning"),
        Level::Info => ("1.0", "recommendation"),
    };
    let precision = match rule.certainty {
        Certainty::Determinate => "very-high",
        Certainty::Indicator => "medium",
    };
    let mut properties = Bag::new();
    properties.insert("tags", json!(["security", "supply-chain", "forced-labour", phrases::basis(rule.basis).0]));
    properties.insert("precision", json!(precision));
    properties.insert("problem.severity", json!(problem));
    properties.insert("security-severity", json!(severity));
    Descriptor {
        id: &rule.id,
        name: pascal(&rule.id),
        short_description: Text { text: text(&rule.title), markdown: None },
        full_description: Text { text: text(&rule.explanation), markdown: None },
        help_uri: rule.sources.iter().map(String::as_str).find(|source| is_link(source)),
        help: Text { text: help(rule, false), markdown: Some(help(rule, true)) },
        default_configuration: Configuration { level: level(highest) },
        properties,
    }
}

/// The text that `explain` prints, as plain text or as Markdown.
fn help(rule: &Rule, markdown: bool) -> String {
    let say = |raw: &str| if markdown { crate::report::markdown::prose(raw) } else { text(raw) };
    let head = |name: &str| if markdown { format!("**{name}**\n\n") } else { format!("{name}:\n") };
    let points = |name: &str, points: &[String]| match points {
        [] => String::new(),
        points => {
            let points: String = points.iter().map(|point| format!("- {}\n", say(point))).collect();
            format!("\n{}{points}", head(name))
        }
    };
    let mut help = format!("{}\n", say(&rule.explanation));
    help.push_str(&format!("\n{}{} {}\n", head("Authority"), phrases::basis(rule.basis).1, say(&rule.authority)));
    help.push_str(&points("What clears it", &rule.clears));
    help.push_str(&points("What does not", &rule.does_not_clear));
    let waiver = if rule.waivable { "a waiver may cover it" } else { "no waiver can cover it" };
    help.push_str(&points("Waiver", &[waiver.to_owned()]));
    help.push_str(&points("Sources", &rule.sources));
    help
}

/// `xuar-site` as `XuarSite`.
fn pascal(id: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
    };
    clean(id).split('-').map(word).collect()
}

/// Returns true if a source is a plain web address that can be a link.
fn is_link(source: &str) -> bool {
    let plain = |ch: char| ch.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(ch);
    source.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_pascal_case_and_links_are_plain() {
        assert_eq!(pascal("xuar-site"), "XuarSite");
        assert!(is_link("https://www.cbp.gov/trade") && !is_link("javascript:alert(1)") && !is_link("https://a b"));
    }
}
