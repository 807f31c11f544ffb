//! Keys and tables of one's own (`x-…`) and free text (`notes`): no field, so their text is kept to be looked through.

use toml::Spanned;
use toml::de::DeValue;

use crate::facts::RecordId;
use crate::facts::account::{Column, NotJudged, Standing};
use crate::manifest::job::Job;
use crate::manifest::table::words;
use crate::source::Span;

/// Keeps the text of a value of one's own, or of free text, beside a record.
pub(super) fn keep(
    job: &mut Job<'_>,
    record: RecordId,
    (key, place): (&str, Span),
    standing: NotJudged,
    value: &Spanned<DeValue<'_>>,
) {
    let column = job.facts.account.enter_key(Column {
        file: job.file,
        sheet: None,
        name: String::new(),
        header: key.to_owned(),
        place,
        standing: Standing::NotJudged(standing),
        filled: 0,
        texts: 0,
    });
    texts(job, record, column, value);
}

fn texts(job: &mut Job<'_>, record: RecordId, column: usize, value: &Spanned<DeValue<'_>>) {
    match value.get_ref() {
        DeValue::String(text) => {
            job.facts.account.count(column, words(text));
            job.facts.keep_unjudged(column, record, Span::from(value.span()), Err(text));
        }
        DeValue::Array(values) => values.iter().for_each(|value| texts(job, record, column, value)),
        DeValue::Table(table) => table.values().for_each(|value| texts(job, record, column, value)),
        _ => job.facts.account.count(column, false),
    }
}
