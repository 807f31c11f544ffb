//! Comparison of a run, done again, with its record: each difference by name.

use std::collections::BTreeMap;

use super::record::{InputRow, RunRecord};

/// One difference between a record and the run done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Name of the thing that differs: `verdict`, `input suppliers.csv: sha256`.
    pub what: String,
    /// Value as recorded; `None` when the record does not have it.
    pub recorded: Option<String>,
    /// Value now; `None` when it is gone.
    pub now: Option<String>,
}

/// Differences between a record and the run done again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replay {
    /// Differences that count.
    pub differences: Vec<Difference>,
    /// Differences that decide nothing: the version of the tool, files that nobody reads.
    pub notes: Vec<Difference>,
    /// Parts that were compared: name, how many hold, how many there are.
    pub parts: Vec<(&'static str, usize, usize)>,
}

/// Named values of one thing.
type Values = BTreeMap<String, String>;

impl Replay {
    /// Compares a record with the run done again.
    #[must_use]
    pub fn compare(recorded: &RunRecord, now: &RunRecord) -> Self {
        let mut replay = Self::default();
        let one = |name: &str, value: &dyn ToString| Values::from([(name.to_owned(), value.to_string())]);
        let both = |part: fn(&RunRecord) -> BTreeMap<String, Values>| (part(recorded), part(now));
        replay.part("verdict", (verdict(recorded), verdict(now)));
        replay.part("packs", both(packs));
        replay.part("lists", both(lists));
        replay.part("policy", both(policy));
        replay.part("inputs", both(inputs));
        replay.part("rules", both(rules));
        replay.part("findings", both(findings));
        let mut notes = Self::default();
        let tool = |record: &RunRecord| BTreeMap::from([("tool".to_owned(), one("version", &record.tool.version))]);
        notes.part("tool", (tool(recorded), tool(now)));
        notes.part("not read", both(not_read));
        replay.notes = notes.differences;
        replay
    }

    /// Returns true without any difference that counts.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }

    /// Compares one part, thing by thing and value by value.
    fn part(&mut self, name: &'static str, (old, new): (BTreeMap<String, Values>, BTreeMap<String, Values>)) {
        let things: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let mut holding = 0;
        for thing in &things {
            let before = self.differences.len();
            match (old.get(*thing), new.get(*thing)) {
                (Some(old), Some(new)) => {
                    let values: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                    for value in values {
                        self.note(&format!("{thing}: {value}"), old.get(value).cloned(), new.get(value).cloned());
                    }
                }
                (old, new) => self.note(thing, old.map(one_sided), new.map(one_sided)),
            }
            holding += usize::from(self.differences.len() == before);
        }
        self.parts.push((name, holding, things.len()));
    }

    fn note(&mut self, what: &str, recorded: Option<String>, now: Option<String>) {
        if recorded != now {
            self.differences.push(Difference { what: what.to_owned(), recorded, now });
        }
    }
}

/// All values of a thing that only one side has.
fn one_sided(values: &Values) -> String {
    let parts: Vec<String> = values.iter().map(|(name, value)| format!("{name} {value}")).collect();
    if parts.is_empty() { "there".to_owned() } else { parts.join(", ") }
}

fn values<const N: usize>(values: [(&str, String); N]) -> Values {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn verdict(record: &RunRecord) -> BTreeMap<String, Values> {
    let values = values([("verdict", record.verdict.clone()), ("exit code", record.exit.to_string())]);
    BTreeMap::from([("run".to_owned(), values)])
}

fn packs(record: &RunRecord) -> BTreeMap<String, Values> {
    let rows = record.policy.packs.iter();
    rows.map(|row| {
        (format!("pack {}", row.id), values([("version", row.version.clone()), ("sha256", row.sha256.clone())]))
    })
    .collect()
}

fn lists(record: &RunRecord) -> BTreeMap<String, Values> {
    let rows = record.policy.lists.iter();
    rows.map(|row| {
        let day = row.published.clone().unwrap_or_else(|| "undated".to_owned());
        let values = values([
            ("published", day),
            ("sha256", row.sha256.clone()),
            ("entries", row.entries.to_string()),
            ("complete", row.complete.to_string()),
        ]);
        (format!("list {}", row.id), values)
    })
    .collect()
}

fn policy(record: &RunRecord) -> BTreeMap<String, Values> {
    let policy = &record.policy;
    let mut things: BTreeMap<String, Values> =
        policy.files.iter().map(|(path, sha256)| (path.clone(), values([("sha256", sha256.clone())]))).collect();
    things.insert("fail level".to_owned(), values([("level", policy.fail_on.clone())]));
    if let Some(sha256) = &policy.lock {
        things.insert(crate::policy::lock::LOCK.to_owned(), values([("sha256", sha256.clone())]));
    }
    if let Some(key) = &policy.signed_with {
        things.insert("signature".to_owned(), values([("key", key.clone())]));
    }
    things.extend(policy.weakens_law.iter().map(|row| (format!("override of {row}"), Values::new())));
    things
}

fn inputs(record: &RunRecord) -> BTreeMap<String, Values> {
    let row = |row: &InputRow| {
        let content = row.content.as_ref();
        let values = values([
            ("format", row.format.clone()),
            ("outcome", row.outcome.clone()),
            ("records", row.records.to_string()),
            ("bytes", content.map_or_else(|| "unread".to_owned(), |content| content.bytes.to_string())),
            ("sha256", content.map_or_else(|| "unread".to_owned(), |content| content.sha256.clone())),
        ]);
        (format!("input {}", row.path), values)
    };
    record.inputs.iter().map(row).collect()
}

fn rules(record: &RunRecord) -> BTreeMap<String, Values> {
    let rows = record.rules.iter();
    rows.map(|row| {
        let values = values([
            ("check", row.check.clone()),
            ("evaluated", row.evaluated.map_or_else(|| "-".to_owned(), |count| count.to_string())),
            ("fired", row.fired.to_string()),
        ]);
        (format!("rule {}", row.id), values)
    })
    .collect()
}

fn findings(record: &RunRecord) -> BTreeMap<String, Values> {
    let mut things = BTreeMap::new();
    for row in &record.findings {
        let named = format!("finding {} ({} {})", row.fingerprint, row.rule, row.place);
        // The same statement can stand twice in one place of a table.
        let number = (1..).map(|number| if number == 1 { named.clone() } else { format!("{named} #{number}") });
        let name = number.into_iter().find(|name| !things.contains_key(name)).unwrap_or_default();
        things.insert(name, values([("level", row.level.clone()), ("status", row.status.clone())]));
    }
    things
}

fn not_read(record: &RunRecord) -> BTreeMap<String, Values> {
    let not_read = &record.not_read;
    let mut things: BTreeMap<String, Values> = BTreeMap::new();
    things.extend(not_read.tables.iter().map(|path| (format!("table {path}, not read"), Values::new())));
    things.extend(not_read.excluded.iter().map(|path| (format!("file {path}, excluded"), Values::new())));
    let count = |count: usize| values([("count", count.to_string())]);
    things.insert("files outside the paths".to_owned(), count(not_read.elsewhere));
    let other = not_read.other.iter();
    things.extend(other.map(|(extension, files)| (format!("other files .{extension}"), count(*files))));
    things
}
