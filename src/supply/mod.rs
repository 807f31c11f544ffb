//! The supply graph: model, linking, paths.

pub mod model;
