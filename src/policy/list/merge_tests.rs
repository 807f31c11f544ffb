use jiff::civil::date;

use super::*;
use crate::policy::list::{parse, write::write};

const HEAD: &str = "id,name,aliases,former,native,removed,identifiers,listings,kind,location,products,parent,grade,citation,source,note\n";

fn list(rows: &str) -> Vec<Entry> {
    parse("list.csv", &format!("{HEAD}{rows}")).unwrap()
}

fn imported(rows: &str) -> ImportedList {
    let entries = list(rows);
    let records = entries.len();
    let row = |entry: Entry| ImportedEntry {
        entry: Entry { id: String::new(), ..entry },
        facets: Vec::new(),
        place: "new.csv:1".to_owned(),
    };
    ImportedList { entries: entries.into_iter().map(row).collect(), records, ..ImportedList::default() }
}

fn laid(old: &[Entry], new: &ImportedList, day: Date, was_complete: bool) -> MergedList {
    laid_over(old, new, day, was_complete, None)
}

/// An edition laid over a list that goes to a day.
fn laid_over(old: &[Entry], new: &ImportedList, day: Date, was_complete: bool, held: Option<Date>) -> MergedList {
    let scope = Scope::default();
    merge(
        old,
        new,
        &Settings { day, dated: true, held, was_complete, scope: &scope, region: None, prefix: "x", own_ids: false },
    )
}

/// The row of an id, as it would be written.
fn row(merged: &MergedList, id: &str) -> String {
    write(&merged.entries).lines().find(|line| line.starts_with(&format!("{id},"))).unwrap_or("").to_owned()
}

const DAY: Date = date(2024, 11, 25);

#[test]
fn what_people_found_out_survives_and_what_the_publisher_drops_leaves_a_tombstone() {
    let old = list(
        "x-alpha,\"Alpha Co., Ltd.\",Al | Alpha Works,Old Alpha,阿尔法,,uscc:91650000000000000X,i@2022-06-21..,entity,Here,,,secondary,87 FR 1,https://press,kept\n\
         x-beta,Beta,,,,,,i@2022-06-21..,entity,,,,official,,,\n",
    );
    let new =
        imported("n,\"ALPHA CO., LTD.\",Alpha Works | Alfa,,,,lei:L,i@2022-06-21..,entity,,,,official,,https://dhs,\n");
    let merged = laid(&old, &new, DAY, false);
    assert_eq!(
        row(&merged, "x-alpha"),
        "x-alpha,\"ALPHA CO., LTD.\",Alpha Works | Alfa,Old Alpha,阿尔法,Al [..2024-11-25],\
         uscc:91650000000000000X | lei:L,i@2022-06-21..,entity,Here,,,official,87 FR 1,https://dhs,\
         kept; before 2024-11-25 secondary by https://press"
    );
    assert_eq!(merged.vanished, ["x-beta"]);
    assert!(row(&merged, "x-beta").contains("i@2022-06-21..2024-11-25"));
    assert!(row(&merged, "x-beta").ends_with("not in the publisher's edition of 2024-11-25"));
    let again = laid(&merged.entries, &new, date(2024, 12, 1), false);
    assert_eq!(write(&again.entries), write(&merged.entries), "the same edition changes nothing");
    assert_eq!(again.vanished, Vec::<String>::new());
}

#[test]
fn an_alias_that_moves_to_another_firm_is_dated_on_both() {
    let old = list("x-east,East Hope Metals,Xinjiang Nonferrous,,,,,ii@2022-06-21..,entity,,,,official,,,\n");
    let new = imported(
        "a,East Hope Metals,,,,,,ii@2022-06-21..,entity,,,,official,,,\n\
         b,Xinjiang Nonferrous Metals Group,Xinjiang Nonferrous,,,,,v@2024-11-25..,entity,,,,official,,,\n",
    );
    let merged = laid(&old, &new, DAY, true);
    assert!(row(&merged, "x-east").contains(",Xinjiang Nonferrous [..2024-11-25],"));
    let other = &merged.entries[1];
    assert_eq!(other.id, "x-xinjiang-nonferrous-metals-group");
    assert_eq!((other.names[1].kind, other.names[1].window), (NameKind::Alias, Window::default()));
    assert!(!other.in_force(date(2024, 11, 24)), "the listing dates the alias");
}

