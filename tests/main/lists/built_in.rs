//! The lists of the built-in pack: held against what their publishers print, and screened by each of their own names.

use std::collections::{BTreeMap, BTreeSet};

use sourcegate::finding::{Grade, Level, NameKind};
use sourcegate::policy::model::{Entry, List};
use sourcegate::policy::pack::Pack;
use sourcegate::screen::name::{Hit, MatchClass, NameIndex, NameInput, Scratch, identity};
use sourcegate::verdict::checks;

use super::published::{printed, read};
use crate::judged::{Judged, manifest};
use crate::names::real_companies;
use crate::support::Folder;

/// The pack with the lists that only `screen` looks at.
fn whole() -> Pack {
    Pack::embedded(&checks()).and_then(Pack::whole).expect("the built-in pack loads")
}

fn list<'p>(pack: &'p Pack, id: &str) -> &'p List {
    pack.list(id).unwrap_or_else(|| panic!("there is no list {id}"))
}

/// The first day on which an entry is listed.
fn first_day(entry: &Entry) -> String {
    let days = entry.listings.iter().filter_map(|listing| listing.window.from);
    days.min().map_or_else(String::new, |day| day.to_string())
}

fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_default() += 1);
    counts
}

/// Entities that each notice added, by the day on which it took effect, as the notices and the announcements of DHS count
/// them, subsidiaries included: FR Docs. 2022-16754, 2023-12481, 2023-16361, 2023-21131, 2023-26984, 2024-10544, 2024-12631,
/// 2024-17509, the notice of 2024-10-03, 2024-25423, the notice of 2024-11-25, and 2025-00901.
const ADDED: [(&str, usize); 12] = [
    ("2022-06-21", 20),
    ("2023-06-12", 10),
    ("2023-08-02", 3),
    ("2023-09-27", 3),
    ("2023-12-11", 3),
    ("2024-05-17", 26),
    ("2024-06-12", 3),
    ("2024-08-09", 5),
    ("2024-10-03", 2),
    ("2024-11-01", 3),
    ("2024-11-25", 29),
    ("2025-01-15", 37),
];

#[test]
fn the_list_of_the_task_force_is_what_dhs_prints_clause_by_clause_and_day_by_day() {
    let pack = whole();
    let entries = &list(&pack, "uflpa").entries;
    let (page, later): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().partition(|entry| first_day(entry).as_str() < "2026-01-01");
    assert!(page.iter().all(|entry| entry.grade == Grade::Official && entry.is_open()));
    assert_eq!(count(page.iter().map(|entry| first_day(entry))), ADDED.map(|(day, n)| (day.to_owned(), n)).into());
    assert_eq!(count(later.iter().map(|entry| first_day(entry))), [("2026-08-03".to_owned(), 4)].into());
    let listings = page.iter().flat_map(|entry| &entry.listings).filter(|listing| !listing.clause.is_empty());
    let held = listings.map(|listing| (listing.clause.clone(), listing.window.from.expect("a day").to_string()));
    let stated = printed().into_iter().map(|(clause, _, day)| (clause, day));
    assert_eq!(count(held), count(stated));
    // Row by row: the entry with the printed name has its clause, its day and its other names.
    for row in read() {
        // The page prints "Corps (XPCC)", which are two names of one row here.
        let held = |entry: &Entry, name: &str| {
            let has = |name: &str| entry.names.iter().any(|own| identity(&own.text) == identity(name));
            let apart = |(long, short): (&str, &str)| has(long) && has(short.trim_end_matches(')'));
            has(name) || name.split_once(" (").is_some_and(apart)
        };
        let entry = page.iter().find(|entry| held(entry, row.name()));
        let entry = entry.unwrap_or_else(|| panic!("{} is not held", row.name()));
        assert!(row.listings.iter().all(|listing| entry.listings.contains(listing)), "{}", row.name());
        let lacking: Vec<&str> =
            row.names.iter().map(|name| name.text.as_str()).filter(|name| !held(entry, name)).collect();
        assert_eq!(lacking, Vec::<&str>::new(), "of {}", row.name());
    }
}

