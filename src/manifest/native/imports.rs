//! `[[import]]` of the native manifest: a file to read, and how.

use toml::Spanned;
use toml::de::DeValue;

use crate::manifest::ImportSpec;
use crate::manifest::job::{Job, Want};
use crate::source::Span;
use crate::suggest::hint;

/// Notes what the `[[import]]` tables ask for, to be read later.
pub(super) fn read(job: &mut Job<'_>, value: &Spanned<DeValue<'_>>) {
    let DeValue::Array(rows) = value.get_ref() else {
        job.problem(
            value.span().into(),
            "`import` must be an array of tables",
            "write it as [[import]], with two brackets",
        );
        return;
    };
    for row in rows {
        let DeValue::Table(table) = row.get_ref() else {
            job.problem(row.span().into(), "each `import` must be a table", "write it as [[import]]");
            continue;
        };
        let mut spec = ImportSpec::default();
        let mut place = Span::from(row.span());
        for (name, value) in table {
            let word = name.get_ref().as_ref();
            let span = Span::from(value.span());
            let text = || match value.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                _ => None,
            };
            let number = || match value.get_ref() {
                DeValue::Integer(number) => number.as_str().parse::<u32>().ok(),
                _ => None,
            };
            let fields = || match value.get_ref() {
                DeValue::Table(table) => table
                    .iter()
                    .map(|(name, value)| match value.get_ref() {
                        DeValue::String(text) => Some((name.get_ref().to_string(), text.to_string())),
                        _ => None,
                    })
                    .collect::<Option<std::collections::BTreeMap<_, _>>>(),
                _ => None,
            };
            let understood = match word {
                "file" | "glob" => text().map(|text| {
                    spec.file = text;
                    place = span;
                }),
                "format" => text().map(|text| spec.format = Some(text)),
                "sheet" => text().map(|text| spec.sheet = Some(text)),
                "delimiter" => text().map(|text| spec.delimiter = Some(text)),
                "encoding" => text().map(|text| spec.encoding = Some(text)),
                "header_row" => number().map(|number| spec.header_row = Some(number)),
                "tier" => number().map(|number| spec.tier = Some(number)),
                "map" => fields().map(|fields| spec.map = fields),
                "default" => fields().map(|fields| spec.default = fields),
                _ if word.starts_with("x-") => Some(()),
                _ => {
                    let known = [
                        "file",
                        "glob",
                        "format",
                        "sheet",
                        "header_row",
                        "delimiter",
                        "encoding",
                        "map",
                        "default",
                        "tier",
                    ];
                    let help = hint(word, known.into_iter(), "the keys are");
                    job.problem(name.span().into(), format!("there is no key `{word}` in `import`"), help);
                    Some(())
                }
            };
            if understood.is_none() {
                job.problem(span, format!("`{word}` is not of the right type"), "");
            }
        }
        if spec.file.is_empty() {
            job.problem(place, "this import names no `file` or `glob`", "add `file = \"…\"`");
        } else {
            job.wants.push(Want { spec, include: false, span: place });
        }
    }
}
