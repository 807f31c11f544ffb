//! The parameters of a rule: as the pack states them, key by key, and as its check reads them.

use std::any::Any;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, ValueDeserializer};

use super::check::{CheckKind, KnownIds, ListId, ParamProblem, TypedParams};

/// The parameters of a rule.
#[derive(Clone)]
pub struct RuleParams {
    /// Text as stated, for telling two packs apart and for layers.
    stated: toml::Table,
    typed: TypedParams,
}

impl fmt::Debug for RuleParams {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stated.fmt(out)
    }
}

impl PartialEq for RuleParams {
    /// Compares what is stated; the typed parameters follow from that.
    fn eq(&self, other: &Self) -> bool {
        self.stated == other.stated
    }
}

impl RuleParams {
    /// Reads the parameters of a check.
    ///
    /// # Errors
    /// Every problem with its place.
    pub(super) fn read(
        check: &CheckKind,
        stated: Spanned<DeValue<'_>>,
        known: &KnownIds,
    ) -> Result<Self, Vec<ParamProblem>> {
        let table = toml::Table::deserialize(ValueDeserializer::from(stated.clone()));
        let table = table.map_err(|error| vec![(error.span(), error.message().to_owned())])?;
        Ok(Self { stated: table, typed: check.read(stated, known)? })
    }

    /// Puts other parameters over these, key by key, and reads the whole again.
    ///
    /// # Errors
    /// Every problem; the places are those of the other parameters, and none where the problem lies in these.
    pub(super) fn overlaid(
        &self,
        check: &CheckKind,
        over: &Spanned<DeValue<'_>>,
        known: &KnownIds,
    ) -> Result<Self, Vec<ParamProblem>> {
        let text = text(&self.stated)?;
        let mut whole = unplaced(parsed(&text)?);
        if let (DeValue::Table(table), DeValue::Table(over)) = (whole.get_mut(), over.get_ref()) {
            for (key, value) in over {
                // The key too, so that its place is that of the other parameters.
                table.remove(key.get_ref().as_ref());
                table.insert(key.clone(), value.clone());
            }
        }
        let placed = |(place, message): ParamProblem| (place.filter(|place| !place.is_empty()), message);
        Self::read(check, whole, known).map_err(|problems| problems.into_iter().map(placed).collect())
    }

    /// Reads parameters that are stated as a table without places: a variation of these.
    ///
    /// # Errors
    /// When the check refuses them.
    pub(super) fn varied(check: &CheckKind, stated: &toml::Table, known: &KnownIds) -> Result<Self, Vec<ParamProblem>> {
        Self::read(check, parsed(&text(stated)?)?, known)
    }

    /// The parameters as stated.
    #[must_use]
    pub const fn stated(&self) -> &toml::Table {
        &self.stated
    }

    /// The parameters in the type of their check; `None` when they were read for another check.
    #[must_use]
    pub fn typed<P: Any>(&self) -> Option<&P> {
        (&*self.typed as &dyn Any).downcast_ref()
    }

    /// The first day on which the check can find anything, if it tells; `listed` gives the first listing of a list.
    pub(super) fn first_day(&self, listed: &dyn Fn(&ListId) -> Option<Date>) -> Option<Date> {
        self.typed.earliest(listed)
    }

    /// Returns true if they name this list.
    #[must_use]
    pub fn names_list(&self, list: &str) -> bool {
        self.typed.names_list(list)
    }

    /// Returns true if the check reads the same from both, whatever they state.
    pub(super) fn means_the_same(&self, other: &Self) -> bool {
        format!("{:?}", self.typed) == format!("{:?}", other.typed)
    }
}

fn text(stated: &toml::Table) -> Result<String, Vec<ParamProblem>> {
    toml::to_string(stated).map_err(|error| vec![(None, error.to_string())])
}

fn parsed(text: &str) -> Result<Spanned<DeValue<'_>>, Vec<ParamProblem>> {
    let table = DeTable::parse(text).map_err(|error| vec![(None, error.message().to_owned())])?;
    Ok(Spanned::new(table.span(), DeValue::Table(table.into_inner())))
}

/// The same value without places: they would be those of a text that nobody wrote.
fn unplaced(value: Spanned<DeValue<'_>>) -> Spanned<DeValue<'_>> {
    let value = match value.into_inner() {
        DeValue::Array(values) => {
            let mut bare = DeArray::new();
            values.into_iter().map(unplaced).for_each(|value| bare.push(value));
            DeValue::Array(bare)
        }
        DeValue::Table(table) => {
            let bare = |(key, value): (Spanned<_>, _)| (Spanned::new(0..0, key.into_inner()), unplaced(value));
            DeValue::Table(table.into_iter().map(bare).collect())
        }
        plain => plain,
    };
    Spanned::new(0..0, value)
}
