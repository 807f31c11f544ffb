//! A pull request cannot choose how it is read, by what it is judged, or what it is compared with.

mod found;
mod identity;
mod lost;
mod policy;
mod reading;
mod references;
mod states;
