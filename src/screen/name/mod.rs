//! Name screening.
