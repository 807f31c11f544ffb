//! The policy pack: rules, lists, places, sectors and cases, with their provenance.

pub mod model;
