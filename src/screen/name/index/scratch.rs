//! Buffers of a search, kept from one search to the next.

use super::super::align::Alignment;
use super::super::tokens::{Buffers, Token};
use super::candidate::{Candidate, Selection};
use super::masks::PartMasks;

/// Buffers of a search; one per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) buffers: Buffers,
    pub(super) tokens: Vec<Token>,
    pub(super) work: SearchState,
    pub(super) alignment: Alignment,
}

#[derive(Debug, Default)]
pub(super) struct SearchState {
    pub(super) masks: PartMasks,
    /// Further masks, which say how much two names have in common, but do not choose which are compared.
    pub(super) misspellings: Vec<(u32, u64)>,
    /// Listed words whose names are candidates.
    pub(super) followed: Vec<u32>,
    pub(super) keys: Vec<u32>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) selection: Selection,
    pub(super) joined: String,
    /// Listed words that a stated one begins with, so that it may be several written together.
    pub(super) loose: Vec<u32>,
    /// The stated name without gaps.
    pub(super) whole: String,
}