#[test]
fn one_entity_on_two_clauses_is_one_entry_with_two_dates() {
    let new = imported(
        "a,Daqo,,,,,,2(d)(2)(B)(i)@2022-06-21..,entity,,,,official,,,\n\
         b,DAQO,,,,,,2(d)(2)(B)(v)@2024-11-25..,entity,,,,official,,,\n",
    );
    let merged = laid(&[], &new, DAY, false);
    assert_eq!((new.records, merged.in_edition, merged.entries.len()), (2, 1, 1));
    assert!(row(&merged, "x-daqo").contains("2(d)(2)(B)(i)@2022-06-21.. | 2(d)(2)(B)(v)@2024-11-25.."));
}

#[test]
fn a_later_day_on_the_page_does_not_unlist_the_years_before() {
    let old = list("x-aksu,Aksu Huafu Textiles Co.,,,,,,@2022-06-21..,entity,,,,secondary,,,\n");
    let new =
        imported("a,Aksu Huafu Color Spinning,Aksu Huafu Textiles Co.,,,,,ii@2025-01-15..,entity,,,,official,,,\n");
    let merged = laid(&old, &new, date(2025, 1, 15), false);
    assert!(
        row(&merged, "x-aksu").contains(",@2022-06-21..2025-01-15 | ii@2025-01-15..,"),
        "{}",
        row(&merged, "x-aksu")
    );
    assert!(merged.entries[0].in_force(date(2024, 1, 1)));
}

#[test]
fn a_renamed_entity_keeps_its_id_and_its_old_name() {
    let old = list("x-7,Hefei Meiling,,,,,ofac:7,i@2022-06-21..,entity,,,,official,,,\n");
    let new = imported("a,Changhong Meiling,,,,,ofac:7,i@2022-06-21..,entity,,,,official,,,\n");
    let merged = laid(&old, &new, DAY, true);
    assert!(row(&merged, "x-7").starts_with("x-7,Changhong Meiling,,Hefei Meiling,"), "{}", row(&merged, "x-7"));
}

#[test]
fn what_is_new_is_dated_only_on_a_list_that_was_complete() {
    let old = list("x-a,Alpha,,,,,,P@2020-01-01..,entity,,,,official,,,\n");
    let new = imported(
        "a,Alpha,Alfa,,,,,P@..,entity,,,,official,,,\n\
         b,Beta,,,,,,P@..,entity,,,,official,,,\n",
    );
    let merged = laid(&old, &new, DAY, true);
    assert!(row(&merged, "x-a").contains("Alfa [2024-11-25..]") && row(&merged, "x-a").contains("P@2020-01-01.."));
    assert!(row(&merged, "x-beta").contains("P@2024-11-25.."));
    let merged = laid(&old, &new, DAY, false);
    assert!(row(&merged, "x-a").contains(",Alfa,") && row(&merged, "x-beta").contains("P@..,"));
}

#[test]
fn an_entity_that_returns_is_listed_twice_and_an_alias_that_returns_too() {
    let old = list("x-a,Alpha,,,,Al [..2023-01-01],,P@2020-01-01..2023-01-01,entity,,,,official,,,\n");
    let new = imported("a,Alpha,Al,,,,,P@2024-11-25..,entity,,,,official,,,\n");
    let merged = laid(&old, &new, DAY, true);
    assert!(row(&merged, "x-a").contains("P@2020-01-01..2023-01-01 | P@2024-11-25.."), "{}", row(&merged, "x-a"));
    assert!(row(&merged, "x-a").contains("Al [2024-11-25..],,,Al [..2023-01-01]"), "{}", row(&merged, "x-a"));
}

#[test]
fn additions_and_missing_alias_files_remove_nothing() {
    let old = list(
        "x-a,Alpha,Al,,,,ofac:1,P@2020-01-01..,entity,,,,official,,,\n\
         x-b,Beta,,,,,ofac:2,P@2020-01-01..,entity,,,,official,,,\n",
    );
    let mut new = imported("a,Alpha,,,,,ofac:1,P@..,entity,,,,official,,,\n");
    new.silent_on = vec![Silence::Aliases, Silence::Entries];
    let merged = laid(&old, &new, DAY, true);
    assert_eq!(write(&merged.entries), write(&old));
}

#[test]
fn the_same_name_twice_gets_two_ids_and_no_name_is_too_foreign_for_one() {
    let mut new = imported(
        "a,Alpha,,,,,ofac:1,P@..,individual,,,,official,,,\n\
         b,Alpha,,,,,ofac:2,P@..,entity,,,,official,,,\n\
         c,新疆兵团,,,,,,P@..,entity,,,,official,,,\n",
    );
    let merged = laid(&[], &new, DAY, false);
    let ids: Vec<&str> = merged.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.contains(&"x-alpha") && ids.contains(&"x-alpha-2"), "{ids:?}");
    new.entries.truncate(1);
    let scope = Scope::parse(["location~Xinjiang", "held"]).unwrap();
    let settings = Settings {
        day: DAY,
        dated: true,
        held: None,
        was_complete: false,
        scope: &scope,
        region: None,
        prefix: "x",
        own_ids: false,
    };
    assert_eq!(merge(&[], &new, &settings).out_of_scope.len(), 1);
    assert_eq!(merge(&merged.entries, &new, &settings).out_of_scope.len(), 0, "it is held");
}

