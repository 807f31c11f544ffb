//! A stated name looked up: which listed words it may mean, which names hold them, and the best of those.

use super::super::align::{Alignment, View, near, sounds_alike};
use super::super::tokens::{Buffers, Token, compared, tokenize, unglue};
use super::super::weigh::{Verdict, ceiling, hopeless};
use super::super::words::Class;
use super::judge::{Whole, judge};
use super::keys::{Hash, Kind, glued, half_keys, hash, set_keys, whole_keys, without_form};
use super::postings::{List, sign};
use super::{Hit, NameIndex};

/// How many names are kept to be looked at closely: those with most words in common, of all that hold a word.
const fn kept(limit: usize) -> usize {
    16 + 16 * limit
}

/// A list longer than this is passed over where its names were found by a rarer word.
const LONG: usize = 64;

/// Buffers of a search; one per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    buffers: Buffers,
    tokens: Vec<Token>,
    work: Work,
    alignment: Alignment,
}

#[derive(Debug, Default)]
struct Work {
    marks: Marks,
    /// Listed words whose names are candidates.
    followed: Vec<u32>,
    keys: Vec<u32>,
    candidates: Vec<Candidate>,
    selection: Selection,
    joined: String,
    whole: String,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    name: u32,
    /// The most that the two names can have in common, from 0 to 1.
    overlap: f32,
    route: Route,
}

/// How a candidate was found, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Route {
    /// By a word of its own.
    Word,
    /// By neighbouring parts joined.
    Joined,
    /// By the whole name.
    Whole,
}

/// Which stated parts each listed word may meet, a bit a part.
#[derive(Debug, Default)]
struct Marks {
    entries: Vec<(u32, u64)>,
    /// Open addressing: numbers of entries plus one.
    table: Vec<u16>,
}

impl Marks {
    fn clear(&mut self) {
        self.entries.clear();
        self.table.clear();
        self.table.resize(128, 0);
    }

