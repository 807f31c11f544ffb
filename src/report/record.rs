//! `--format record`: the proof of a run, published as `schemas/record.schema.json`.

use std::io;

use super::{Style, safe_json};
use crate::verdict::record::RunRecord;
use crate::verdict::run::RunResult;

/// The JSON Schema of the record; a test derives it from the types and compares.
pub const SCHEMA: &str = include_str!("../../schemas/record.schema.json");

/// The name of the format. A run reads with a note of every file when it is asked for.
pub const NAME: &str = "record";

/// Writes the record.
///
/// # Errors
/// When the result does not know what was read, or the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    let Some(provenance) = &result.provenance else {
        return Err(io::Error::other("this result was not recorded, so there is no record of it"));
    };
    safe_json::write(out, &RunRecord::new(result, provenance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_that_of_the_record() {
        let schema = schemars::schema_for!(RunRecord);
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("SOURCEGATE_BLESS").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/record.schema.json"), &text).unwrap();
        } else {
            assert_eq!(text, SCHEMA, "run the test with SOURCEGATE_BLESS=1 and review what changed in schemas/");
        }
    }
}
