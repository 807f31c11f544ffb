//! Signed packs, with signatures made here and now.

use minisign::KeyPair;

use crate::support::Folder;

const MANIFEST: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n";

/// A repository with a pack, and a key to sign it with.
struct Signed {
    folder: Folder,
    pair: KeyPair,
}

impl Signed {
    fn new() -> Self {
        let folder = Folder::with(&[("a.sourcing.toml", MANIFEST)]);
        folder.copy_pack();
        let signed = Self { folder, pair: KeyPair::generate_unencrypted_keypair().unwrap() };
        signed.configure("required = true");
        signed
    }

    fn configure(&self, more: &str) {
        let key = self.pair.pk.to_base64();
        self.folder
            .write("sourcegate.toml", format!("policy = \"pack\"\n[policy-signature]\nkey = \"{key}\"\n{more}\n"));
    }

    fn sign_with(&self, pair: &KeyPair, comment: &str) {
        sign(&self.folder, pair, comment);
    }

    fn sign(&self, comment: &str) {
        self.sign_with(&self.pair, comment);
    }
}

/// Signs the pack of a folder as it is, with this key and comment.
pub(crate) fn sign(folder: &Folder, pair: &KeyPair, comment: &str) {
    let text = std::fs::read(folder.path("pack/policy.toml")).unwrap();
    let signature = minisign::sign(None, &pair.sk, &*text, Some(comment), None).unwrap();
    folder.write("pack/policy.toml.minisig", signature.into_string());
}

#[test]
fn a_good_signature_is_shown_and_a_missing_one_stops_the_run() {
    let signed = Signed::new();
    let says = ["policy.toml.minisig is missing", "minisign -Sm policy.toml"];
    signed.folder.check(&[]).ends(2, &says);
    signed.folder.run(&["policy", "verify"]).ends(2, &says);
    signed.sign("id=xinjiang version=2026.11.24");
    signed.folder.check(&[]).ends(0, &["signed with RW", "id=xinjiang version=2026.11.24"]);
    signed.folder.run(&["policy", "verify"]).ends(0, &["signature good, with RW", "digests hold", "coverage"]);
    let json: serde_json::Value = serde_json::from_str(&signed.folder.check(&["--format", "json"]).out).unwrap();
    assert_eq!(json["policy"]["signature"]["state"], "verified");
    assert_eq!(json["policy"]["signature"]["key"], signed.pair.pk.to_base64());
}

#[test]
fn a_signature_that_does_not_fit_is_refused_though_none_is_required() {
    let signed = Signed::new();
    signed.configure("");
    signed.folder.check(&[]).ends(0, &["not locked"]);
    signed.sign("acme");
    // One byte of one list: its digest changes, so policy.toml does, so the signature does not fit.
    signed.folder.replace("pack/lists/sdn.csv", "Xinjiang", "xinjiang");
    signed.folder.check(&[]).ends(2, &["lists/sdn.csv: the digest is"]);
    signed.folder.run(&["policy", "lock", "pack"]).ends(0, &["unsigned policy.toml.minisig", "sign policy.toml again"]);
    signed.folder.check(&[]).ends(2, &["does not fit policy.toml", "changed after it was signed"]);
    signed.sign_with(&KeyPair::generate_unencrypted_keypair().unwrap(), "acme");
    signed.folder.check(&[]).ends(2, &["made with another key"]);
    signed.folder.write("pack/policy.toml.minisig", "nonsense\n");
    signed.folder.check(&[]).ends(2, &["is no minisign signature"]);
    signed.sign("acme");
    signed.folder.check(&[]).ends(0, &["signed with"]);
}

#[test]
fn an_old_or_foreign_pack_is_a_replay_however_well_it_is_signed() {
    let signed = Signed::new();
    signed.sign("id=xinjiang version=2025.1.1");
    signed.folder.check(&[]).ends(2, &["trusted comment says `version=2025.1.1`", "has version `2026.11.24`"]);
    signed.sign("id=other");
    signed.folder.check(&[]).ends(2, &["trusted comment says `id=other`"]);
    signed.sign("version=2026.11.24");
    signed.configure("required = true\nmin-version = \"2026.12.1\"");
    signed.folder.check(&[]).ends(2, &["accepts 2026.12.1 and newer"]);
    signed.configure("required = true\nmin-version = \"2026.9.30\"");
    signed.folder.check(&[]).ends(0, &[]);
}

#[test]
fn verify_takes_a_key_and_says_when_there_is_none() {
    let signed = Signed::new();
    signed.sign("acme");
    signed.folder.write("sourcegate.toml", "policy = \"pack\"\n");
    signed.folder.check(&[]).ends(0, &["signed, but no key is configured to check it"]);
    signed.folder.run(&["policy", "verify"]).ends(0, &["no key to check it with"]);
    let key = signed.pair.pk.to_base64();
    signed.folder.run(&["policy", "verify", "pack", "--key", &key]).ends(0, &["signature good"]);
    let other = KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64();
    signed.folder.run(&["policy", "verify", "pack", "--key", &other]).ends(2, &["another key"]);
    signed.folder.run(&["policy", "verify", "pack", "--key", "RW"]).ends(2, &["no minisign public key"]);
    signed.folder.run(&["policy", "verify", "xinjiang", "--key", &key]).ends(2, &["write a layer that extends"]);
}