#[test]
fn an_older_edition_fills_gaps_and_ends_no_newer_listing() {
    let old = list(
        "x-a,Alpha Group,Al,,,Alf [..2024-06-12],,i@2022-06-21..,entity,There,,,official,89 FR 1,,\n\
         x-b,Beta,,,,,,v@2026-08-03..,entity,,,,official,,,\n\
         x-c,Gamma,,,,,,i@2022-06-21..2025-06-01,entity,,,,official,,,\n\
         x-d,Delta,,,,,,i@2022-06-21..,entity,,,,official,,,\n",
    );
    let new = imported(
        "a,Alpha Works,Alf,,,,lei:L,i@2022-06-21..,entity,Here,,,official,,,\n\
         c,Gamma,,,,,,i@2022-06-21..,entity,,,,official,,,\n",
    );
    let mut alpha = new.clone();
    alpha.entries[0].entry.names[0].text = "Alpha Group".to_owned();
    alpha.entries[0].entry.names.push(ListName {
        text: "Alpha Works".to_owned(),
        kind: NameKind::Alias,
        window: Window::default(),
    });
    let (day, held) = (date(2025, 1, 14), Some(date(2026, 8, 3)));
    let merged = laid_over(&old, &alpha, day, false, held);
    assert_eq!(
        row(&merged, "x-a"),
        "x-a,Alpha Group,Al | Alpha Works,,,Alf [..2024-06-12],lei:L,i@2022-06-21..,entity,There,,,official,89 FR 1,,"
    );
    assert_eq!(row(&merged, "x-b"), "x-b,Beta,,,,,,v@2026-08-03..,entity,,,,official,,,");
    assert!(row(&merged, "x-c").contains("i@2022-06-21..2025-06-01,"), "what has ended since stays ended");
    assert_eq!(merged.vanished, ["x-d"], "it was listed before that day, and is not there");
    // On a list that was whole, a name that it did not have was gone.
    let whole = laid_over(&old, &alpha, day, true, held);
    assert!(row(&whole, "x-a").contains("Alf [..2024-06-12] | Alpha Works [..2026-08-03]"), "{}", row(&whole, "x-a"));
    // Where nobody knows how far the list goes, what begins later may have come later.
    assert_eq!(row(&laid(&old, &alpha, day, false), "x-b"), row(&merged, "x-b"));
    // A newer edition without it withdraws what had not begun yet.
    let newer = laid_over(&old, &alpha, date(2026, 8, 2), false, Some(date(2026, 8, 1)));
    assert!(row(&newer, "x-b").contains("v@2026-08-03..2026-08-04"), "{}", row(&newer, "x-b"));
}

#[test]
fn an_abbreviation_in_brackets_is_no_second_entity() {
    let new = imported(
        "a,Example Corps (EC),,,,,,ii@2022-06-21..,entity,,,,official,,,\n\
         b,Example Corps,EC | Corps,,,,,i@2022-06-21..,entity,,,,official,,,\n\
         c,Example Centre (VC),,,,,,v@2022-06-21..,entity,,,,official,,,\n",
    );
    let merged = laid(&[], &new, DAY, false);
    assert_eq!(merged.in_edition, 2);
    assert!(row(&merged, "x-example-corps").starts_with("x-example-corps,Example Corps,EC | Corps,"));
    assert!(row(&merged, "x-example-corps").contains("i@2022-06-21.. | ii@2022-06-21.."));
    assert!(row(&merged, "x-example-centre-vc").contains("Example Centre (VC)"), "nothing says that VC is a name");
}

#[test]
fn what_a_file_without_a_day_ends_is_said_to_be_so() {
    let old = list("x-a,Alpha,,,,,,i@2022-06-21..,entity,,,,official,,,\n");
    let new = imported("b,Beta,,,,,,i@2022-06-21..,entity,,,,official,,,\n");
    let scope = Scope::default();
    let settings = Settings {
        day: DAY,
        dated: false,
        held: None,
        was_complete: false,
        scope: &scope,
        region: None,
        prefix: "x",
        own_ids: false,
    };
    let merged = merge(&old, &new, &settings);
    assert!(row(&merged, "x-a").ends_with("not in the publisher's undated file that was got on 2024-11-25"));
}
