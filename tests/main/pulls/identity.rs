//! An identifier that moves to another company, place or product carries no old answer with it.

use crate::comparing::Repo;

const DUNS: &str = "15-048-3782";

fn table(name: &str, country: &str, city: &str) -> String {
    format!("Supplier,DUNS,Country,City\n{name},{DUNS},{country},{city}\n")
}

/// Asserts the findings and news of the second text after the first.
#[track_caller]
fn after(file: &str, old: &str, new: &str, code: i32, says: &[&str]) {
    // A place in a name is a review; what a native manifest states here is a denial.
    let level = if file.ends_with(".csv") { "review" } else { "deny" };
    let repo = Repo::with(&[(file, old)]);
    repo.0.write(file, new);
    repo.commit("changed");
    repo.0.check(&["--base", "base", "--fail-on", level]).ends(code, says);
}

#[test]
fn another_company_or_place_behind_the_same_identifier_is_new() {
    let file = "suppliers.csv";
    let old = table("Urumqi Gamma", "CN", "Shanghai");
    after(file, &old, &old, 0, &["already in the base"]);
    after(file, &old, &table("URUMQI  Gamma.", "CN", "Shanghai"), 0, &["already in the base"]);
    after(file, &old, &table("Urumqi Delta", "CN", "Shanghai"), 1, &["xuar-place-name", "new"]);
    after(file, &old, &table("Urumqi Gamma", "CN", "Harbin"), 1, &["xuar-place-name", "new"]);
}

#[test]
fn another_product_behind_the_same_id_is_new() {
    let file = "a.sourcing.toml";
    let manifest = |name: &str, hs: &str| {
        format!(
            "[manifest]\nschema = 1\n[[party]]\nid = \"b\"\nname = \"Beta Works\"\n[[site]]\nid = \"b-site\"\nparty = \"b\"\n\
             province = \"Xinjiang\"\ncountry = \"CN\"\n[[item]]\nid = \"thing\"\nname = \"{name}\"\nhs = \"{hs}\"\nmade_at = \"b-site\"\n"
        )
    };
    let old = manifest("Module", "854143");
    after(file, &old, &old, 0, &["already in the base"]);
    after(file, &old, &manifest("Solar module", "854143"), 0, &["already in the base"]);
    after(file, &old, &manifest("Module", "850440"), 1, &["xuar-site", "there it does not reach Module"]);
}

#[test]
fn a_share_that_grows_is_told() {
    let file = "a.sourcing.toml";
    let manifest = |share: &str| {
        format!(
            "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n[[item]]\nid = \"thing\"\nname = \"Thing\"\n\
             made_by = \"a\"\n[[party]]\nid = \"b\"\nname = \"Beta Works\"\n[[site]]\nid = \"b-site\"\nparty = \"b\"\n\
             province = \"Xinjiang\"\ncountry = \"CN\"\n[[supply]]\nfrom = \"b-site\"\nto = \"a\"\nitem = \"thing\"\nshare = {share}\n"
        )
    };
    after(file, &manifest("0.01"), &manifest("0.01"), 0, &["already in the base"]);
    after(file, &manifest("1.0"), &manifest("0.01"), 0, &["already in the base"]);
    after(file, &manifest("0.01"), &manifest("1.0"), 1, &["the share of Thing is 1 %, and here 100 %"]);
}
