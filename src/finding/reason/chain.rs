//! The chain ends before the raw material, or ends in the dark.

use super::Reason;

/// The chain ends before the raw material, or ends in the dark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Sector id.
    pub sector: String,
    /// The stages that are stated.
    pub have: Vec<String>,
    /// Missing parts.
    pub missing: Vec<Missing>,
    /// End of the chain.
    pub ends_at: ChainEnd,
}

/// Missing part of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// A stage, as the sector names it.
    Stage(String),
    /// The producer of goods that a trader sells.
    Producer,
    /// The identity of the supplier.
    Supplier,
    /// The region in which a material originates.
    Region,
}

/// End of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainEnd {
    /// Last known places, by name.
    At(String),
    /// The product itself: no supply is stated.
    Product,
}

impl Reason for Chain {
    fn missing(&self) -> &[Missing] {
        &self.missing
    }

    fn is_of_the_graph(&self) -> bool {
        true
    }
}
