//! Two names compared, and the comparison explained part by part.

use super::align::{Alignment, align};
use super::classify::tally;
use super::model::{MatchClass, MatchKind, PartClass, PartView};

/// A part of the stated name and the part of the listed name that it met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedPart {
    /// Word as stated; empty when missing.
    pub stated: String,
    /// Word as listed; empty when extra.
    pub listed: String,
    /// Way in which they match.
    pub how: MatchKind,
}

/// A comparison, part by part.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Score from 0 to 1.
    pub score: f32,
    /// Class of the match.
    pub class: MatchClass,
    /// Parts in the order of the listed name, then what was left over.
    pub parts: Vec<MatchedPart>,
    /// Arguments against a match, in words.
    pub against: Vec<String>,
}

/// Compares two cut names.
pub(super) fn compare(
    stated: &[PartView<'_>],
    listed: &[PartView<'_>],
    alignment: &mut Alignment,
) -> (MatchClass, f32) {
    align(stated, listed, alignment);
    tally(stated, listed, alignment).classify(stated, listed, alignment)
}

/// Explains a comparison, whose class and score are given.
pub(super) fn explain(have: &[PartView<'_>], want: &[PartView<'_>], class: MatchClass, score: f32) -> Explanation {
    let mut alignment = Alignment::default();
    align(have, want, &mut alignment);
    let mut parts = Vec::new();
    let mut against = Vec::new();
    let open = want.iter().zip(&alignment.listed).any(|(view, met)| view.counts() && met.is_none());
    if class == MatchClass::Match && open {
        // The same letters, with other gaps.
        let join = |views: &[PartView<'_>]| {
            views.iter().filter(|view| view.counts()).map(|view| view.text).collect::<Vec<_>>().join(" ")
        };
        parts.push(MatchedPart { stated: join(have), listed: join(want), how: MatchKind::Glued });
        return Explanation { score, class, parts, against };
    }
    let mut last = None;
    for (at, view) in want.iter().enumerate() {
        let part = match alignment.listed[at] {
            _ if view.class <= PartClass::Legal => continue,
            Some((from, count, how)) => {
                if how == MatchKind::Glued && last == Some(from) {
                    // One stated word for several listed ones: told once.
                    if let Some(MatchedPart { listed, .. }) = parts.last_mut() {
                        listed.push(' ');
                        listed.push_str(view.text);
                    }
                    continue;
                }
                last = Some(from);
                let stated = have[from..from + count].iter().map(|view| view.text).collect::<Vec<_>>().join(" ");
                if how.is_slip() {
                    against.push(format!(
                        "\u{201c}{stated}\u{201d} is spelt otherwise than \u{201c}{}\u{201d}",
                        view.text
                    ));
                }
                if how == MatchKind::Pinyin && view.class == PartClass::Given {
                    against.push(format!("other characters are read like \u{201c}{}\u{201d} too", view.key));
                }
                if how == MatchKind::KnownAs {
                    against.push(format!("the list does not print \u{201c}{stated}\u{201d}"));
                }
                MatchedPart { stated, listed: view.text.to_owned(), how }
            }
            None => {
                against.push(format!("\u{201c}{}\u{201d} of the listed name is not stated", view.text));
                MatchedPart { stated: String::new(), listed: view.text.to_owned(), how: MatchKind::Missing }
            }
        };
        parts.push(part);
    }
    for (from, view) in have.iter().enumerate().filter(|(from, _)| !alignment.stated[*from]) {
        let legal = view.class <= PartClass::Legal;
        if !legal {
            against.push(format!("\u{201c}{}\u{201d} is not in the listed name", view.text));
        }
        let how = if legal { MatchKind::LegalForm } else { MatchKind::Extra };
        parts.push(MatchedPart { stated: have[from].text.to_owned(), listed: String::new(), how });
    }
    Explanation { score, class, parts, against }
}
