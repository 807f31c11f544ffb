//! The supply graph: model, linking, paths.

pub mod graph;
pub mod identity;
pub mod paths;
pub mod upstream;
