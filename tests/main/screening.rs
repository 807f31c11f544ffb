//! `screen` as its users meet it: what comes in is answered line by line, whatever it is.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::judged;
use crate::support::Folder;

const OWN: &str = "{\"id\":\"x1\",\"names\":[\"Orchid Metals Ltd\"]}\n";

fn answers(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
}

#[test]
fn every_line_is_answered_in_its_place() {
    let folder = Folder::with(&[("own.jsonl", format!("\u{feff}{}\r\n\r\n", OWN.trim_end()))]);
    let run = folder
        .feed(&["screen", "--entities", "own.jsonl"], b"\xef\xbb\xbfOrchid Metals\r\n\r\n  \nNobody\nORCHID METAL");
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let answers = answers(&run.out);
    let said: Vec<(&str, &str)> =
        answers.iter().map(|row| (row["query"].as_str().unwrap(), row["verdict"].as_str().unwrap())).collect();
    let expected =
        [("Orchid Metals", "match"), ("", "none"), ("  ", "none"), ("Nobody", "none"), ("ORCHID METAL", "match")];
    assert_eq!(said, expected);
    let keys = "{\"query\":\"Orchid Metals\",\"id\":\"x1\",\"name\":\"Orchid Metals Ltd\",\"list\":null,\"score\":1.0,\
                \"verdict\":\"match\",\"reasons\":[{\"stated\":\"orchid\",\"listed\":\"orchid\",\"how\":\"equal\"},";
    assert!(run.out.starts_with(keys), "{}", run.out);
}

#[test]
fn many_names_keep_their_order_on_all_cores() {
    let folder = Folder::with(&[("own.jsonl", OWN)]);
    let names: Vec<String> = (0..20_000).map(|number| format!("Plain Works {number}")).collect();
    let run = folder.feed(&["screen", "--entities", "own.jsonl"], names.join("\n").as_bytes());
    let queries: Vec<serde_json::Value> = answers(&run.out).into_iter().map(|row| row["query"].clone()).collect();
    assert_eq!(queries, names);
}

