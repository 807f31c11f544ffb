//! The state of the lists of a pack on a day: how old and how complete they are, and which rules go by them.

use jiff::civil::Date;

use crate::finding::{Grade, Level};
use crate::policy::model::{Entry, List, Rule};
use crate::policy::pack::Pack;
use crate::rules::{age_limit, is_older_than, snapshot_age};

/// State of a list, from harmless to severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListState {
    /// All entries are there, as far as the pack knows.
    Complete,
    /// Gaps that the pack declares.
    Incomplete,
    /// Another number of entries than the publisher counts.
    Short,
    /// Older than the policy allows, or without a date.
    Stale,
}

impl ListState {
    /// The word used in reports and options.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
            Self::Short => "short",
            Self::Stale => "stale",
        }
    }
}

/// The age from which a list is stale.
#[derive(Debug, Clone, Copy)]
pub struct AgeLimit<'p> {
    /// The rule that says so.
    pub rule: &'p Rule,
    /// The last number of days that is allowed.
    pub days: i64,
}

/// A question about the lists of a pack.
#[derive(Debug, Clone, Copy)]
pub struct ListsQuery<'q> {
    /// Day to look at them on.
    pub as_of: Date,
    /// Markets of manifests that name none.
    pub markets: &'q [String],
    /// Ids of the lists; all of the pack when empty, of which those count that a rule goes by.
    pub only: &'q [String],
    /// The least severe state that fails.
    pub fail_on: ListState,
}

/// The lists of a pack on a day.
#[derive(Debug)]
pub struct ListsStatus<'p> {
    /// The question.
    pub query: ListsQuery<'p>,
    /// The pack.
    pub pack: &'p Pack,
    /// The limit on their age; `None` when no rule sets one.
    pub limit: Option<AgeLimit<'p>>,
    /// The lists, in the order of the pack.
    pub lists: Vec<ListStatus<'p>>,
}

impl<'p> ListsStatus<'p> {
    /// Returns true for a list that counts: one that a rule goes by, or that was asked for by name.
    #[must_use]
    pub fn counts(&self, list: &ListStatus<'_>) -> bool {
        !self.query.only.is_empty() || !list.rules.is_empty()
    }

    /// The lists that count and are in a state that fails.
    #[must_use]
    pub fn failing(&self) -> Vec<&ListStatus<'p>> {
        self.lists.iter().filter(|list| self.counts(list) && list.state() >= self.query.fail_on).collect()
    }

    /// Returns true if no list counts, so that nothing was checked.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        !self.lists.iter().any(|list| self.counts(list))
    }
}

/// A list on a day.
#[derive(Debug)]
pub struct ListStatus<'p> {
    /// The list.
    pub list: &'p List,
    /// The folder of the pack that states it; `None` for the built-in pack.
    pub folder: Option<&'p str>,
    /// Days since it was retrieved, or published where only that is known; negative when that is later.
    pub days: Option<i64>,
    /// True when it is older than the limit, or has no date to tell.
    pub stale: bool,
    /// Entries that have not ended.
    pub entries: usize,
    /// Entries that have ended.
    pub ended: usize,
    /// Entries that have not ended, by the grade of their sources, the best first; no grade without entries.
    pub grades: Vec<(Grade, usize)>,
    /// The rules that go by it on the day, each with its highest level in the markets.
    pub rules: Vec<(&'p Rule, Level)>,
}

impl ListStatus<'_> {
    /// Number of entries that the publisher counts beyond those here; negative when here are more. `None` when it counts none.
    #[must_use]
    pub fn missing(&self) -> Option<i64> {
        let here = i64::try_from(self.entries).unwrap_or(i64::MAX);
        self.list.official_count.map(|count| i64::from(count) - here)
    }

    /// The most severe state that it is in.
    #[must_use]
    pub fn state(&self) -> ListState {
        if self.stale {
            ListState::Stale
        } else if self.missing().is_some_and(|missing| missing != 0) {
            ListState::Short
        } else if self.list.complete {
            ListState::Complete
        } else {
            ListState::Incomplete
        }
    }

    /// The highest level that a rule gives what meets it; `None` when no rule goes by it.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.rules.iter().map(|(_, level)| *level).max()
    }
}

/// Works out the state of the lists of a pack.
#[must_use]
pub fn list_status<'p>(pack: &'p Pack, query: ListsQuery<'p>) -> ListsStatus<'p> {
    let limit = age_limit(pack, query.as_of, query.markets).map(|(rule, days)| AgeLimit { rule, days });
    let wanted = pack.lists.iter().filter(|list| query.only.is_empty() || query.only.contains(&list.id));
    let lists = wanted.map(|list| one(pack, list, limit, &query)).collect();
    ListsStatus { query, pack, limit, lists }
}

fn one<'p>(pack: &'p Pack, list: &'p List, limit: Option<AgeLimit<'p>>, query: &ListsQuery<'_>) -> ListStatus<'p> {
    let level = |rule: &Rule| {
        let rows = query.markets.iter().filter_map(|market| rule.level_on(query.as_of, market));
        rows.map(|row| row.level).max()
    };
    let naming = pack.rules.iter().filter(|rule| rule.params.names_list(&list.id));
    let entries = list.open_entries();
    ListStatus {
        list,
        folder: pack.folder_of_list(&list.id),
        days: snapshot_age(list, query.as_of).map(|(_, days)| days),
        stale: limit.is_some_and(|limit| is_older_than(list, limit.days, query.as_of)),
        entries,
        ended: list.entries.len() - entries,
        grades: grades(list),
        rules: naming.filter_map(|rule| Some((rule, level(rule)?))).collect(),
    }
}

fn grades(list: &List) -> Vec<(Grade, usize)> {
    let count = |grade| {
        let open = list.entries.iter().filter(|entry| entry.is_open());
        open.filter(|entry: &&Entry| entry.grade == grade).count()
    };
    let all = [Grade::Official, Grade::Secondary, Grade::Tertiary, Grade::Unverified];
    all.into_iter().map(|grade| (grade, count(grade))).filter(|(_, count)| *count > 0).collect()
}
