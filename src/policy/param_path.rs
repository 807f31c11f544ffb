//! Ways from the parameters of a rule to the values inside them.

use toml::Value;
use toml::de::DeTable;

use super::rules_file::RulesFile;

/// A way from the parameters to a value in them.
pub(super) type ParamPath = Vec<Step>;

/// A step of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The key of a table.
    Key(String),
    /// The place in a list, from 0.
    Index(usize),
}

/// Every value inside a value, by its way.
pub(super) fn paths(value: &Value) -> Vec<ParamPath> {
    let below = |step: Step, value: &Value| {
        let rest = paths(value);
        let from = |mut path: ParamPath| {
            path.insert(0, step.clone());
            path
        };
        std::iter::once(Vec::new()).chain(rest).map(from).collect::<Vec<_>>()
    };
    match value {
        Value::Table(table) => table.iter().flat_map(|(key, value)| below(Step::Key(key.clone()), value)).collect(),
        Value::Array(values) => {
            values.iter().enumerate().flat_map(|(index, value)| below(Step::Index(index), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// The value at the end of a way.
pub(super) fn at<'v>(table: &'v toml::Table, path: &[Step]) -> Option<&'v Value> {
    let (Step::Key(first), rest) = path.split_first()? else { return None };
    rest.iter().try_fold(table.get(first)?, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(*index),
    })
}

/// Puts a value at a place, or takes out what stands there.
pub(super) fn set(value: &mut Value, path: &[Step], new: Option<Value>) {
    let Some((last, rest)) = path.split_last() else { return };
    let mut at = value;
    for step in rest {
        let below = match step {
            Step::Key(key) => at.get_mut(key),
            Step::Index(index) => at.get_mut(*index),
        };
        let Some(below) = below else { return };
        at = below;
    }
    match (last, at, new) {
        (Step::Key(key), Value::Table(table), Some(new)) => {
            table.insert(key.clone(), new);
        }
        (Step::Key(key), Value::Table(table), None) => {
            table.remove(key);
        }
        (Step::Index(index), Value::Array(values), Some(new)) => values[*index] = new,
        (Step::Index(index), Value::Array(values), None) => {
            values.remove(*index);
        }
        _ => {}
    }
}

/// A way as it is written: `sector[0].stages`.
pub(super) fn words(path: &[Step]) -> String {
    let mut words = String::new();
    for step in path {
        match step {
            Step::Key(key) if words.is_empty() => words.push_str(key),
            Step::Key(key) => words.push_str(&format!(".{key}")),
            Step::Index(index) => words.push_str(&format!("[{index}]")),
        }
    }
    words
}

/// Finds the line of a parameter in a file of rules, from 1; `None` when the file does not state it.
pub(super) fn line(text: &str, rule: &str, path: &[Step]) -> Option<u32> {
    let table = DeTable::parse(text).ok()?.into_inner();
    let states = |key: &str, id: &str| {
        let rows = table.get(key)?.get_ref().as_array()?;
        rows.iter()
            .filter_map(|row| row.get_ref().as_table())
            .find(|row| row.get(id).and_then(|id| id.get_ref().as_str()) == Some(rule))
    };
    let row = states("rule", "id").or_else(|| states("override", "rule"))?;
    let mut at = row.get("params")?;
    for step in path {
        at = match step {
            Step::Key(key) => at.get_ref().as_table()?.get(key.as_str())?,
            Step::Index(index) => at.get_ref().as_array()?.get(*index)?,
        };
    }
    Some(RulesFile { name: "", text }.line(at.span().start))
}
