//! `sourcegate policy show`: what a pack holds, and what it overrides.

use super::say;
use crate::cli::Io;
use crate::error::Error;
use crate::exit::Exit;
use crate::policy::pack::Pack;

pub(super) fn run(pack: &Pack, io: &mut Io) -> Result<Exit, Error> {
    let mut lines = vec![
        format!("pack     {} {} ({})", pack.id, pack.version, pack.title),
        format!("as of    {}", pack.as_of),
        format!("digest   sha256:{}", pack.digest),
        format!("from     {}", pack.from),
    ];
    for layer in pack.below() {
        lines.push(format!("extends  {} {} ({}), sha256:{}", layer.id, layer.version, layer.from, layer.digest));
    }
    if pack.signature.is_some() {
        lines.push("signed   policy.toml.minisig; `sourcegate policy verify` checks it".to_owned());
    }
    if !pack.overrides.is_empty() {
        lines.extend([String::new(), "overrides".to_owned()]);
    }
    for row in &pack.overrides {
        let mut said = row.change.lines().into_iter();
        lines.push(format!("  {} by {}: {}", said.next().unwrap_or_default(), row.layer, row.reason));
        lines.extend(said.map(|line| format!("  {line}")));
        lines.extend(row.weakens.iter().map(|way| format!("    weakens the law: {way}")));
    }
    lines.extend([String::new(), "terms".to_owned()]);
    lines.extend(pack.terms.words().into_iter().map(|line| format!("  {line}")));
    lines.extend([String::new(), "laws".to_owned()]);
    for regime in &pack.regimes {
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
        let days = match (regime.window.from, regime.window.until) {
            (None, None) => String::new(),
            (from, until) => format!(", {}..{}", day(from), day(until)),
        };
        lines.push(format!("  {:<20} {} ({}{days})", regime.id, regime.title, regime.markets.join(", ")));
    }
    lines.extend([String::new(), "lists".to_owned()]);
    for list in &pack.lists {
        let of = list.official_count.map_or_else(String::new, |count| format!(" of {count}"));
        lines.push(format!("  {:<17} {:>4} entries{of}  {}", list.id, list.open_entries(), list.title));
        if !list.coverage.is_empty() {
            lines.push(format!("  {:<17} {}", "", list.coverage));
        }
    }
    lines.extend([String::new(), "rules".to_owned()]);
    for rule in &pack.rules {
        let changed = if pack.overrides.iter().any(|row| row.is_of_rule(&rule.id)) { " (overridden)" } else { "" };
        lines.push(format!("  {:<36} {}{changed}", rule.id, rule.title));
    }
    say(io, lines)?;
    Ok(Exit::Passed)
}
