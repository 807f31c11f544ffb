//! Two names compared in full, gaps ignored where nothing else decides, and the comparison explained.

use super::super::align::Alignment;
use super::super::classify::weight;
use super::super::model::{MatchClass, PartView};
use super::super::score::{Explanation, compare, explain};
use super::super::tokens::{Buffers, Token, abridged, tokenize};
use super::NameIndex;
use super::keys::{glued, same_whole, sounded};

/// A stated name as one word.
pub(super) struct WholeName<'w> {
    letters: &'w str,
    sound: Option<String>,
}

impl<'w> WholeName<'w> {
    /// The name, whose parts joined are `letters`.
    pub(super) fn new(views: &[PartView<'_>], letters: &'w str) -> Self {
        Self { letters, sound: sounded(views) }
    }
}

/// Classifies two tokenised names and scores the match.
pub(super) fn compare_names(
    whole: &WholeName<'_>,
    stated: &[PartView<'_>],
    listed: &[PartView<'_>],
    alignment: &mut Alignment,
) -> (MatchClass, f32) {
    /// Letters of a reading so long that hardly another name is read alike, and so long that few are.
    const LONG: usize = 12;
    const LONG_ENOUGH: usize = 8;
    let (class, score) = compare(stated, listed, alignment);
    if class == MatchClass::Match {
        return (class, score);
    }
    if same_whole(whole.letters, stated, listed) {
        return (MatchClass::Match, 0.99);
    }
    let of_listed = sounded(listed);
    let read = match (&whole.sound, &of_listed) {
        (Some(sound), None) => *sound == glued(listed),
        (None, Some(sound)) => sound == whole.letters,
        _ => false,
    };
    match whole.sound.as_deref().unwrap_or(whole.letters).len() {
        LONG.. if read => (MatchClass::Match, 0.95),
        LONG_ENOUGH.. if read => (MatchClass::Possible, score.max(0.85)),
        _ => (class, score),
    }
}

/// A listed part, weighed.
fn listed_view(token: &Token) -> PartView<'_> {
    PartView { weight: weight(&token.view()), ..token.view() }
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
        let names: Vec<Vec<PartView<'_>>> =
            std::iter::once(&want).chain(&short).map(|name| name.iter().map(listed_view).collect()).collect();
        let mut best: Option<Explanation> = None;
        self.in_readings(&mut have, &mut buffers, |tokens| {
            let views = self.views(tokens);
            let letters = glued(&views);
            let whole = WholeName::new(&views, &letters);
            for listed in &names {
                let (class, score) = compare_names(&whole, &views, listed, &mut Alignment::default());
                if best.as_ref().is_none_or(|best| (class, score) > (best.class, best.score)) {
                    best = Some(explain(&views, listed, class, score));
                }
            }
            best.as_ref().is_some_and(|best| best.class > MatchClass::None)
        });
        best.unwrap_or_else(|| explain(&[], &[], MatchClass::None, 0.0))
    }

    /// The parts of a stated name, with the brands of its characters.
    pub(super) fn views<'t>(&'t self, tokens: &'t [Token]) -> Vec<PartView<'t>> {
        let view = |token: &'t Token| {
            let mut view = token.view();
            if token.han {
                (view.brand, view.printed) = self.brands.latin_name(&token.text);
            }
            view
        };
        tokens.iter().map(view).collect()
    }
}
