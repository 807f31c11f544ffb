//! Words that manifests and policy share: closed lists, so that a misspelt word is an error and never a word of its own.

/// The markets that manifests and rules may name.
pub const MARKETS: [&str; 6] = ["US", "EU", "CA", "MX", "UK", "US-DOD"];

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// All words, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as manifests and policy state it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// Way in which goods pass from one party to the next: `mode` of a `[[supply]]`.
    SupplyMode {
        /// Makes and sells.
        Supplies = "supplies",
        /// Works on the goods of somebody else.
        Transforms = "transforms",
        /// Works for a toll; the owner of the goods stays the same.
        Tolls = "tolls",
        /// Makes on behalf of the supplier.
        Subcontracts = "subcontracts",
        /// Sells what others make.
        Brokers = "brokers",
    }
}

words! {
    /// A relation beside trade in goods: `kind` of an `[[engagement]]`.
    EngagementKind {
        /// An investment.
        Invest = "invest",
        /// A joint venture.
        Jv = "jv",
        /// Joint research.
        Research = "research",
        /// Training.
        Training = "training",
        /// A conference.
        Conference = "conference",
        /// Construction.
        Construction = "construction",
    }
}