    fn place(&self, key: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut at = (key.wrapping_mul(0x9e37_79b1) >> 12) as usize & mask;
        while let Some(entry) = usize::from(self.table[at]).checked_sub(1) {
            if self.entries[entry].0 == key {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn of(&self, key: u32) -> u64 {
        let entry = self.table[self.place(key)];
        usize::from(entry).checked_sub(1).map_or(0, |entry| self.entries[entry].1)
    }

    fn add(&mut self, key: u32, bits: u64) {
        let at = self.place(key);
        if let Some(entry) = usize::from(self.table[at]).checked_sub(1) {
            self.entries[entry].1 |= bits;
            return;
        }
        self.entries.push((key, bits));
        self.table[at] = u16::try_from(self.entries.len()).unwrap_or(u16::MAX);
        if self.entries.len() * 2 > self.table.len() {
            let size = self.table.len() * 2;
            self.table.clear();
            self.table.resize(size, 0);
            for number in 0..self.entries.len() {
                let at = self.place(self.entries[number].0);
                self.table[at] = u16::try_from(number + 1).unwrap_or(u16::MAX);
            }
        }
    }
}

/// The bit of a stated part. Parts past the last bit share it, which only keeps more candidates.
fn bit(at: usize) -> u64 {
    1 << at.min(63)
}

impl NameIndex {
    /// The listed names that a stated name met, the best one of each entity, best first.
    pub fn search(&self, query: &str, scratch: &mut Scratch, limit: usize) -> Vec<Hit> {
        let Scratch { buffers, tokens, work, alignment } = scratch;
        tokenize(query, buffers, tokens);
        if tokens.is_empty() || self.is_empty() {
            return Vec::new();
        }
        self.brands.split(tokens);
        let mut hits = self.search_parts(tokens, work, alignment, limit);
        if hits.is_empty() && self.read_wade_giles(tokens) {
            hits = self.search_parts(tokens, work, alignment, limit);
        }
        if hits.is_empty()
            && let Some(words) = unglue(tokens)
        {
            tokenize(&words, buffers, tokens);
            hits = self.search_parts(tokens, work, alignment, limit);
        }
        hits
    }

    fn search_parts(&self, tokens: &[Token], work: &mut Work, alignment: &mut Alignment, limit: usize) -> Vec<Hit> {
        let stated = self.views(tokens);
        work.marks.clear();
        work.followed.clear();
        work.candidates.clear();
        work.whole = glued(&stated);
        self.words(&stated, work);
        self.joined(&stated, work);
        self.by_spelling(&stated, work, kept(limit));
        if stated.iter().any(|view| !view.text.is_ascii()) {
            let Work { candidates, .. } = work;
            self.in_other_scripts(&stated, &mut |name| {
                candidates.push(Candidate { name, overlap: 0.0, route: Route::Joined });
            });
        }
        self.by_words(&stated, work, kept(limit));
        self.rank(&stated, work);
        let hits = self.best(&stated, work, alignment, limit);
        if !hits.is_empty() {
            return hits;
        }
        let names = work.candidates.iter().take(kept(limit)).map(|candidate| candidate.name);
        self.under_two_names(&stated, names, alignment).into_iter().take(limit).collect()
    }

    /// Marks the listed words that stated parts may mean one by one, and follows the distinctive ones.
    fn words(&self, stated: &[View<'_>], work: &mut Work) {
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.class > Class::Legal) {
            let same = self.vocabulary.find(view.key);
            if let Some(key) = same {
                work.marks.add(key, bit(at));
            }
            if view.class < Class::Number {
                continue;
            }
            work.followed.extend(same);
            for key in without_form(view.text).filter_map(|rest| self.vocabulary.find(&compared(rest))) {
                work.marks.add(key, bit(at));
                work.followed.push(key);
            }
            for key in super::other::with_l(view).iter().filter_map(|word| self.vocabulary.find(word)) {
                work.marks.add(key, bit(at));
                work.followed.push(key);
            }
            if view.class != Class::Given || view.han {
                continue;
            }
            // A word that stands on a list is not taken for a misspelling of another one, unless both stand in one name.
            let known = same.is_some_and(|key| self.listed(key));
            let mut meet = |other, follow: bool, near: fn(&str, &str) -> bool| {
                if work.marks.of(other) & bit(at) == 0 && near(view.key, self.vocabulary.key(other)) {
                    work.marks.add(other, bit(at));
                    work.followed.extend(follow.then_some(other));
                }
            };
            self.vocabulary.heard_as(view.key).for_each(|other| meet(other, true, sounds_alike));
            // As many letters more or less as a typo may make.
            let apart = if view.key.len() < 10 { 1 } else { 2 };
            for length in view.key.len().saturating_sub(apart)..=view.key.len() + apart {
                for key in half_keys(view.key, length).into_iter().flatten() {
                    self.vocabulary.sharing_half(key).for_each(|other| meet(other, !known, near));
                }
            }
        }
    }

    fn listed(&self, key: u32) -> bool {
        [List::Alone, List::Among].iter().any(|list| self.postings.len(key, *list) > 0)
    }

    /// Marks and follows the listed words that neighbouring stated parts spell together.
    fn joined(&self, stated: &[View<'_>], work: &mut Work) {
        const MOST: usize = 4;
        let Work { marks, followed, joined, .. } = work;
        for (at, first) in stated.iter().enumerate().filter(|(_, view)| view.class > Class::Legal && !view.han) {
            joined.clear();
            joined.push_str(first.text);
            let mut bits = bit(at);
            for (more, next) in stated[at + 1..].iter().enumerate().take(MOST - 1) {
                if next.han || next.class <= Class::Legal {
                    break;
                }
                joined.push_str(next.text);
                bits |= bit(at + 1 + more);
                let singular = joined.strip_suffix('s').filter(|one| one.len() > 4);
                let found = [self.vocabulary.find(joined), singular.and_then(|one| self.vocabulary.find(one))];
                for key in found.into_iter().flatten() {
                    marks.add(key, bits);
                    followed.push(key);
                }
            }
        }
    }

    /// Candidates by what they spell: the whole name, or neighbouring parts that stand as one word in the stated name.
    fn by_spelling(&self, stated: &[View<'_>], work: &mut Work, kept: usize) {
        let Work { marks, keys, candidates, selection, whole, .. } = work;
        keys.clear();
        whole_keys(stated, whole, keys);
        let plainest = stated.iter().filter(|view| view.class == Class::Given).count() < 2;
        let whole_names = keys.len();
        if plainest {
            set_keys(stated, keys);
        }
        for &key in &keys[..whole_names] {
            let names = self.keys.under(key).take(kept);
            candidates.extend(names.map(|name| Candidate { name, overlap: 1.0, route: Route::Whole }));
        }
        let mut take = |key: u32, marks: &mut Marks, at: usize, word: Option<&View<'_>>| {
            let mut names = self.keys.under(key).peekable();
            let Some(&first) = names.peek() else { return };
            if let Some(word) = word {
                self.mark_joined(first, word, bit(at), marks);
            }
            selection.start(kept, marks.signature(), 0);
            names.for_each(|name| selection.offer(name, self.sign_of(name)));
            candidates.extend(selection.best().map(|name| Candidate { name, overlap: 0.0, route: Route::Joined }));
        };
        for &key in &keys[whole_names..] {
            take(key, marks, 0, None);
        }
        let plain = distinctive(stated) == 0;
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.class > Class::Legal && !view.han) {
            let key = Hash::new(Kind::Joined).with(view.key);
            let text = Hash::new(Kind::Joined).with(view.text);
            take(key.done(), marks, at, Some(view));
            take(key.with("s").done(), marks, at, Some(view));
            if view.text != view.key {
                take(text.done(), marks, at, Some(view));
            }
            for rest in without_form(view.text) {
                take(hash(Kind::Joined, rest), marks, at, Some(view));
            }
            // Of a place and a trade alone, the names that hold them side by side.
            if let Some(next) = stated.get(at + 1).filter(|next| plain && !next.han && next.class > Class::Legal) {
                take(text.with(next.text).done(), marks, at, None);
            }
        }
    }

    /// Marks the parts of a listed name that together spell a stated part.
    fn mark_joined(&self, name: u32, view: &View<'_>, bits: u64, marks: &mut Marks) {
        let parts = self.parts_of(name);
        for from in 0..parts.len() {
            let mut length = 0;
            for to in from..parts.len() {
                length += self.vocabulary.view(parts[to]).text.len();
                if length > view.text.len() + 1 {
                    break;
                }
                let run = &parts[from..=to];
                let letters = run.iter().flat_map(|part| self.vocabulary.view(*part).text.bytes());
                if length + 1 >= view.key.len() && letters.zip(view.text.bytes()).all(|(a, b)| a == b) {
                    run.iter().for_each(|part| marks.add(self.vocabulary.part(*part).0, bits));
                }
            }
        }
    }

    /// Candidates by their distinctive words, the rarest first.
    fn by_words(&self, stated: &[View<'_>], work: &mut Work, kept: usize) {
        let Work { marks, followed, candidates, selection, .. } = work;
        followed.sort_unstable_by_key(|key| {
            (self.postings.len(*key, List::Alone) + self.postings.len(*key, List::Among), *key)
        });
        followed.dedup();
        let distinctive = distinctive(stated);
        let telling = || marks.entries.iter().filter(|(_, bits)| bits & distinctive != 0);
        let all_followed = telling().count() <= followed.len();
        selection.start(kept, marks.signature(), telling().fold(0, |signs, (key, _)| signs | sign(*key)));
        for (number, &key) in followed.iter().enumerate() {
            self.postings.of(key, List::Alone).for_each(|(name, signs)| selection.offer(name, signs));
            // A name with several distinctive parts is a hit if at most one is missing. So it holds two of the stated
            // ones, and the longest list has nothing new; unless its word is all that is distinctive in the stated name.
            let alone = distinctive & !marks.of(key) == 0;
            let last = number + 1 == followed.len() && all_followed && self.postings.len(key, List::Among) > LONG;
            let others = telling().filter(|(other, _)| *other != key).fold(0, |signs, (other, _)| signs | sign(*other));
            if alone || !last {
                let names = self.postings.of(key, List::Among);
                names
                    .filter(|(_, signs)| alone || signs & others != 0)
                    .for_each(|(name, signs)| selection.offer(name, signs));
            }
        }
        candidates.extend(selection.best().map(|name| Candidate { name, overlap: 0.0, route: Route::Word }));
    }

    /// Drops the candidates that miss too much, and puts those with most in common first.
    fn rank(&self, stated: &[View<'_>], work: &mut Work) {
        let Work { marks, candidates, .. } = work;
        candidates.sort_unstable_by(|a, b| a.name.cmp(&b.name).then(b.route.cmp(&a.route)));
        candidates.dedup_by_key(|candidate| candidate.name);
        let distinctive = distinctive(stated);
        let stated_weight: f32 = stated.iter().map(|view| view.class.weight()).sum();
        candidates.retain_mut(|candidate| {
            if candidate.route == Route::Whole {
                return true;
            }
            let (mut met, mut weight, mut covered) = (0.0, 0.0, 0);
            let (mut given, mut missing) = (0, 0);
            for &part in self.parts_of(candidate.name) {
                let (key, class) = self.vocabulary.part(part);
                if class <= Class::Legal {
                    continue;
                }
                let bits = marks.of(key);
                weight += class.weight();
                met += if bits == 0 { 0.0 } else { class.weight() };
                covered |= bits;
                given += usize::from(class >= Class::Number);
                missing += usize::from(class >= Class::Number && bits == 0);
            }
            let stated_met: f32 = stated
                .iter()
                .enumerate()
                .filter(|(at, _)| covered & bit(*at) != 0)
                .map(|(_, view)| view.class.weight())
                .sum();
            let share = |met: f32, all: f32| if all > 0.0 { met / all } else { 0.0 };
            candidate.overlap = f32::midpoint(share(met, weight), share(stated_met, stated_weight));
            candidate.route == Route::Joined || !hopeless(given, missing, distinctive & !covered != 0)
        });
        candidates.sort_unstable_by(|a, b| b.overlap.total_cmp(&a.overlap).then(a.name.cmp(&b.name)));
    }

    /// Compares the candidates until nothing better can come.
    fn best(&self, stated: &[View<'_>], work: &Work, alignment: &mut Alignment, limit: usize) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut listed: Vec<View<'_>> = Vec::new();
        let whole = Whole::of(stated, &work.whole);
        for candidate in work.candidates.iter().take(kept(limit)) {
            if hits.len() >= limit {
                let most = ceiling(candidate.overlap);
                // The owner is looked up only for a tie: it is far away in memory.
                let owner = || self.owners[candidate.name as usize].0;
                let settled = |hit: &&Hit| {
                    hit.verdict == Verdict::Match && (hit.score > most || hit.score == most && hit.entity <= owner())
                };
                if hits.iter().filter(settled).count() >= limit {
                    break;
                }
            }
            listed.clear();
            listed.extend(self.parts_of(candidate.name).iter().map(|part| self.vocabulary.view(*part)));
            let (verdict, score) = judge(&whole, stated, &listed, alignment);
            if verdict == Verdict::None {
                continue;
            }
            let (entity, name) = self.owners[candidate.name as usize];
            let hit = Hit { entity, name, score, verdict };
            match hits.iter_mut().find(|old| old.entity == hit.entity) {
                Some(old) if (hit.verdict, hit.score) > (old.verdict, old.score) => *old = hit,
                Some(_) => {}
                None => hits.push(hit),
            }
        }
        hits.sort_by(|a, b| b.verdict.cmp(&a.verdict).then(b.score.total_cmp(&a.score)).then(a.entity.cmp(&b.entity)));
        hits.truncate(limit);
        hits
    }
}

impl Marks {
    /// The signature of all marked words.
    fn signature(&self) -> u64 {
        self.entries.iter().fold(0, |signs, (key, _)| signs | sign(*key))
    }
}

/// The bits of the distinctive parts.
fn distinctive(stated: &[View<'_>]) -> u64 {
    stated.iter().enumerate().filter(|(_, view)| view.class >= Class::Number).fold(0, |bits, (at, _)| bits | bit(at))
}

/// The names with most in common with the stated name, judged by their signatures.
#[derive(Debug, Default)]
struct Selection {
    /// (rank, name); the lowest rank is the best.
    ranked: Vec<(u32, u32)>,
    /// How many are kept.
    kept: usize,
    /// The words in common that are still worth an offer, and the rank.
    least: u32,
    most: u32,
    /// Signs of the words that count, and of those that count three times.
    wanted: u64,
    telling: u64,
}

impl Selection {
    /// The most that the signs of a name can count for.
    const TOP: u32 = 3 * u64::BITS;

    fn start(&mut self, kept: usize, wanted: u64, telling: u64) {
        self.ranked.clear();
        (self.kept, self.least, self.most) = (kept, 0, u32::MAX);
        (self.wanted, self.telling) = (wanted, telling);
    }

    fn offer(&mut self, name: u32, signs: u64) {
        let common = (signs & self.wanted).count_ones() + 2 * (signs & self.telling).count_ones();
        if common < self.least {
            return;
        }
        // Most in common first, then the fewest other words, then the lowest number.
        let rank = (Self::TOP - common) * 128 + signs.count_ones();
        // The names of a list come in order, so another one of the last rank kept is not wanted.
        if rank >= self.most {
            return;
        }
        self.ranked.push((rank, name));
        if self.ranked.len() >= 4 * self.kept {
            self.cut();
            if let Some(&(rank, _)) = self.ranked.get(self.kept - 1) {
                self.most = rank;
                self.least = Self::TOP - rank / 128;
            }
        }
    }

    fn cut(&mut self) {
        // A name may have been offered by two of its words.
        self.ranked.sort_unstable();
        self.ranked.dedup();
        self.ranked.truncate(self.kept);
    }

    fn best(&mut self) -> impl Iterator<Item = u32> + '_ {
        if self.ranked.len() > self.kept {
            self.cut();
        }
        self.ranked.iter().map(|(_, name)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::NameInput;
    use super::*;
    use crate::policy::pack::Pack;

    fn index(names: &[String]) -> NameIndex {
        NameIndex::build(names.iter().zip(0..).map(|(text, entity)| NameInput { entity, name: 0, text }))
    }

    /// The best name by comparing all of them.
    fn by_all(index: &NameIndex, query: &str) -> Option<Hit> {
        let (mut buffers, mut tokens, mut alignment) = (Buffers::default(), Vec::new(), Alignment::default());
        tokenize(query, &mut buffers, &mut tokens);
        let stated: Vec<View<'_>> = tokens.iter().map(Token::view).collect();
        let letters = glued(&stated);
        let whole = Whole::of(&stated, &letters);
        let mut best: Option<Hit> = None;
        for name in 0..u32::try_from(index.len()).expect("few names") {
            let listed: Vec<View<'_>> = index.parts_of(name).iter().map(|part| index.vocabulary.view(*part)).collect();
            let (verdict, score) = judge(&whole, &stated, &listed, &mut alignment);
            let (entity, name) = index.owners[name as usize];
            if verdict > Verdict::None && best.is_none_or(|best| (verdict, score) > (best.verdict, best.score)) {
                best = Some(Hit { entity, name, score, verdict });
            }
        }
        best.or_else(|| by_all(index, &unglue(&tokens)?))
    }

    fn finds_what_comparing_every_name_finds(names: &[String], queries: &[String]) {
        let index = index(names);
        let mut scratch = Scratch::default();
        for query in queries {
            let (found, all) = (index.search(query, &mut scratch, 1).pop(), by_all(&index, query));
            if !query.contains(' ') {
                // Without gaps, names that differ in nothing else are the same: either of them is right.
                assert_eq!(found.map(|hit| hit.verdict), all.map(|hit| hit.verdict), "{query}");
                continue;
            }
            let name = |hit: Option<Hit>| hit.map(|hit| (names[hit.entity as usize].as_str(), hit.verdict, hit.score));
            assert_eq!(name(found), name(all), "{query}");
        }
    }

    #[test]
    fn no_listed_name_is_lost_to_the_index() {
        let pack = Pack::embedded().expect("the built-in pack loads");
        let entries = pack.lists.iter().flat_map(|list| &list.entries);
        let names: Vec<String> = entries.flat_map(|entry| &entry.names).map(|name| name.text.clone()).collect();
        let mut reader = csv::Reader::from_reader(include_str!("../../../../tests/data/names.csv").as_bytes());
        let queries: Vec<String> = reader.records().map(|row| row.expect("a well-formed row")[0].to_owned()).collect();
        assert!(queries.len() > 100);
        finds_what_comparing_every_name_finds(&names, &queries);
    }

    /// Names of few words, so that every word is common and lists are long.
    fn made_up(count: usize, seed: u32) -> Vec<String> {
        let mut state = seed;
        let mut pick = |of: &[&'static str]| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            of[(state >> 16) as usize % of.len()]
        };
        (0..count)
            .map(|_| {
                let own = pick(&[
                    "Hengli",
                    "Jinlong",
                    "Falcon",
                    "Hua Xin",
                    "Golden Orchid",
                    "Falcon Hengli",
                    "Kingherbs",
                    "King Herbs",
                    "",
                ]);
                let more = pick(&["", "", "Ridge", "Longbridge"]);
                let trade = pick(&["Textile", "Trading", "Plastic Products", "Silicon Industry", "Metals"]);
                let place = pick(&["Suzhou", "Ningbo", "Xinjiang", "(Qingdao)", ""]);
                format!("{place} {own} {more} {trade} {}", pick(&["Co., Ltd.", "Limited", "Group Co., Ltd."]))
            })
            .collect()
    }

    #[test]
    fn no_name_is_lost_among_many_that_are_alike() {
        let names = made_up(700, 1);
        let mut queries = made_up(60, 2);
        for (number, name) in made_up(60, 3).into_iter().enumerate() {
            queries.push(match number % 4 {
                0 => name.replace(' ', ""),
                1 => name.replace("Falcon", "Falcom").replace("Longbridge", "Longbrigde").replace("Hengli", "Heng li"),
                2 => name.replace("Ltd.", "").to_uppercase(),
                _ => name.split(' ').rev().collect::<Vec<_>>().join(" "),
            });
        }
        finds_what_comparing_every_name_finds(&names, &queries);
    }

    #[test]
    fn hostile_names_are_answered() {
        let names = vec!["Golden Falcon Trading Co., Ltd.".to_owned(); 5000];
        let index = index(&names);
        let mut scratch = Scratch::default();
        let hit = index.search("golden falcon trading", &mut scratch, 1).pop().expect("a hit");
        assert_eq!((hit.entity, hit.verdict), (0, Verdict::Match));
        for query in [
            "",
            " ",
            "-",
            "Co.",
            &"golden ".repeat(3000),
            &"x".repeat(10_000),
            &"falcon golden ".repeat(500),
            &"金".repeat(5000),
        ] {
            let _ = index.search(query, &mut scratch, 8);
        }
        assert_eq!(NameIndex::build([]).search("Golden", &mut scratch, 1), []);
    }
}