#[test]
fn the_additions_over_xinjiang_are_whole_and_what_was_taken_off_is_dated_or_graded_down() {
    let pack = whole();
    let bis = list(&pack, "bis-entity-list");
    // Entities per action: 84 FR 54004, 85 FR 34505 and 44161, 86 FR 33120 and 36499, 88 FR 18985, which are 72; and five
    // later ones about the same.
    let actions = [
        ("2019-10-09", 28),
        ("2020-06-05", 9),
        ("2020-07-22", 11),
        ("2021-06-24", 5),
        ("2021-07-12", 14),
        ("2022-12-19", 1),
        ("2023-03-06", 3),
        ("2023-03-28", 5),
        ("2023-06-14", 1),
    ];
    let held = count(bis.entries.iter().map(|entry| entry.id["bis-".len()..][..10].to_owned()));
    assert_eq!(held, actions.map(|(day, n)| (day.to_owned(), n)).into());
    let graded: BTreeSet<&str> =
        bis.entries.iter().filter(|entry| entry.grade == Grade::Tertiary).map(Entry::name).collect();
    assert_eq!(graded, ["Hefei Bitland Information Technology Co. Ltd.", "Nanchang O-Film Tech"].into());
    let closed: Vec<&Entry> = bis.entries.iter().filter(|entry| !entry.is_open()).collect();
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0].name(), "Institute of Forensic Science of China (Ministry of Public Security)");
    let supplier = "markets = [\"US\"]\n[[party]]\nid = \"a\"\ncountry = \"CN\"\n\
                    name = \"Institute of Forensic Science of China (Ministry of Public Security)\"\n";
    let found = |day: &str| manifest(supplier, day).find("entity-list-supplier", "a").is_some();
    assert!(found("2023-11-15") && !found("2023-11-16"));
}

#[test]
fn orders_stand_with_the_days_of_customs_and_with_its_remark() {
    let pack = whole();
    let wro = list(&pack, "wro");
    let day = |name: &str| {
        let entry = wro.entries.iter().find(|entry| entry.name().starts_with(name));
        entry.map(first_day).unwrap_or_default()
    };
    assert_eq!(day("Xinjiang Junggar"), "2020-09-08");
    assert_eq!(day("Hoshine Silicon"), "2021-06-23");
    let remark = "enforcement of the order is superseded by enforcement of the UFLPA presumption (since 2022-06-21)";
    let about_the_region = ["2019-09-30-hetian-taida", "2020-", "2021-01-13", "2021-06-2"];
    let remarked = wro.entries.iter().filter(|entry| entry.citation.contains(remark));
    let ids: Vec<&str> = remarked.map(|entry| entry.id.as_str()).collect();
    assert!(ids.len() >= 11 && ids.iter().all(|id| about_the_region.iter().any(|part| id.contains(part))), "{ids:?}");
    let folder = Folder::with(&[(
        "m.sourcing.toml",
        "[manifest]\nschema = 1\nmarkets = [\"US\"]\n[[party]]\nid = \"a\"\nname = \"Xinjiang Junggar Cotton and Linen Co., Ltd.\"\n\
         country = \"CN\"\n",
    )]);
    let run = folder.run(&["check", "m.sourcing.toml", "--as-of", "2026-11-24", "--format", "json"]);
    run.ends(1, &["cbp-wro-finding"]);
    let human = folder.run(&["check", "m.sourcing.toml", "--as-of", "2026-11-24"]);
    let words = human.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(remark), "{}", human.out);
}

#[test]
fn what_a_copy_had_cut_is_marked() {
    let pack = whole();
    let all = &list(&pack, "bis-entity-list-all").entries;
    let cut: Vec<&str> =
        all.iter().filter(|entry| entry.note.contains("cut in the copy that was read")).map(Entry::name).collect();
    assert_eq!(cut.len(), 6, "{cut:?}");
    let dots = |entry: &&Entry| {
        let listings = entry.listings.iter().any(|listing| listing.clause.contains("..."));
        listings || entry.names.iter().any(|name| name.text.contains("...")) || entry.location.contains("...")
    };
    assert_eq!(all.iter().find(dots), None);
}