#[test]
fn what_is_not_utf_8_is_answered_and_fails_the_run() {
    let folder = Folder::with(&[("own.jsonl", OWN)]);
    let run = folder.feed(&["screen", "--entities", "own.jsonl"], b"Nobody\nOrchid \xff Metals\nOrchid Metals\n\xe4\n");
    assert_eq!(run.code, Some(4));
    let answers = answers(&run.out);
    let verdicts: Vec<&str> = answers.iter().filter_map(|row| row["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["none", "match", "match", "none"]);
    let problem = answers[1]["reasons"].as_array().unwrap().last().unwrap()["problem"].as_str().unwrap();
    assert!(problem.contains("not UTF-8 at byte 8"), "{problem}");
    assert!(run.err.contains("line 2, byte 8: not UTF-8 (and 1 more such lines)"), "{}", run.err);
    let utf_16 = folder.feed(&["screen", "--entities", "own.jsonl"], b"\xff\xfeA\0\n\0");
    assert_eq!(utf_16.code, Some(4));
    assert!(utf_16.err.contains("UTF-16"), "{}", utf_16.err);
}

#[test]
fn a_name_is_answered_before_the_next_one_comes() {
    let folder = Folder::with(&[("own.jsonl", OWN)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sourcegate"))
        .args(["screen", "--entities", "own.jsonl"])
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut names, mut out) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for name in ["Orchid Metals", "Nobody", ""] {
        writeln!(names, "{name}").unwrap();
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert_eq!(answers(&line)[0]["query"], name);
    }
    drop(names);
    assert!(child.wait().unwrap().success());
}

#[test]
fn nobody_reading_the_answers_ends_the_run() {
    let folder = Folder::with(&[("own.jsonl", OWN)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sourcegate"))
        .args(["screen", "--entities", "own.jsonl"])
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut names = child.stdin.take().unwrap();
    // Far more than pipes hold: writing ends only because the other side does.
    let text = "Plain Works\n".repeat(10_000);
    while names.write_all(text.as_bytes()).is_ok() {}
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn broken_entities_are_named_with_their_place_and_the_way_out() {
    let first = OWN.trim_end();
    let cases: [(&str, String, &str); 8] = [
        ("not JSON", format!("{first}\n\n{{\"id\":\"x2\""), "own.jsonl:3:"),
        ("no names", format!("{first}\n{{\"id\":\"x2\"}}"), "own.jsonl:2:11: missing field `names`"),
        ("a number", "{\"id\":7,\"names\":[]}".to_owned(), "own.jsonl:1:7: invalid type: integer `7`"),
        ("one name", "{\"id\":\"a\",\"names\":\"b\"}".to_owned(), "own.jsonl:1:21: invalid type: string \"b\""),
        ("an array", "[{\"id\":\"a\",\"names\":[\"b\"]}]".to_owned(), "jq -c '.[]'"),
        ("two on a line", format!("{first} {first}"), "own.jsonl:1:43: trailing characters"),
        ("a table", "id,name\nx,Orchid\n".to_owned(), "own.jsonl:1:"),
        ("a long line", format!("{first}\n{}", "x".repeat((16 << 20) + 1)), "own.jsonl:2: longer than 16 MiB"),
    ];
    for (what, text, expected) in cases {
        let folder = Folder::with(&[("own.jsonl", text)]);
        let run = folder.run(&["screen", "--entities", "own.jsonl", "Orchid"]);
        assert_eq!((run.code, run.out.as_str()), (Some(4), ""), "{what}");
        assert!(run.err.contains(expected), "{what}: {}", run.err);
    }
    let folder = Folder::with(&[("own.jsonl", "\n\n")]);
    let run = folder.run(&["screen", "--entities", "own.jsonl", "Orchid"]);
    assert_eq!(run.code, Some(3));
    assert!(run.err.contains("holds no entity"), "{}", run.err);
    let run = folder.run(&["screen", "--entities", "absent.jsonl", "Orchid"]);
    assert_eq!(run.code, Some(4));
    let folder = Folder::with(&[("own.jsonl", b"{\"id\":\"x\",\"names\":[\"\xff\"]}")]);
    let run = folder.run(&["screen", "--entities", "own.jsonl", "Orchid"]);
    assert!(run.err.contains("own.jsonl:1: not UTF-8 at byte 21"), "{}", run.err);
}

#[test]
fn a_file_of_several_gigabytes_is_refused_at_once() {
    let folder = Folder::with::<&str>(&[]);
    std::fs::File::create(folder.path("own.jsonl")).unwrap().set_len(3 << 30).unwrap();
    let run = folder.run(&["screen", "--entities", "own.jsonl", "Orchid"]);
    assert_eq!(run.code, Some(4));
    assert!(run.err.contains("larger than 1024 MiB; split it"), "{}", run.err);
}

#[test]
fn entities_that_cannot_be_met_are_named() {
    let text = format!("{{\"id\":\"x0\",\"names\":[]}}\n{OWN}{{\"id\":\"x2\",\"names\":[\"--\",\"\"]}}\n");
    let folder = Folder::with(&[("own.jsonl", text)]);
    let run = folder.run(&["screen", "--entities", "own.jsonl", "Orchid Metals"]);
    assert_eq!((run.code, answers(&run.out)[0]["id"].as_str()), (Some(0), Some("x1")));
    assert!(
        run.err.contains("own.jsonl:1: the entity has no name that could be met, and neither have 1 others"),
        "{}",
        run.err
    );
}

#[test]
fn lists_and_days_choose_what_is_screened_against() {
    let folder = Folder::with::<&str>(&[]);
    let verdict = |arguments: &[&str]| {
        let run = folder.run(&[&["screen"], arguments, &["Anhui Xinya New Materials"]].concat());
        assert_eq!(run.code, Some(0), "{}", run.err);
        answers(&run.out)[0]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(&[]), "match");
    assert_eq!(verdict(&["--list", "uflpa"]), "match");
    assert_eq!(verdict(&["--list", "wro", "--list", "ns-cmic"]), "none");
    assert_eq!(verdict(&["--as-of", "2021-01-01"]), "none");
    assert_eq!(verdict(&["--as-of", "2026-01-01"]), "match");
    for (arguments, expected) in
        [(["screen", "--list", "nowhere"], "there are: "), (["screen", "--as-of", "soon"], "YYYY-MM-DD")]
    {
        let run = folder.run(&arguments);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains(expected), "{}", run.err);
    }
}

#[test]
fn a_name_without_end_is_answered_by_its_beginning() {
    let folder = Folder::with(&[("own.jsonl", OWN)]);
    let run =
        folder.feed(&["screen", "--entities", "own.jsonl"], format!("Orchid Metals {}", "-".repeat(2000)).as_bytes());
    let answer = &answers(&run.out)[0];
    assert_eq!((run.code, answer["verdict"].as_str()), (Some(0), Some("match")));
    assert!(answer["reasons"].to_string().contains("longer than 1024 bytes"), "{answer}");
    let run = folder.feed(&["screen", "--entities", "own.jsonl"], "x".repeat(2 << 20).as_bytes());
    assert_eq!(run.code, Some(4));
    assert!(run.err.contains("line 1: longer than 1048576 bytes"), "{}", run.err);
}

#[test]
fn what_a_name_leaves_open_says_what_settles_it() {
    let folder = Folder::with(&[("own.jsonl", OWN)]);
    let run = folder.feed(
        &["screen"],
        b"Public Security Bureau\nPublic Security Department of the Autonomous Region\nXinjiang Public Security Bureau\n\
          Anhui Xinya New Material Trading\n",
    );
    let answers = answers(&run.out);
    let verdicts: Vec<&str> = answers.iter().map(|row| row["verdict"].as_str().unwrap()).collect();
    // A bureau of that name stands in every county; only the whole name, or the place, is the listed one.
    assert_eq!(verdicts, ["none", "match", "match", "possible"]);
    let settles =
        |row: &serde_json::Value| row["reasons"].as_array().unwrap().iter().any(|why| why["settles"].is_string());
    assert_eq!(answers.iter().map(settles).collect::<Vec<_>>(), [false, false, false, true]);
}

/// The reasons of one kind.
fn told(answer: &serde_json::Value, kind: &str) -> Vec<String> {
    let reasons = answer["reasons"].as_array().unwrap().iter();
    reasons.filter_map(|why| Some(why[kind].as_str()?.to_owned())).collect()
}

#[test]
fn a_possible_names_the_listed_identifier() {
    let folder = Folder::with(&[(
        "own.jsonl",
        "{\"id\":\"a\",\"names\":[\"Orchid Foils Smelting Co Ltd\"],\"identifiers\":{\"USCC\":\"91110000710935732K\",\
         \"lei\":[\"549300XIVJCBIGMRUD48\"],\"vendor\":null},\"more\":1}\n{\"id\":\"b\",\"names\":[\"Gentian Foils Smelting\"]}\n",
    )]);
    let run = folder.feed(&["screen", "--entities", "own.jsonl"], b"Orchid Foils\nGentian Foils\n");
    let first = answers(&run.out);
    assert_eq!((first[0]["verdict"].as_str(), first[1]["verdict"].as_str()), (Some("possible"), Some("possible")));
    assert_eq!(
        told(&first[0], "settles"),
        ["USCC (the listed one is 91110000710935732K)", "LEI (the listed one is 549300XIVJCBIGMRUD48)"]
    );
    assert_eq!(told(&first[1], "settles"), ["USCC (unified social credit code)", "Chinese name as registered"]);
    // Of a person, even when the name is the same; and from the pack.
    let run = folder.feed(&["screen"], b"ZHU, Hailun\nJiangxi Hongdu\n");
    let rows = answers(&run.out);
    assert_eq!(told(&rows[0], "settles"), ["date of birth", "national identification number"]);
    assert_eq!(told(&rows[1], "settles"), ["USCC (the listed one is 91360000705515290C)"], "{}", rows[1]);
}

#[test]
fn identifiers_of_a_question_settle_it() {
    let folder = Folder::with(&[(
        "own.jsonl",
        "{\"id\":\"a\",\"names\":[\"Orchid Metals Co Ltd\"],\"identifiers\":{\"uscc\":\"91110000710935732K\",\"lei\":\"549300XIVJCBIGMRUD48\"}}\n\
         {\"id\":\"b\",\"names\":[\"Orchid Metals Trading Co Ltd\"]}\n\
         {\"id\":\"c\",\"names\":[\"昌吉兰花金属有限公司\"],\"identifiers\":{\"uscc\":\"91110000710935732K\"}}\n",
    )]);
    let ask = |name: &str, scheme: &str, value: &str| {
        let line = serde_json::json!({"name": name, "identifiers": {scheme: value}}).to_string();
        let run = folder.feed(&["screen", "--entities", "own.jsonl", "--jsonl"], line.as_bytes());
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        answers(&run.out).remove(0)
    };
    // The same one, however it is grouped, whatever the name.
    let same = ask("Some Shell", "lei", "5493 00xi vjcb igmr ud48");
    assert_eq!((same["verdict"].as_str(), same["id"].as_str()), (Some("match"), Some("a")));
    assert_eq!(same["reasons"][0]["how"], "same LEI");
    assert_eq!(told(&same, "against"), ["the names have nothing in common"]);
    assert_eq!(ask("Orchid Metals", "USCC", "９１１１００００７１０９３５７３２Ｋ")["reasons"][0]["how"], "same USCC");
    // Another one rules the entity out, and what is next to it is asked.
    let other = ask("Orchid Metals Co Ltd", "uscc", "91650205742229728F");
    assert_eq!(other["id"], "b", "{other}");
    let none = ask("Orchid Metal Company", "lei", "529900T8BM49AURSDO55");
    assert_ne!(none["id"], "a", "{none}");
    // Beside the very name in Chinese characters it is as likely an error.
    let doubtful = ask("昌吉兰花金属有限公司", "uscc", "91650205742229728F");
    assert_eq!((doubtful["verdict"].as_str(), doubtful["id"].as_str()), (Some("possible"), Some("c")), "{doubtful}");
    assert!(told(&doubtful, "against")[0].starts_with("the USCC 91650205742229728F is not 91110000710935732K"));
    assert_eq!(told(&doubtful, "settles"), ["USCC (the listed one is 91110000710935732K)"]);
    assert_eq!(ask("昌吉兰花金属", "uscc", "91650205742229728F")["verdict"], "none");
    // Malformed ones rule nothing out, and it is said; nor does that of a branch, nor one of sites.
    let malformed = ask("Orchid Metals Co Ltd", "uscc", "91650205742229728E");
    assert_eq!((malformed["verdict"].as_str(), malformed["id"].as_str()), (Some("match"), Some("a")));
    assert!(told(&malformed, "problem")[0].contains("the check character does not fit; `F` would"), "{malformed}");
    assert_eq!(ask("Orchid Metals Co Ltd Hami Branch", "uscc", "91650205742229728F")["id"], "a");
    assert_eq!(ask("Orchid Metals Co Ltd", "duns", "150483782")["id"], "a");
}

#[test]
fn an_identifier_that_differs_is_named() {
    let folder = Folder::with::<&str>(&[]);
    let run = folder.run(&[
        "screen",
        "--jsonl",
        "{\"name\":\"Aviation Industry Corp of China\",\"identifiers\":{\"uscc\":\"91650205742229728F\"}}",
        "{\"name\":\"Aviation Industry Corp of China\"}",
    ]);
    let rows = answers(&run.out);
    assert_eq!((rows[0]["verdict"].as_str(), rows[0]["id"].as_str()), (Some("none"), None), "{}", rows[0]);
    let against = told(&rows[0], "against");
    assert!(against[0].starts_with("the USCC 91650205742229728F is not 91110000710935732K, that of "), "{against:?}");
    assert_eq!(rows[1]["verdict"], "match");
}

#[test]
fn questions_that_cannot_be_read_are_answered_and_fail_the_run() {
    let folder = Folder::with(&[("own.jsonl", OWN)]);
    let lines = b"{\"name\":\"Orchid Metals\"}\n\nOrchid Metals\n{\"name\":\"Orchid Metals\",\"uscc\":\"9\"}\n";
    let run = folder.feed(&["screen", "--entities", "own.jsonl", "--jsonl"], lines);
    let rows = answers(&run.out);
    let said: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["query"].as_str().unwrap(), row["verdict"].as_str().unwrap())).collect();
    let wrong = "{\"name\":\"Orchid Metals\",\"uscc\":\"9\"}";
    assert_eq!(said, [("Orchid Metals", "match"), ("", "none"), ("Orchid Metals", "none"), (wrong, "none")]);
    assert!(told(&rows[3], "problem")[0].contains("unknown field `uscc`, expected `name` or `identifiers`"));
    assert_eq!(run.code, Some(4));
    assert!(run.err.contains("line 3, column 1: expected value (and 1 more such lines)"), "{}", run.err);
}

#[test]
fn check_settles_by_the_same_rules() {
    let listed = |name: &str, more: &str| {
        let party = format!("[[party]]\nid = \"p\"\nname = \"{name}\"\n{more}\n");
        let invested = "[[engagement]]\nid = \"e\"\nkind = \"invest\"\nparty = \"p\"\n";
        judged::manifest(&format!("{party}{invested}"), "2026-11-24").find("ns-cmic-security", "p").is_some()
    };
    let panda = "Nanjing Panda Electronics Company Limited";
    assert!(listed(panda, ""));
    assert!(!listed(panda, "ids.uscc = \"91650205742229728F\""));
    assert!(listed("Some Shell", "ids.uscc = \"91320100134974572K\""));
    // Malformed; of sites; of a branch; of the subsidiary, whose parent is the listed one.
    assert!(listed(panda, "ids.uscc = \"91650205742229728E\""));
    assert!(listed(panda, "ids.duns = \"150483782\"\nids.mid = \"CNNANPAN12NAN\""));
    assert!(listed(&format!("{panda} Hami Branch"), "ids.uscc = \"91650205742229728F\""));
    assert!(listed("Plain Works", &format!("parent = \"{panda}\"\nids.uscc = \"91650205742229728F\"")));
}
