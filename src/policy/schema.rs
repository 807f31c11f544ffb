//! The JSON Schemas of the files of a pack, made from the types that read them. Only tests make them: they compare them with
//! the published ones under `schemas/`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::case::CaseFile;
use super::check::CheckKind;
use super::file::Raw;
use super::rule::{OverrideRow, RuleRow};

/// Makes the schema of `policy.toml`.
pub(crate) fn policy() -> Schema {
    schemars::schema_for!(Raw)
}

/// Makes the schema of a file under `cases/`.
pub(crate) fn case() -> Schema {
    schemars::schema_for!(CaseFile)
}

/// Makes the schema of a file under `rules/`: the parameters of a rule are those of its check.
pub(crate) fn rule(checks: &[CheckKind]) -> Schema {
    let mut generator = SchemaGenerator::default();
    let rows: Vec<Value> = checks.iter().map(|check| of_check(check, &mut generator)).collect();
    let change = OverrideRow::json_schema(&mut generator);
    let definitions = generator.take_definitions(true);
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "RuleFile",
        "description": "A file under `rules/` of a policy pack.",
        "type": "object",
        "properties": {
            "rule": { "type": "array", "items": { "oneOf": rows } },
            "override": { "type": "array", "items": change },
        },
        "additionalProperties": false,
        "$defs": definitions,
    })
}

/// Makes the schema of a rule that names this check.
fn of_check(check: &CheckKind, generator: &mut SchemaGenerator) -> Value {
    let params = (check.schema)(generator);
    let mut row = RuleRow::json_schema(generator).to_value();
    row["title"] = json!(format!("rule of the check {}", check.name));
    row["properties"]["check"] = json!({ "const": check.name, "description": "The check that decides." });
    row["properties"]["params"] = params.to_value();
    row
}
