//! Problems of inputs, printed like findings.

use std::io;

use annotate_snippets::Level as Look;

use super::Context;
use super::notes::{GUTTER, Notes};
use super::snippet::{self, Mark};
use crate::manifest::Problem;
use crate::report::clean::{clean, clean_short};
use crate::report::{grammar, place};

/// Problems printed; the rest are counted.
const SHOWN: usize = 20;

/// Writes the problems of all inputs, fatal ones first.
pub(super) fn write(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    let all = || context.result.inputs.iter().flat_map(|input| &input.problems);
    let ordered: Vec<&Problem> =
        all().filter(|problem| problem.fatal).chain(all().filter(|problem| !problem.fatal)).collect();
    for problem in ordered.iter().take(SHOWN) {
        one(out, context, problem)?;
    }
    if ordered.len() > SHOWN {
        let more = grammar::count((ordered.len() - SHOWN) as u64, "more problem", "more problems");
        writeln!(out, "... and {more}; `--format json` has all of them\n")?;
    }
    Ok(())
}

fn one(out: &mut dyn io::Write, context: &Context<'_>, problem: &Problem) -> io::Result<()> {
    let look = if problem.fatal { Look::ERROR } else { Look::WARNING };
    let mut digits = 1;
    let mut unseen = None;
    if let Some((file, span)) = problem.place {
        let primary = Mark { file, span, label: String::new() };
        let related: Vec<Mark> = problem
            .related
            .iter()
            .map(|(file, span, label)| Mark { file: *file, span: *span, label: label.clone() })
            .collect();
        let drawn = snippet::draw(context, &look, &clean_short(&problem.message, 400), None, &primary, &related);
        digits = drawn.digits;
        unseen = related.into_iter().next().filter(|_| !drawn.left.is_empty());
        writeln!(out, "{}", drawn.text)?;
    } else {
        let title = format!("{}: {}", clean_short(&problem.path, 120), clean_short(&problem.message, 400));
        writeln!(out, "{}", snippet::header(context, &look, &title, None))?;
    }
    let mut notes = Notes::new(context.style, digits);
    if let Some(mark) = unseen {
        let spot = place::exact(context.result, &context.positions, mark.file, mark.span.start);
        let path = clean(&context.result.facts.source(mark.file).path);
        notes.prose("see", &format!("{path}:{spot}: {}", mark.label));
    }
    if let Some(help) = &problem.help {
        notes.prose("help", help);
    }
    let notes = notes.finish();
    if !notes.is_empty() && problem.place.is_some() {
        writeln!(out, "{} {}", " ".repeat(digits), context.style.paint(GUTTER, context.style.draw("│", "|")))?;
    }
    writeln!(out, "{notes}")
}
