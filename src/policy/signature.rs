//! Signatures of packs: minisign over `policy.toml`, which holds the digests of everything else. Offline.
//!
//! The signature stands beside it as `policy.toml.minisig`, as `minisign -Sm policy.toml` writes it. A trusted comment can
//! state what was signed (`id=acme version=2026.11.1`), and then it must be so: an old signature on a new name is a replay.

use std::cmp::Ordering;

use minisign_verify::{Error as Failure, PublicKey, Signature};

use super::file::{POLICY, SIGNATURE};
use super::pack::Pack;
use crate::error::Error;

/// Settings of a repository for signatures, from `[policy-signature]` of its configuration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Trust {
    /// The public key, as minisign prints it: `RW…`, 56 characters.
    pub key: String,
    /// True when a pack without signature is refused.
    #[serde(default)]
    pub required: bool,
    /// The oldest version that is accepted: an older pack is a replay, however well it is signed.
    pub min_version: Option<String>,
}

/// State of the signature of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum State {
    /// No signature, and none is required.
    #[default]
    Unsigned,
    /// A signature, but the configuration names no key to check it with.
    Unchecked,
    /// A signature made with the key over exactly this pack.
    Verified {
        /// The public key.
        key: String,
        /// The comment that is signed too.
        comment: String,
    },
}

/// Checks the signature of a pack.
///
/// # Errors
/// When the key is none; when the signature is required and missing, or present and wrong; when the pack is older than the
/// configuration allows, or not what its trusted comment says.
pub fn check(pack: &Pack, trust: Option<&Trust>) -> Result<State, Error> {
    let Some(trust) = trust else {
        return Ok(if pack.signature.is_some() { State::Unchecked } else { State::Unsigned });
    };
    let from = &pack.from;
    let refused = |why: String| Error::Policy(format!("the pack `{from}` cannot be trusted: {why}"));
    let key = PublicKey::from_base64(trust.key.trim()).map_err(|_| {
        Error::Usage(format!(
            "`key` of [policy-signature] is `{}`, which is no minisign public key; copy the line that begins with RW from \
             the .pub file",
            trust.key
        ))
    })?;
    if let Some(least) = &trust.min_version
        && order(&pack.version, least) == Ordering::Less
    {
        return Err(refused(format!(
            "it is version {}, and [policy-signature] accepts {least} and newer; take the newer pack, or lower `min-version` on \
             the base",
            pack.version
        )));
    }
    let Some(text) = &pack.signature else {
        return match (trust.required, from.as_str()) {
            (false, _) => Ok(State::Unsigned),
            (true, "embedded") => Err(refused(
                "the built-in pack is not signed with your key, and [policy-signature] requires a signature; write a layer \
                 that extends `xinjiang` by digest, and sign that"
                    .to_owned(),
            )),
            (true, _) => Err(refused(format!(
                "{SIGNATURE} is missing, and [policy-signature] requires it; sign the pack with `minisign -Sm {POLICY}`"
            ))),
        };
    };
    let signature = Signature::decode(text).map_err(|_| {
        refused(format!("{SIGNATURE} is no minisign signature; sign the pack again with `minisign -Sm {POLICY}`"))
    })?;
    key.verify(pack.policy_text().as_bytes(), &signature, false).map_err(|failure| {
        refused(match failure {
            Failure::UnexpectedKeyId => format!(
                "{SIGNATURE} was made with another key than [policy-signature] names; sign the pack with that key, or change \
                 the key on the base first"
            ),
            Failure::UnsupportedLegacyMode | Failure::UnsupportedAlgorithm | Failure::UnexpectedAlgorithm => {
                format!("{SIGNATURE} is of a kind that is not accepted; sign the pack again with a current minisign")
            }
            _ => format!(
                "{SIGNATURE} does not fit {POLICY}: the pack was changed after it was signed; look at what changed, then sign it \
                 again with `minisign -Sm {POLICY}`"
            ),
        })
    })?;
    let comment = signature.trusted_comment();
    for (word, is) in [("id", &pack.id), ("version", &pack.version)] {
        if let Some(stated) = stated(comment, word)
            && stated != is
        {
            return Err(refused(format!(
                "its trusted comment says `{word}={stated}`, but the pack has {word} `{is}`; a signature was moved here from \
                 another pack, or the comment is wrong: sign again"
            )));
        }
    }
    Ok(State::Verified { key: trust.key.trim().to_owned(), comment: comment.to_owned() })
}

/// The value of `word=…` in a trusted comment.
fn stated<'c>(comment: &'c str, word: &str) -> Option<&'c str> {
    comment.split_whitespace().find_map(|part| part.strip_prefix(word)?.strip_prefix('='))
}

/// Orders versions part by part, numbers as numbers: `2026.9.1` is older than `2026.11.24`.
#[must_use]
pub fn order(one: &str, other: &str) -> Ordering {
    let parts = |version: &str| -> Vec<(u64, String)> {
        let number = |part: &str| part.parse().unwrap_or(u64::MAX);
        version.split(['.', '-', '+']).map(|part| (number(part), part.to_owned())).collect()
    };
    let (one, other) = (parts(one), parts(other));
    one.iter()
        .zip(&other)
        .map(|(one, other)| {
            one.0.cmp(&other.0).then_with(|| if one.0 == u64::MAX { one.1.cmp(&other.1) } else { Ordering::Equal })
        })
        .find(|order| order.is_ne())
        .unwrap_or_else(|| one.len().cmp(&other.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_numbers() {
        assert_eq!(order("2026.9.1", "2026.11.24"), Ordering::Less);
        assert_eq!(order("2026.11.24", "2026.11.24"), Ordering::Equal);
        assert_eq!(order("2026.11.24.1", "2026.11.24"), Ordering::Greater);
        assert_eq!(order("1", "01"), Ordering::Equal);
    }

    #[test]
    fn a_comment_states_words() {
        assert_eq!(stated("timestamp:1 id=acme version=2026.1", "version"), Some("2026.1"));
        assert_eq!(stated("an id of acme", "id"), None);
    }

    #[test]
    fn the_built_in_pack_cannot_be_signed() {
        let pack = Pack::embedded(&crate::verdict::checks()).unwrap();
        let pair = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
        let mut trust = Trust { key: pair.pk.to_base64(), required: false, min_version: None };
        assert_eq!(check(&pack, Some(&trust)).unwrap(), State::Unsigned);
        trust.required = true;
        assert!(check(&pack, Some(&trust)).unwrap_err().to_string().contains("write a layer"));
        trust.min_version = Some("2999.1.1".into());
        assert!(check(&pack, Some(&trust)).unwrap_err().to_string().contains("accepts 2999.1.1 and newer"));
        trust.key = "RWnonsense".into();
        assert!(check(&pack, Some(&trust)).unwrap_err().to_string().contains("no minisign public key"));
    }
}
