//! `sourcegate schema`: the JSON Schemas this version speaks.

use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Name of the schema: report, merged (of `merge --format json`), record, waivers, baseline; of a pack: rule, policy or case
    #[arg(default_value = "report", value_parser = find)]
    which: &'static Schema,
}

/// A published schema.
#[derive(Debug)]
struct Schema {
    name: &'static str,
    text: &'static str,
}

/// The registry: one line per schema.
const SCHEMAS: &[Schema] = &[
    Schema { name: "report", text: crate::report::json::SCHEMA },
    Schema { name: "merged", text: crate::report::merged::SCHEMA },
    Schema { name: "record", text: crate::report::record::SCHEMA },
    Schema { name: "rule", text: include_str!("../../schemas/rule.schema.json") },
    Schema { name: "policy", text: include_str!("../../schemas/policy.schema.json") },
    Schema { name: "case", text: include_str!("../../schemas/case.schema.json") },
    Schema { name: "waivers", text: include_str!("../../schemas/waivers.schema.json") },
    Schema { name: "baseline", text: include_str!("../../schemas/baseline.schema.json") },
];

fn find(name: &str) -> Result<&'static Schema, String> {
    SCHEMAS.iter().find(|schema| schema.name == name).ok_or_else(|| {
        let names: Vec<&str> = SCHEMAS.iter().map(|schema| schema.name).collect();
        format!("there is no schema `{name}`; there are: {}", names.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    written(io.out.write_all(arguments.which.text.as_bytes()), "the schema")?;
    Ok(Exit::Passed)
}

/// The files as types: only for the schemas, because reading keeps the places of values and so is done by hand. A test
/// compares the keys.
#[cfg(test)]
mod tests {
    use schemars::JsonSchema;

    use super::*;
    use crate::report::json::tests::assert_schema;
    use crate::verdict::{baseline, waiver};

    /// A file of waivers for sourcegate, `waivers.toml`.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct WaiverFile {
        /// Version of the format: 1.
        schema: Option<u32>,
        waiver: Option<Vec<Waiver>>,
    }

    /// A dated, owned and approved exception.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Waiver {
        /// The rule it covers.
        rule: String,
        /// Id or name of the subject of the finding.
        subject: String,
        /// The fingerprint of the finding, printed in reports as `id`.
        #[schemars(regex(pattern = "^[0-9a-f]{16}$"))]
        fingerprint: Option<String>,
        /// Reason why the exception is right.
        reason: String,
        /// Person or team that answers for it.
        owner: String,
        /// Person who allowed it; not the owner.
        approver: Option<String>,
        /// Address of the discussion.
        ticket: Option<String>,
        /// Documents that support it.
        evidence: Option<OneOrMany>,
        /// First day on which it counts.
        #[schemars(extend("format" = "date"))]
        granted: String,
        /// First day on which it counts no more.
        #[schemars(extend("format" = "date"))]
        expires: String,
    }

    #[derive(JsonSchema)]
    #[schemars(untagged)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }

    /// Known findings for sourcegate, `sourcegate-baseline.toml`.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct BaselineFile {
        /// Version of the format: 1.
        schema: Option<u32>,
        entry: Option<Vec<Entry>>,
    }

    /// A known finding.
    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Entry {
        /// The fingerprint of the finding, printed in reports as `id`.
        #[schemars(regex(pattern = "^[0-9a-f]{16}$"))]
        fingerprint: String,
        /// Its rule.
        rule: String,
        /// Name of its subject when it was recorded.
        subject: Option<String>,
        /// Reason why it is accepted for now.
        reason: Option<String>,
        /// First day on which the entry counts.
        #[schemars(extend("format" = "date"))]
        since: String,
    }

    /// Compares a schema with the published one, or writes it; returns the keys of a row.
    fn fresh(name: &str, row: &str, schema: &schemars::Schema) -> Vec<String> {
        let text = format!("{}\n", serde_json::to_string_pretty(schema).unwrap());
        let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("SOURCEGATE_BLESS").is_some() {
            std::fs::write(path, &text).unwrap();
        } else {
            assert_eq!(text, find(name).unwrap().text, "run the test with SOURCEGATE_BLESS=1 and review schemas/");
        }
        let properties = schema.pointer(&format!("/$defs/{row}/properties")).unwrap().as_object().unwrap();
        properties.keys().cloned().collect()
    }

    #[test]
    fn the_published_schemas_of_a_pack_are_those_of_the_types() {
        let text = |name: &str| find(name).unwrap().text;
        let checks = crate::verdict::checks();
        assert_schema(crate::policy::schema::rule(&checks), "rule", text("rule"));
        assert_schema(crate::policy::schema::policy(), "policy", text("policy"));
        assert_schema(crate::policy::schema::case(), "case", text("case"));
    }

    #[test]
    fn the_published_schemas_of_exceptions_have_the_keys_that_are_read() {
        let sorted = |keys: Vec<&str>| -> Vec<String> {
            let mut keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
            keys.sort();
            keys
        };
        assert_eq!(fresh("waivers", "Waiver", &schemars::schema_for!(WaiverFile)), sorted(waiver::keys()));
        assert_eq!(fresh("baseline", "Entry", &schemars::schema_for!(BaselineFile)), sorted(baseline::keys()));
    }
}
