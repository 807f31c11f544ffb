//! A check as the loader of packs knows it: its name, what it starts from, and how its parameters are read.
//!
//! The checks themselves stand above, in `rules` and `verdict`; whoever loads a pack hands their kinds in. So the loader can
//! refuse what a check does not know, and the check alone says what that is.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::{Deserialize, de};
use toml::Spanned;
use toml::de::{DeValue, ValueDeserializer};

pub use super::day::Day;
use crate::facts::Kind;
use crate::suggest::{hint, nearest_accepted};

/// The things that a check looks at, for telling how much a rule had before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartsFrom {
    /// Records of these kinds.
    Records(&'static [Kind]),
    /// The lists of the pack.
    Lists,
    /// Waivers and entries of the baseline.
    Exceptions,
}

/// Parameters after reading, of whatever type their check has.
pub type TypedParams = Arc<dyn AnyParams>;

/// Parameters whose type only their check knows.
pub trait AnyParams: Any + fmt::Debug + Send + Sync {
    /// First day, see [`CheckParams::first_day`].
    fn earliest(&self, listed: &dyn Fn(&ListId) -> Option<Date>) -> Option<Date>;

    /// Returns true if they name this list.
    fn names_list(&self, list: &str) -> bool;
}

impl<P: CheckParams> AnyParams for P {
    fn earliest(&self, listed: &dyn Fn(&ListId) -> Option<Date>) -> Option<Date> {
        self.first_day(listed)
    }

    fn names_list(&self, list: &str) -> bool {
        self.ids().iter().any(|id| matches!(id, PackId::List(id) if id.as_str() == list))
    }
}

/// A problem of parameters: its range of bytes in the file, and what is wrong, with the way out.
pub type ParamProblem = (Option<Range<usize>>, String);

/// A kind of check.
#[derive(Clone, Copy)]
pub struct CheckKind {
    /// The name used in `check = "…"`.
    pub name: &'static str,
    /// The things that it looks at.
    pub starts_from: StartsFrom,
    /// Keys whose values are read by people only.
    pub(super) labels: &'static [&'static str],
    #[cfg(test)]
    pub(super) schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    read: fn(Spanned<DeValue<'_>>, &KnownIds) -> Result<TypedParams, Vec<ParamProblem>>,
}

impl fmt::Debug for CheckKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

impl CheckKind {
    /// Makes a kind whose parameters are of type `P`.
    #[must_use]
    pub const fn new<P: CheckParams>(name: &'static str, starts_from: StartsFrom) -> Self {
        Self {
            name,
            starts_from,
            labels: P::LABELS,
            read: read::<P>,
            #[cfg(test)]
            schema: |generator| generator.subschema_for::<P>(),
        }
    }

    /// Reads parameters, and resolves the ids in them.
    ///
    /// # Errors
    /// Unknown keys, wrong types and unknown ids, each with its place and a suggestion.
    pub(super) fn read(
        &self,
        stated: Spanned<DeValue<'_>>,
        known: &KnownIds,
    ) -> Result<TypedParams, Vec<ParamProblem>> {
        (self.read)(stated, known)
    }
}

fn read<P: CheckParams>(stated: Spanned<DeValue<'_>>, known: &KnownIds) -> Result<TypedParams, Vec<ParamProblem>> {
    let params = P::deserialize(ValueDeserializer::from(stated))
        .map_err(|error| vec![(error.span(), with_suggestion(&error))])?;
    let unresolved: Vec<ParamProblem> = params.ids().into_iter().filter_map(|id| known.problem(id)).collect();
    if unresolved.is_empty() { Ok(Arc::new(params)) } else { Err(unresolved) }
}

/// The words of a TOML error, with the word that may be nearest_accepted behind an unknown one.
pub(super) fn with_suggestion(error: &toml::de::Error) -> String {
    let message = error.message();
    nearest_accepted(message).map_or_else(|| message.to_owned(), |near| format!("{message}; did you mean `{near}`?"))
}

/// Types with a JSON Schema, which only the tests that publish the schemas ask for.
#[cfg(test)]
pub trait Described: schemars::JsonSchema {}
#[cfg(test)]
impl<T: schemars::JsonSchema> Described for T {}
/// Types with a JSON Schema, which only the tests that publish the schemas ask for.
#[cfg(not(test))]
pub trait Described {}
#[cfg(not(test))]
impl<T> Described for T {}