#[test]
fn weak_aliases_of_the_securities_list_stay_weak() {
    let pack = whole();
    let cmic = &list(&pack, "ns-cmic").entries;
    let weak = cmic.iter().flat_map(|entry| &entry.names).filter(|name| name.kind == NameKind::Weak);
    let weak: Vec<&str> = weak.map(|name| name.text.as_str()).collect();
    assert_eq!(weak.len(), 27, "{weak:?}");
    let met = |name: &str| -> Judged {
        manifest(
            &format!(
                "markets = [\"US\"]\n[[party]]\nid = \"a\"\nname = \"{name}\"\ncountry = \"CN\"\n\
                 [[engagement]]\nid = \"e\"\nkind = \"invest\"\nparty = \"a\"\n"
            ),
            "2026-11-24",
        )
    };
    let level = |name: &str| {
        let judged = met(name);
        judged.findings_of("ns-cmic-security").first().map(|finding| finding.level)
    };
    assert_eq!(level("CHINA RAILWAY CONSTRUCTION CORPORATION LIMITED"), Some(Level::Deny));
    assert_ne!(level("CRCC"), Some(Level::Deny));
}

/// All names of lists, in memory.
struct Names<'p> {
    entries: Vec<&'p Entry>,
    index: NameIndex,
    scratch: Scratch,
}

impl<'p> Names<'p> {
    fn new(lists: impl Iterator<Item = &'p List>) -> Self {
        let entries: Vec<&Entry> = lists.flat_map(|list| &list.entries).filter(|entry| !entry.region).collect();
        let index = NameIndex::build(entries.iter().zip(0..).flat_map(|(entry, entity)| {
            let weak = |kind: NameKind| kind == NameKind::Weak;
            entry.names.iter().zip(0..).map(move |(row, name)| NameInput {
                entity,
                name,
                text: &row.text,
                weak: weak(row.kind),
            })
        }));
        Self { entries, index, scratch: Scratch::default() }
    }

    fn matches(&mut self, query: &str) -> Vec<Hit> {
        let mut hits = self.index.search(query, &mut self.scratch, 20);
        hits.retain(|hit| hit.class == MatchClass::Match);
        hits
    }

    /// Tells if the entry is among the matches of a name, or another party with the same name.
    fn met(&mut self, query: &str, entry: &Entry) -> bool {
        let key = identity(query);
        self.matches(query).iter().any(|hit| {
            let other = self.entries[hit.entity as usize];
            std::ptr::eq(other, entry) || other.names.iter().any(|name| identity(&name.text) == key)
        })
    }
}

#[test]
fn every_printed_name_is_a_match() {
    let pack = whole();
    let mut names = Names::new(pack.lists.iter());
    let mut missed = Vec::new();
    let mut asked = 0;
    // By every name: the list of the task force and the additions over Xinjiang. By the name of the entry: the others.
    for (id, by_alias) in
        [("uflpa", true), ("bis-entity-list", true), ("bis-entity-list-all", false), ("bis-military-end-user", false)]
    {
        for entry in &list(&pack, id).entries {
            let printed = |kind: NameKind| kind == NameKind::Primary || by_alias && kind != NameKind::Weak;
            for name in entry.names.iter().filter(|name| printed(name.kind)) {
                asked += 1;
                if !names.met(&name.text, entry) {
                    missed.push(format!("{id}: {}", name.text));
                }
            }
        }
    }
    for row in read() {
        for name in &row.names {
            asked += 1;
            if names.matches(&name.text).is_empty() {
                missed.push(format!("page of DHS: {}", name.text));
            }
        }
    }
    assert!(asked > 3_404 + 70 + 144 + 77, "{asked}");
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn no_real_company_that_is_not_listed_is_a_match() {
    let pack = whole();
    let mut names = Names::new(pack.lists.iter());
    let rows = real_companies();
    assert_eq!(rows.len(), 5_582);
    // Listed, but not on a list that rules name: 688568 is GEOVIS, 002371 is NAURA.
    let listed =
        [("中科星图", "el-geovis-technology-co-ltd-china"), ("北方华创", "el-naura-technology-group-co-ltd-china")];
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row.expected.is_empty()) {
        for hit in names.matches(&row.query) {
            let entry = names.entries[hit.entity as usize];
            if listed.contains(&(row.query.as_str(), entry.id.as_str())) {
                continue;
            }
            wrong.push(format!("{}: {} ({})", row.query, entry.id, entry.names[hit.name as usize].text));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
