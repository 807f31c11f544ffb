//! The terms on which waivers and the baseline count: `[waivers]` and `[baseline]` of `policy.toml`.

use serde::Deserialize;

use super::change::Detail;
use crate::finding::Level;

/// `[waivers]` as a pack states it. What it leaves out is that of the pack below, or the default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StatedWaivers {
    max_days: Option<u32>,
    warn_days: Option<u32>,
    require_approver: Option<bool>,
    owner_approver_differ: Option<bool>,
    require_fingerprint: Option<bool>,
    allow: Option<Vec<Level>>,
    /// Reason why a layer changes the terms of the pack below.
    pub(super) reason: Option<String>,
}

/// `[baseline]` as a pack states it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StatedBaseline {
    non_waivable: Option<bool>,
    /// Reason why a layer changes the terms of the pack below.
    pub(super) reason: Option<String>,
    /// The layer says that it weakens prohibitions of law, on purpose.
    pub(super) weakens_law: bool,
}

/// Terms for waivers: what one must state, how long it may hold, and what it may cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverTerms {
    /// The longest a waiver may hold, in days from `granted` to `expires`.
    pub max_days: u32,
    /// Days before its end from which a waiver is warned about.
    pub warn_days: u32,
    /// True when a waiver needs an approver.
    pub require_approver: bool,
    /// True when owner and approver must differ.
    pub owner_approver_differ: bool,
    /// True when a waiver must name the fingerprint; otherwise rule and subject are enough while they name one finding.
    pub require_fingerprint: bool,
    /// Levels of findings that a waiver may cover.
    pub allow: Vec<Level>,
}

impl Default for WaiverTerms {
    fn default() -> Self {
        Self {
            max_days: 180,
            warn_days: 14,
            require_approver: true,
            owner_approver_differ: true,
            require_fingerprint: true,
            allow: vec![Level::Info, Level::Warn, Level::Review, Level::Deny],
        }
    }
}

impl WaiverTerms {
    /// Lays what a pack states over these terms.
    pub(super) fn with(&self, stated: &StatedWaivers) -> Self {
        Self {
            max_days: stated.max_days.unwrap_or(self.max_days),
            warn_days: stated.warn_days.unwrap_or(self.warn_days),
            require_approver: stated.require_approver.unwrap_or(self.require_approver),
            owner_approver_differ: stated.owner_approver_differ.unwrap_or(self.owner_approver_differ),
            require_fingerprint: stated.require_fingerprint.unwrap_or(self.require_fingerprint),
            allow: stated.allow.clone().unwrap_or_else(|| self.allow.clone()),
        }
    }

    /// Differences from these terms to others.
    pub(super) fn details(&self, new: &Self) -> Vec<Detail> {
        let levels = |terms: &Self| terms.allow.iter().map(|level| level.word()).collect::<Vec<_>>().join(", ");
        [
            Detail::both("max_days", self.max_days.to_string(), new.max_days.to_string()),
            Detail::both("warn_days", self.warn_days.to_string(), new.warn_days.to_string()),
            Detail::both("require_approver", self.require_approver.to_string(), new.require_approver.to_string()),
            Detail::both(
                "owner_approver_differ",
                self.owner_approver_differ.to_string(),
                new.owner_approver_differ.to_string(),
            ),
            Detail::both(
                "require_fingerprint",
                self.require_fingerprint.to_string(),
                new.require_fingerprint.to_string(),
            ),
            Detail::both("allow", levels(self), levels(new)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Terms for the baseline: what may be recorded as known debt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaselineTerms {
    /// True when findings of rules that no waiver can cover may stand in the baseline. Off by default: a party on a
    /// list must not fall silent because it was there before the gate.
    pub non_waivable: bool,
}

impl BaselineTerms {
    /// Lays what a pack states over these terms.
    pub(super) fn with(&self, stated: &StatedBaseline) -> Self {
        Self { non_waivable: stated.non_waivable.unwrap_or(self.non_waivable) }
    }

    /// Differences from these terms to others.
    pub(super) fn details(&self, new: &Self) -> Vec<Detail> {
        Detail::both("non_waivable", self.non_waivable.to_string(), new.non_waivable.to_string()).into_iter().collect()
    }
}

/// The terms of a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Terms of waivers.
    pub waivers: WaiverTerms,
    /// Terms of the baseline.
    pub baseline: BaselineTerms,
}

impl Terms {
    /// The terms in words, one line each.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let WaiverTerms { max_days, warn_days, require_approver, owner_approver_differ, require_fingerprint, allow } =
            &self.waivers;
        let approver = match (require_approver, owner_approver_differ) {
            (true, true) => "needs an approver who is not the owner",
            (true, false) => "needs an approver, who may be the owner",
            (false, true) => "needs no approver; one that is named is not the owner",
            (false, false) => "needs no approver",
        };
        let names = if *require_fingerprint { "its fingerprint" } else { "its fingerprint, or its rule and subject" };
        let levels: Vec<&str> = allow.iter().map(|level| level.word()).collect();
        let baseline = if self.baseline.non_waivable { "any rule" } else { "rules that a waiver can cover" };
        vec![
            format!("a waiver holds {max_days} days at most, and {warn_days} days before its end it is warned about"),
            format!("it {approver}, and names a finding by {names}"),
            format!("it covers findings of the levels: {}", levels.join(", ")),
            format!("the baseline records findings of {baseline}"),
        ]
    }
}
