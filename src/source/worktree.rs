//! The work tree.
