//! The supply graph: model, linking, paths.

pub mod graph;
pub mod model;
pub mod paths;
pub mod upstream;
