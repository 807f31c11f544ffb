//! Two names compared in full, gaps ignored where nothing else settles it, and the comparison explained.

use super::super::align::{Alignment, View};
use super::super::score::{Explanation, compare, explain};
use super::super::tokens::{Buffers, Token, abridged, tokenize};
use super::super::weigh::{Verdict, weight};
use super::NameIndex;
use super::keys::{glued, same_whole, sounded};

/// A stated name as one word.
pub(super) struct Whole<'w> {
    letters: &'w str,
    sound: Option<String>,
}

impl<'w> Whole<'w> {
    /// The name, whose parts joined are `letters`.
    pub(super) fn of(views: &[View<'_>], letters: &'w str) -> Self {
        Self { letters, sound: sounded(views) }
    }
}

/// The verdict on two cut names and its score.
pub(super) fn judge(
    whole: &Whole<'_>,
    stated: &[View<'_>],
    listed: &[View<'_>],
    alignment: &mut Alignment,
) -> (Verdict, f32) {
    /// Letters of a reading so long that hardly another name is read alike, and so long that few are.
    const LONG: usize = 12;
    const LONG_ENOUGH: usize = 8;
    let (verdict, score) = compare(stated, listed, alignment);
    if verdict == Verdict::Match {
        return (verdict, score);
    }
    if same_whole(whole.letters, stated, listed) {
        return (Verdict::Match, 0.99);
    }
    let of_listed = sounded(listed);
    let read = match (&whole.sound, &of_listed) {
        (Some(sound), None) => *sound == glued(listed),
        (None, Some(sound)) => sound == whole.letters,
        _ => false,
    };
    match whole.sound.as_deref().unwrap_or(whole.letters).len() {
        LONG.. if read => (Verdict::Match, 0.95),
        LONG_ENOUGH.. if read => (Verdict::Possible, score.max(0.85)),
        _ => (verdict, score),
    }
}

/// A listed part, weighed.
fn listed_view(token: &Token) -> View<'_> {
    View { weight: weight(&token.view()), ..token.view() }
}

impl NameIndex {
    /// Compares a stated name with a listed one and says why, part by part.
    #[must_use]
    pub fn explain(&self, stated: &str, listed: &str) -> Explanation {
        let mut buffers = Buffers::default();
        let (mut have, mut want) = (Vec::new(), Vec::new());
        tokenize(stated, &mut buffers, &mut have);
        tokenize(listed, &mut buffers, &mut want);
        let short = abridged(&want);
        let names: Vec<Vec<View<'_>>> =
            std::iter::once(&want).chain(&short).map(|name| name.iter().map(listed_view).collect()).collect();
        let mut best: Option<Explanation> = None;
        self.in_readings(&mut have, &mut buffers, |tokens| {
            let views = self.views(tokens);
            let letters = glued(&views);
            let whole = Whole::of(&views, &letters);
            for listed in &names {
                let (verdict, score) = judge(&whole, &views, listed, &mut Alignment::default());
                if best.as_ref().is_none_or(|best| (verdict, score) > (best.verdict, best.score)) {
                    best = Some(explain(&views, listed, verdict, score));
                }
            }
            best.as_ref().is_some_and(|best| best.verdict > Verdict::None)
        });
        best.unwrap_or_else(|| explain(&[], &[], Verdict::None, 0.0))
    }

    /// The parts of a stated name, with the brands of its characters.
    pub(super) fn views<'t>(&'t self, tokens: &'t [Token]) -> Vec<View<'t>> {
        let view = |token: &'t Token| {
            let mut view = token.view();
            if token.han {
                (view.brand, view.printed) = self.brands.of(&token.text);
            }
            view
        };
        tokens.iter().map(view).collect()
    }
}
