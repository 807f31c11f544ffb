//! Folders to judge. Together they show every reason, every status and every check.

use std::path::Path;

use super::{DAY, run};
use crate::comparing::{git, git_with};
use crate::formats::{NAMES, toml};
use crate::support::Folder;

/// Input of a run, and its options.
pub(super) struct Scenario {
    /// The name in the names of its snapshots.
    pub(super) name: &'static str,
    pub(super) folder: Folder,
    /// The arguments of `check`, but for the format.
    pub(super) arguments: Vec<&'static str>,
}

impl Scenario {
    fn new(name: &'static str, folder: Folder, arguments: &[&'static str]) -> Self {
        Self { name, folder, arguments: [&["--as-of", DAY], arguments].concat() }
    }
}

pub(super) const CLEAN: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"fjord\"\nname = \"Fjord Optics AS\"\ncountry = \"NO\"\n\
                     [[item]]\nid = \"lens\"\nname = \"Lens\"\nmade_by = \"fjord\"\n";
pub(super) const HIDDEN: &str =
    "[manifest]\nschema = 1\n[[party]]\nid = \"hidden\"\nname = \"Confidential\"\nrole = \"undisclosed\"\n";

/// Commits what stands in a folder under a name, a day and an id that are always the same.
fn commit(folder: &Path, day: &str, message: &str) {
    let date = format!("{day}T12:00:00 +0000");
    let steps: [&[&str]; 3] = [
        &["init", "-q", "-b", "main"],
        &["-c", "core.autocrlf=false", "add", "-A"],
        &["-c", "commit.gpgsign=false", "commit", "-q", "-m", message],
    ];
    for step in steps {
        let (done, said) = git_with(folder, step, &[("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)]);
        assert!(done, "git {step:?}: {said}");
    }
}

/// A repository whose base holds the files of the folder, with the branch `base` on it.
fn base(folder: &Folder, day: &str) {
    commit(&folder.path(""), day, "base");
    git(&folder.path(""), &["branch", "base"]);
}

pub(super) fn clean() -> Scenario {
    Scenario::new("clean", Folder::with(&[("a.sourcing.toml", CLEAN)]), &[])
}

pub(super) fn solar() -> Scenario {
    let folder = Folder::with::<&str>(&[]);
    folder.copy("examples/solar", "solar");
    Scenario::new("solar", folder, &["solar"])
}

/// A manifest and a table with something for every check that needs no second commit and no exceptions.
pub(super) fn reasons() -> Scenario {
    let table = "supplier,address,country,postcode,uscc,buyer said\n\
                 \"Dongguan Lvzou Shoes\",\"1 Dock Road, Dongguan\",CN,523000,,\n\
                 \"Hikvision\",\"No. 555 Qianmo Road, Hangzhou\",CN,310051,,\n\
                 \"Plain Metal Works\",\"12 Main Road\",CN,832000,91650205742229728F,\"bought from Camel Group Co., Ltd. before\"\n";
    let folder = Folder::with(&[("all.sourcing.toml", REASONS), ("suppliers.csv", table)]);
    folder.write("sourcegate.toml", "fail-on = \"review\"\n");
    Scenario::new("reasons", folder, &[])
}

const REASONS: &str = r#"[manifest]
schema = 1

[[party]]
id = "yarn"
name = "ANHUI XINYA NEW MATERIALS COMPANY LIMITED"
country = "CN"

[[party]]
id = "typo"
name = "Anhui Xinya New Materals Co., Ltd."
country = "CN"

[[party]]
id = "hair"
name = "Lop County Meixin Hair Products Co., Ltd."
country = "CN"

[[party]]
id = "bureau"
name = "Xinjiang Public Security Bureau"
country = "CN"

[[party]]
id = "telecom"
name = "China Telecom Corporation Limited"
country = "CN"

[[engagement]]
id = "fund"
kind = "invest"
party = "telecom"

[[party]]
id = "farm"
name = "Cotton farm"
names = { zh = "新疆生产建设兵团第八师一四九团棉花加工厂" }
country = "CN"

[[party]]
id = "fruit"
name = "Kashgar Valley Fruit Co., Ltd."
country = "CN"

[[party]]
id = "registered"
name = "Plum Valley Textiles"
country = "CN"
ids = { uscc = "91650205742229728F" }

[[party]]
id = "digit"
name = "Harbour Steel Works"
country = "CN"
ids = { uscc = "9111000071093019X8" }

[[party]]
id = "hidden"
name = "Confidential"
role = "undisclosed"

[[party]]
id = "maker"
name = "Maker"

[[site]]
id = "shihezi"
party = "maker"
city = "Shihezi"
province = "Xinjiang"
country = "CN"

[[site]]
id = "refused"
party = "maker"
city = "Hangzhou"
postcode = "999999"
country = "CN"

[[site]]
id = "aksu"
party = "maker"
country = "TR"
city = "Aksu"
lat = 41.75
lon = 86.15

[[item]]
id = "module"
name = "Solar module"
hs = "8541.43"
made_at = "shihezi"
contains = ["poly"]

[[item]]
id = "poly"
name = "Polysilicon"
hs = "2804.61"

[[party]]
id = "exchange"
name = "Harbour Metal Exchange Warehouse"
role = "warehouse"

[[supply]]
from = "yarn"
to = "shihezi"
item = "module"
tier = 1

[[supply]]
from = "exchange"
to = "yarn"
item = "module"
tier = 2
"#;

/// A change with something new, carried, fixed and moved, a supplier listed since, and another policy.
pub(super) fn comparison() -> Scenario {
    let site = |id: &str, name: &str| {
        format!(
            "[[party]]\nid = \"{id}\"\nname = \"{name}\"\n\
             [[site]]\nid = \"{id}-site\"\nparty = \"{id}\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n"
        )
    };
    let head = "[manifest]\nschema = 1\n";
    let folder = Folder::with(&[
        (
            "snacks.sourcing.toml",
            format!("{head}[[party]]\nid = \"snacks\"\nname = \"Chacha Food\"\ncountry = \"CN\"\n"),
        ),
        ("old.sourcing.toml", format!("{head}{}", site("old", "Old Works"))),
        ("gone.sourcing.toml", format!("{head}{}", site("gone", "Gone Works"))),
        ("here.sourcing.toml", format!("{head}{}", site("moved", "Moved Works"))),
        ("sourcegate.toml", "fail-on = \"deny\"\n".to_owned()),
    ]);
    base(&folder, "2026-07-30");
    std::fs::remove_file(folder.path("gone.sourcing.toml")).unwrap();
    std::fs::rename(folder.path("here.sourcing.toml"), folder.path("there.sourcing.toml")).unwrap();
    folder.write("new.sourcing.toml", format!("{head}{}", site("new", "New Works")));
    folder.write("sourcegate.toml", "fail-on = \"review\"\nexclude = [\"attic/**\"]\n");
    commit(&folder.path(""), "2026-11-20", "head");
    Scenario::new("comparison", folder, &["--base", "base"])
}

/// The fingerprint of the only finding of a manifest.
pub(super) fn fingerprint(manifest: &str) -> String {
    let folder = Folder::with(&[("a.sourcing.toml", manifest)]);
    let report = run(&folder, &["check", "--as-of", DAY, "--format", "json"]).out;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    report["findings"][0]["fingerprint"].as_str().unwrap().to_owned()
}

fn waiver(subject: &str, fingerprint: &str, expires: &str, approver: &str) -> String {
    format!(
        "[[waiver]]\nrule = \"chain-incomplete-or-undisclosed\"\nsubject = \"{subject}\"\n\
         fingerprint = \"{fingerprint}\"\nreason = \"under NDA, disclosed to CBP\"\nowner = \"Ann Lee\"\n\
         approver = \"{approver}\"\nticket = \"SUP-12\"\ngranted = 2026-11-01\nexpires = {expires}\n\n"
    )
}

fn entry(fingerprint: &str, reason: &str) -> String {
    format!(
        "[[entry]]\nfingerprint = \"{fingerprint}\"\nrule = \"chain-incomplete-or-undisclosed\"\n\
         subject = \"as it was\"\nreason = \"{reason}\"\nsince = 2026-10-01\n\n"
    )
}

/// Waivers that cover, expire, cover nothing, are flawed and are pending; a baseline that covers, is stale and is flawed.
pub(super) fn exceptions() -> Scenario {
    let named = |id: &str, name: &str| HIDDEN.replace("\"hidden\"", &format!("\"{id}\"")).replace("Confidential", name);
    let [waived, known, pending, sole] =
        [("waived", "Confidential"), ("known", "Undisclosed mill"), ("pending", "Not disclosed"), ("sole", "Secret")]
            .map(|(id, name)| named(id, name));
    let on_base = [
        waiver("Confidential", &fingerprint(&waived), "2026-12-01", "Bo Diaz"),
        waiver("Fjord", "0123456789abcdef", "2027-01-31", "Bo Diaz"),
        waiver("Secret", &fingerprint(&sole), "2027-01-31", "Ann Lee"),
    ]
    .concat();
    let baseline = [
        entry(&fingerprint(&known), "before the gate"),
        entry("fedcba9876543210", "settled since"),
        entry(&fingerprint(&sole), "of another rule")
            .replace("chain-incomplete-or-undisclosed", "trader-terminal-node"),
    ]
    .concat();
    let folder = Folder::with(&[
        ("waived.sourcing.toml", waived.as_str()),
        ("known.sourcing.toml", &known),
        ("sole.sourcing.toml", &sole),
        ("waivers.toml", &on_base),
        ("sourcegate-baseline.toml", &baseline),
    ]);
    base(&folder, "2026-11-10");
    folder.write("pending.sourcing.toml", &pending);
    folder.write("waivers.toml", on_base + &waiver("Not disclosed", &fingerprint(&pending), "2027-01-31", "Bo Diaz"));
    commit(&folder.path(""), "2026-11-20", "head");
    Scenario::new("exceptions", folder, &["--base", "base", "--fail-on", "review"])
}

/// Inputs that cannot be read, each in its way, beside one that can.
pub(super) fn bad_inputs() -> Scenario {
    let folder = Folder::with(&[
        ("good.sourcing.toml", CLEAN),
        ("syntax.sourcing.toml", "[manifest]\nschema = 1\n[[party]\nid = \"a\"\nname = Acme\n"),
        (
            "keys.sourcing.toml",
            "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nnmae = \"Plain\"\ncountry = \"Chnia\"\n",
        ),
        ("links.sourcing.toml", "[manifest]\nschema = 1\n[[site]]\nid = \"s\"\nparty = \"fjrod\"\n"),
        ("newer.sourcing.toml", "[manifest]\nschema = 9\n"),
        ("suppliers.csv", "supplier,country\n\"Fjord,NO\n"),
        ("ragged.csv", "supplier,country\nFjord,NO,3,4\n"),
        ("parts.csv", "part,amount\nscrew,4\n"),
    ]);
    folder.write("binary.csv", b"supplier,country\n\xff\xfe\x00\x01\n");
    Scenario::new("bad-inputs", folder, &[])
}

/// Names that attackers choose.
pub(super) fn hostile() -> Scenario {
    let mut text = "[manifest]\nschema = 1\n".to_owned();
    for (number, name) in (1..).zip(NAMES) {
        text.push_str(&format!("[[party]]\nid = \"p{number}\"\nname = {}\nrole = \"undisclosed\"\n", toml(name)));
    }
    Scenario::new("hostile", Folder::with(&[("a.sourcing.toml", text)]), &["--fail-on", "review"])
}

/// The built-in pack below a layer of a company.
pub(super) fn company() -> Scenario {
    let folder = Folder::with(&[("a.sourcing.toml", CLEAN)]);
    folder.copy("examples/company", "");
    Scenario::new("company", folder, &[])
}

/// Lists that nobody has updated for long.
pub(super) fn stale() -> Scenario {
    let folder = Folder::with(&[("a.sourcing.toml", CLEAN)]);
    Scenario { name: "stale", folder, arguments: vec!["--as-of", "2027-06-01"] }
}
