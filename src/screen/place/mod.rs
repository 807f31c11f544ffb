//! Place screening.
