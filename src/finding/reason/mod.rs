//! Reasons why a rule fired: the compared values and how they met, one file per kind of reason.
//!
//! The trait is open: a reason that one check alone gives stands in the file of that check. A reason holds values and no
//! sentences; those stand in `report/reason`, one file per kind as well.

mod chain;
mod exception;
mod identifier;
mod listed;
mod listed_since;
mod place;
mod stale;

use std::any::Any;
use std::fmt::Debug;

pub use chain::{Chain, ChainEnd, Missing};
pub use exception::Exception;
pub use identifier::{Identifier, IdentifierProblem};
pub use listed::{Listed, NamePart};
pub use listed_since::{ListRow, ListedSince};
pub use place::{Place, PlaceHow, Signal};
pub use stale::Stale;

/// Reason why a rule fired. All methods but those of `Same` have a default; a kind says where it is different.
pub trait Reason: Any + Debug + Send + Sync + Same {
    /// The list that it is about, and the entry; the entry is empty where the whole list is meant.
    fn listing(&self) -> Option<(&str, &str)> {
        None
    }

    /// Parts missing from a chain. More of them than in the base is news.
    fn missing(&self) -> &[Missing] {
        &[]
    }

    /// Returns true if it is about an exception (a waiver, an entry of the baseline), which nothing covers.
    fn is_about_exception(&self) -> bool {
        false
    }

    /// Returns true if it says something about this run alone, so that no base can hold it already.
    fn is_of_this_run(&self) -> bool {
        false
    }

    /// Returns true if its cause can stand off the path, anywhere in the graph: what is gone leaves no line behind.
    fn is_of_the_graph(&self) -> bool {
        false
    }

    /// Takes in the same reason of the same subject, where two statements give it; `false` when it holds nothing to add to.
    fn join(&mut self, _other: &dyn Reason) -> bool {
        false
    }
}

impl dyn Reason {
    /// The values, if it is of this kind.
    #[must_use]
    pub fn get<R: Reason>(&self) -> Option<&R> {
        (self as &dyn Any).downcast_ref()
    }
}

/// Abilities that every reason has because its values have them: to be copied, and to be compared with any other.
pub trait Same {
    /// A copy.
    fn boxed(&self) -> Box<dyn Reason>;
    /// Returns true if it is of the same kind and has the same values.
    fn same(&self, other: &dyn Reason) -> bool;
}

impl<R: Reason + Clone + PartialEq> Same for R {
    fn boxed(&self) -> Box<dyn Reason> {
        Box::new(self.clone())
    }

    fn same(&self, other: &dyn Reason) -> bool {
        other.get::<R>().is_some_and(|other| self == other)
    }
}

impl Clone for Box<dyn Reason> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}

impl PartialEq for dyn Reason {
    fn eq(&self, other: &Self) -> bool {
        self.same(other)
    }
}

/// Written by hand: a derived comparison moves the box instead of borrowing it (rust-lang/rust#31740).
impl PartialEq<&Self> for Box<dyn Reason> {
    fn eq(&self, other: &&Self) -> bool {
        self.same(&***other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_equal_when_kind_and_values_are() {
        let stale = |limit| Stale { list: "a".into(), snapshot: None, published: None, days: None, limit };
        let one: Box<dyn Reason> = Box::new(stale(90));
        let chain = Chain { sector: "a".into(), have: vec![], missing: vec![], ends_at: ChainEnd::Product };
        let chain: Box<dyn Reason> = Box::new(chain);
        assert!(one == one.clone() && one != chain);
        assert_ne!(one.get::<Stale>(), Some(&stale(91)));
        assert!(chain.get::<Stale>().is_none());
    }
}
