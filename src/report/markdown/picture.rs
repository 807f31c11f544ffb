//! The way to an exposure as a Mermaid flowchart, which GitHub draws.

use super::super::clean::clean_short;
use super::super::{grammar, phrases};
use super::escape;
use crate::finding::{Hop, Reach};

/// Stops drawn; the middle of a longer way is counted.
const STOPS: usize = 16;
/// Columns of a label.
const LABEL: usize = 60;

/// The picture of a way, from the item at the top to the exposed record; empty for a way of one stop.
pub(super) fn draw(reach: &Reach) -> String {
    let hops = &reach.path;
    if hops.len() < 2 {
        return String::new();
    }
    let left_out = hops.len().saturating_sub(STOPS);
    let mut lines = vec!["flowchart TD".to_owned()];
    let mut before = None;
    for (index, hop) in hops.iter().enumerate() {
        if left_out > 0 && index == STOPS / 2 {
            let text = grammar::count(left_out as u64, "more stop", "more stops");
            lines.push(format!("  cut[\"... {text} ...\"]"));
            lines.extend(before.map(|before| format!("  {before} --> cut")));
            before = Some("cut".to_owned());
        }
        if left_out > 0 && (STOPS / 2..STOPS / 2 + left_out).contains(&index) {
            continue;
        }
        let id = format!("n{index}");
        lines.push(format!("  {id}{}", shape(hop, index)));
        if let Some(before) = before {
            let step = phrases::step(hop);
            let label = if step.is_empty() { String::new() } else { format!("|\"{}\"|", label(&step)) };
            lines.push(format!("  {before} -->{label} {id}"));
        }
        before = Some(id);
    }
    lines.push("  classDef exposed stroke:#cf222e,stroke-width:3px".to_owned());
    lines.extend(before.map(|last| format!("  class {last} exposed")));
    escape::fence("mermaid", &lines)
}

/// The item stands in a box with round ends, everything else in a plain one.
fn shape(hop: &Hop, index: usize) -> String {
    let text = label(&clean_short(&phrases::stop(hop), LABEL));
    if index == 0 { format!("([\"{text}\"])") } else { format!("[\"{text}\"]") }
}

/// A clean text as a label: everything that Mermaid, its Markdown and its HTML could read is an entity code.
fn label(text: &str) -> String {
    let mut safe = String::new();
    for ch in text.chars() {
        if ch.is_ascii_punctuation() && !matches!(ch, ',' | '(' | ')') {
            safe.push_str(&format!("#{};", u32::from(ch)));
        } else {
            safe.push(ch);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::phrases::tests::reach as way;

    #[test]
    fn a_way_is_drawn_from_the_item_down() {
        assert_eq!(
            draw(&way(&["Module", "Cells", "新疆合盛"])),
            "```mermaid\nflowchart TD\n  n0([\"Module\"])\n  n1[\"Cells\"]\n  n0 -->|\"supplied by, tier 2\"| n1\n  n2[\"新疆合盛\"]\n  \
             n1 -->|\"supplied by, tier 2\"| n2\n  classDef exposed stroke:#cf222e,stroke-width:3px\n  class n2 exposed\n```\n"
        );
        assert_eq!(draw(&way(&["Module"])), "");
    }

    #[test]
    fn a_long_way_is_counted_in_its_middle() {
        let names: Vec<String> = (0..40).map(|at| format!("stop {at}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let drawn = draw(&way(&names));
        assert!(drawn.contains("24 more stops") && drawn.contains("n39") && !drawn.contains("n20["), "{drawn}");
    }

    #[test]
    fn a_label_cannot_leave_its_quotes() {
        let drawn = draw(&way(&["A\"]\nclick n0 href \"javascript:alert(1)\"", "%%{init: {}}%% <b>`#quot;```"]));
        let body: Vec<&str> = drawn.lines().collect();
        assert_eq!(body.len(), 8, "{drawn}");
        assert!(drawn.matches('"').count() == 6 && !drawn.contains('<') && !drawn.contains("%%"), "{drawn}");
    }
}
