//! One difference of what a run is judged by: the value that pack diffs, layers and the policy section of a report share.

/// Kind of thing that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Topic {
    /// The pack itself: id, version, title, markets.
    Pack,
    /// A pack that the pack extends.
    Layer,
    /// A law that rules refer to.
    Regime,
    /// A rule.
    Rule,
    /// A list.
    List,
    /// A table of places or sectors.
    Table,
    /// A key of `sourcegate.toml`.
    Config,
    /// The way in which a table is read.
    Import,
    /// A waiver.
    Waiver,
    /// An entry of the baseline.
    Baseline,
    /// A pin of `sourcegate.lock`.
    Lock,
    /// The key that packs must be signed with.
    Key,
}

impl Topic {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Layer => "layer",
            Self::Regime => "regime",
            Self::Rule => "rule",
            Self::List => "list",
            Self::Table => "table",
            Self::Config => "configuration",
            Self::Import => "import of",
            Self::Waiver => "waiver",
            Self::Baseline => "baseline",
            Self::Lock => "lock",
            Self::Key => "key",
        }
    }
}

/// Way in which it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Action {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// Both have it, and it differs.
    Changed,
}

impl Action {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// The action that leads from one value to the other; `None` when they are the same.
    pub(crate) fn between<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> Option<Self> {
        match (old, new) {
            (None, Some(_)) => Some(Self::Added),
            (Some(_), None) => Some(Self::Removed),
            (old, new) => (old != new).then_some(Self::Changed),
        }
    }
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Detail {
    /// Name of the value: `level in US from 2022-06-21`, `row hoshine-silicon`, `clears`.
    pub field: String,
    /// The old value in words; `None` when there was none.
    pub old: Option<String>,
    /// The new value in words; `None` when there is none.
    pub new: Option<String>,
}

impl Detail {
    /// A value that differs; `None` when it does not.
    pub(crate) fn between(field: impl Into<String>, old: Option<String>, new: Option<String>) -> Option<Self> {
        (old != new).then(|| Self { field: field.into(), old, new })
    }

    /// Says the difference in lines of raw text: short values beside each other, longer ones the old above the new.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        /// Values longer than this many bytes stand on lines of their own.
        const SHORT: usize = 50;
        let Self { field, old, new } = self;
        match (old, new) {
            (Some(old), Some(new)) if old.len() <= SHORT && new.len() <= SHORT => {
                vec![format!("{field}: {old} -> {new}")]
            }
            (Some(old), Some(new)) => vec![format!("{field}:"), format!("- {old}"), format!("+ {new}")],
            (Some(old), None) => vec![format!("- {field}: {old}")],
            (None, Some(new)) => vec![format!("+ {field}: {new}")],
            (None, None) => vec![field.clone()],
        }
    }

    /// Two values that are always there.
    pub(crate) fn both(field: &str, old: impl Into<String>, new: impl Into<String>) -> Option<Self> {
        Self::between(field, Some(old.into()), Some(new.into()))
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Change {
    /// Kind of thing that differs.
    pub topic: Topic,
    /// Its id, key or path.
    pub id: String,
    /// Way in which it differs.
    pub action: Action,
    /// Differences value by value; may be empty when there is nothing to add.
    pub details: Vec<Detail>,
}

impl Change {
    /// Says the change in lines of raw text, those of its values indented.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.head()];
        lines.extend(self.details.iter().flat_map(Detail::lines).map(|line| format!("  {line}")));
        lines
    }

    /// Says what changed, in one line: `rule xuar-site changed`.
    #[must_use]
    pub fn head(&self) -> String {
        let Self { topic, id, action, .. } = self;
        match (topic, action) {
            (Topic::Lock | Topic::Key, Action::Changed) => format!("{} changed: {id}", topic.word()),
            _ => format!("{} {id} {}", topic.word(), action.word()),
        }
    }

    /// A difference without values.
    pub(crate) fn new(topic: Topic, id: impl Into<String>, action: Action) -> Self {
        Self { topic, id: id.into(), action, details: Vec::new() }
    }

    /// A difference with these values.
    pub(crate) fn with(mut self, details: impl IntoIterator<Item = Detail>) -> Self {
        self.details.extend(details);
        self
    }

    /// A change of something that both sides have; `None` when no value differs.
    pub(crate) fn of_values(topic: Topic, id: &str, details: Vec<Detail>) -> Option<Self> {
        (!details.is_empty()).then(|| Self { topic, id: id.to_owned(), action: Action::Changed, details })
    }
}

/// Pairs what two sides hold by a key, in the order of the new side, then what only the old side has.
pub(crate) fn paired<'a, T>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&T) -> &str,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let before: std::collections::HashMap<&str, &T> = old.iter().map(|item| (key(item), item)).collect();
    let after: std::collections::HashSet<&str> = new.iter().map(&key).collect();
    let mut pairs: Vec<_> = new.iter().map(|item| (before.get(key(item)).copied(), Some(item))).collect();
    pairs.extend(old.iter().filter(|item| !after.contains(key(item))).map(|item| (Some(item), None)));
    pairs
}
