//! Policy of a run: the pack, the packs below it, the overrides, the lock and the signature.

use std::io;

use super::Context;
use super::notes::level_look;
use super::paragraph::{HEAD, heading, paragraph};
use crate::finding::Level;
use crate::policy::layer::Override;
use crate::policy::{lock, signature};
use crate::report::changes;
use crate::report::clean::{clean, clean_short};
use crate::report::layout::wrap;
use crate::verdict::policy_change::Side;

/// Digits of a digest that are shown.
const DIGITS: usize = 12;
/// Values of one override named.
const VALUES: usize = 3;

/// Writes the lines about policy.
pub(super) fn write(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    let policy = &context.result.policy;
    let state = match (&policy.lock, &policy.signature) {
        (lock::State::Absent, signature) => format!("not locked{}", signed(signature)),
        (lock::State::Held { .. }, signature) => format!("locked by {}{}", lock::LOCK, signed(signature)),
        (lock::State::SetAside, signature) => {
            format!("{} set aside by --policy{}", lock::LOCK, signed(signature))
        }
    };
    let text = format!(
        "{} {} ({}), sha256 {}, {state}",
        clean_short(&policy.id, 60),
        clean_short(&policy.version, 40),
        policy.from,
        short(&policy.digest)
    );
    paragraph(out, context, "policy", &text)?;
    for layer in &policy.layers {
        let text = format!("over {} {} ({}), sha256 {}", layer.id, layer.version, layer.from, short(&layer.digest));
        paragraph(out, context, "", &text)?;
    }
    for (index, change) in policy.overrides.iter().enumerate() {
        overridden(out, context, if index == 0 { "override" } else { "" }, change)?;
    }
    Ok(())
}

/// The section about a change of policy between base and head.
pub(super) fn changed(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    let Some(change) = context.result.policy_change.as_deref() else { return Ok(()) };
    let loud = level_look(Level::Deny);
    let look = if change.counts == Side::Head { loud } else { level_look(Level::Warn) };
    writeln!(
        out,
        "{}",
        context.style.paint(look, "policy change: the head is not judged by what the base is judged by")
    )?;
    let lines = changes::section(change, context.result.verdict());
    let lines: Vec<String> = lines.into_iter().map(|line| format!("  {line}")).collect();
    changes::write(out, &lines, context.style)?;
    for line in wrap(changes::pending(change), context.style.width - 4) {
        writeln!(out, "  {}", context.style.paint(look, &line))?;
    }
    writeln!(out)
}

fn short(digest: &str) -> &str {
    digest.get(..DIGITS).unwrap_or(digest)
}

fn signed(state: &signature::State) -> String {
    match state {
        signature::State::Unsigned => String::new(),
        signature::State::Unchecked => ", signed, but no key is configured to check it".to_owned(),
        signature::State::Verified { key, comment } => {
            format!(", signed with {} ({})", clean_short(key, 15), clean_short(comment, 60))
        }
    }
}

/// One override; what weakens the law stands out.
fn overridden(out: &mut dyn io::Write, context: &Context<'_>, head: &str, row: &Override) -> io::Result<()> {
    let values: Vec<String> =
        row.change.details.iter().map(|detail| clean_short(&detail.lines().join(" "), 120)).collect();
    let mut said = values.iter().take(VALUES).cloned().collect::<Vec<_>>().join("; ");
    if values.len() > VALUES {
        said.push_str(&format!("; and {} more", values.len() - VALUES));
    }
    let what = format!("{} `{}` by {}", row.change.topic.word(), row.change.id, row.layer);
    let reason = clean_short(&row.reason, 200);
    if row.weakens.is_empty() {
        return paragraph(out, context, head, &format!("{what}: {said}; reason: {reason}"));
    }
    let ways = clean_short(&row.weakens.join("; "), 240);
    let text = format!("{what} weakens the law: {ways}; reason: {reason}");
    for (index, line) in wrap(&clean(&text), context.style.width - HEAD).iter().enumerate() {
        let line = context.style.paint(level_look(Level::Deny), line);
        writeln!(out, "{}{line}", heading(context, if index == 0 { head } else { "" }))?;
    }
    Ok(())
}