/// The parameters of a check: a struct that refuses unknown keys.
pub trait CheckParams: Described + DeserializeOwned + Any + fmt::Debug + Send + Sync {
    /// Keys whose values are read by people only, and decide nothing.
    const LABELS: &'static [&'static str] = &[];

    /// The first day on which the check can find anything, where its parameters tell: `listed` gives the first listing of a
    /// list. A level before it decides nothing.
    fn first_day(&self, listed: &dyn Fn(&ListId) -> Option<Date>) -> Option<Date> {
        let _ = listed;
        None
    }

    /// Ids that must name something in the pack.
    fn ids(&self) -> Vec<PackId<'_>> {
        Vec::new()
    }
}

/// Parameters of a check that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NoParams {}

impl CheckParams for NoParams {}

/// An id that must name something in the pack.
#[derive(Debug, Clone, Copy)]
pub enum PackId<'p> {
    /// A list.
    List(&'p ListId),
    /// A sector of the tables under `sectors/`.
    Sector(&'p SectorId),
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Spanned<String>);

        impl fmt::Debug for $name {
            /// Shows the id without its place.
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.get_ref().fmt(out)
            }
        }

        impl $name {
            /// The id as stated.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.get_ref()
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                String::json_schema(generator)
            }
        }
    )+};
}

ids! {
    /// The id of a list of the pack.
    ListId,
    /// The id of a sector of the pack.
    SectorId
}

/// A list of parameters that is not empty: an empty one would silence the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonEmpty<T>(Vec<T>);

impl<T> std::ops::Deref for NonEmpty<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl NonEmpty<ListId> {
    /// The lists, as ids that must name something in the pack.
    #[must_use]
    pub fn ids(&self) -> Vec<PackId<'_>> {
        self.iter().map(PackId::List).collect()
    }

    /// The first day on which one of the lists can meet a party; `listed` gives the first listing of each. A list whose days
    /// are not all known may meet one on any day, so there is none.
    pub fn first_listing(&self, listed: &dyn Fn(&ListId) -> Option<Date>) -> Option<Date> {
        let days: Option<Vec<Date>> = self.iter().map(listed).collect();
        days?.into_iter().min()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NonEmpty<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Vec::deserialize(deserializer)?;
        if values.is_empty() {
            return Err(D::Error::custom("this list is empty, so the rule would never fire; name at least one"));
        }
        Ok(Self(values))
    }
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for NonEmpty<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("NonEmpty_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let items = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "minItems": 1, "items": items })
    }
}

/// A word that is looked for in lower-case text: one with a capital would never be found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(transparent))]
pub struct Word(String);

impl Word {
    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim().is_empty() || text.trim() != text {
            return Err(D::Error::custom("a word must not be blank, nor begin or end in blanks"));
        }
        if text.to_lowercase() != text {
            return Err(D::Error::custom(format!(
                "`{text}` is looked for in lower-case text and would never be found; write `{}`",
                text.to_lowercase()
            )));
        }
        Ok(Self(text))
    }
}

/// The first digits of a code of the Harmonized System, from two to ten.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(transparent))]
pub struct HsPrefix(String);

impl HsPrefix {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for HsPrefix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if (2..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self(text));
        }
        Err(D::Error::invalid_value(
            de::Unexpected::Str(&text),
            &"two to ten digits of a code of the Harmonized System, without dots",
        ))
    }
}

/// The ids that parameters and levels of rules may name: those of the pack and of the packs below.
#[derive(Debug, Default)]
pub(super) struct KnownIds {
    pub(super) lists: BTreeSet<String>,
    pub(super) sectors: BTreeSet<String>,
}

/// The tables whose first column names sectors.
const SECTOR_TABLES: [&str; 2] = ["sectors/hs-codes.csv", "sectors/high-priority.csv"];

impl KnownIds {
    /// Collects the ids of lists and of the sector tables, whose texts `table` gives by their path in the pack.
    pub(super) fn new<'a>(lists: impl Iterator<Item = &'a str>, table: impl Fn(&str) -> &'a str) -> Self {
        // Sector ids hold no comma and no quote, so that a line is cut without reading it as CSV at every start.
        let first = |line: &str| Some(line.split_once(',')?.0.to_owned());
        let sectors = SECTOR_TABLES.into_iter().flat_map(|path| table(path).lines().skip(1).filter_map(first));
        Self { lists: lists.map(str::to_owned).collect(), sectors: sectors.collect() }
    }

    fn problem(&self, id: PackId<'_>) -> Option<ParamProblem> {
        let (what, id, known) = match id {
            PackId::List(ListId(id)) => ("list", id, &self.lists),
            PackId::Sector(SectorId(id)) => ("sector", id, &self.sectors),
        };
        (!known.contains(id.get_ref())).then(|| {
            let way = hint(id.get_ref(), known.iter().map(String::as_str), &format!("the {what}s are"));
            (Some(id.span()), format!("the pack has no {what} `{}`; {way}", id.get_ref()))
        })
    }
}
