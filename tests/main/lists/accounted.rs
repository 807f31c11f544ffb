//! Whatever is done to the files of a publisher: no importer panics, and no record is dropped without a word.

use proptest::prelude::*;
use sourcegate::policy::import::{IMPORTERS, file_of};

use super::bytes;

/// A small file of each format.
const SAMPLES: [(&str, &str); 10] = [
    ("ofac-csv", "sdn.csv"),
    ("ofac-xml", "ofac.xml"),
    ("csl-csv", "csl.csv"),
    ("csl-json", "csl.json"),
    ("uflpa-html", "uflpa-2024-11-25.html"),
    ("wro-html", "wro.html"),
    ("opensanctions-csv", "targets.simple.csv"),
    ("ftm-json", "entities.ftm.json"),
    ("csv", "own.csv"),
    ("toml", "own.toml"),
];

/// A sample; the two without a file of their own are made here.
fn sample(name: &str) -> Vec<u8> {
    match name {
        "ofac.xml" => b"<sdnList>\n<publshInformation><Publish_Date>03/28/2025</Publish_Date></publshInformation>\n\
            <sdnEntry><uid>30882</uid><lastName>CHINA TELECOM CORPORATION LIMITED</lastName><sdnType>Entity</sdnType>\
            <programList><program>CMIC-EO13959</program></programList><akaList><aka><type>a.k.a.</type>\
            <lastName>CHINA TELECOM</lastName></aka></akaList></sdnEntry>\n</sdnList>"
            .to_vec(),
        "own.csv" => super::text_of_list().as_bytes().to_vec(),
        name => bytes(name),
    }
}

/// Reads a file; panics if a record is neither an entry, nor named as unread, nor counted as left out.
fn read(format: &str, bytes: Vec<u8>) {
    let importer = IMPORTERS.iter().find(|importer| importer.name == format).expect("a format");
    let Ok(file) = file_of("sample", bytes) else { return };
    if let Ok(draft) = importer.read(&[file], None) {
        let told = draft.entries.len() + draft.unread.len() + draft.left_out.values().sum::<usize>();
        assert!(told >= draft.records, "{format}: {} records, {told} accounted for", draft.records);
        for drafted in &draft.entries {
            assert!(!drafted.entry.name().is_empty(), "{format}: {}", drafted.place);
        }
    }
}

#[test]
fn there_is_a_sample_of_every_format() {
    let formats: Vec<&str> = SAMPLES.iter().map(|(format, _)| *format).collect();
    assert_eq!(formats, IMPORTERS.iter().map(|importer| importer.name).collect::<Vec<_>>());
    for (format, name) in SAMPLES {
        let importer = IMPORTERS.iter().find(|importer| importer.name == format).expect("a format");
        let draft = importer.read(&[file_of(name, sample(name)).unwrap()], None).unwrap();
        assert!(!draft.entries.is_empty() && draft.unread.is_empty(), "{format}: {:?}", draft.unread);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_record_is_dropped_silently(
        which in 0..SAMPLES.len(),
        cuts in proptest::collection::vec((0..100_usize, 0..40_usize, prop_oneof![
            Just(""), Just("\""), Just("("), Just(")"), Just(","), Just("|"), Just(";"), Just("<"), Just("</td>"),
            Just("<tr>"), Just("and two aliases: "), Just("新疆"), Just("-0- "), Just("\n"), Just("[..2024-01-01]"),
        ]), 0..6),
    ) {
        let (format, name) = SAMPLES[which];
        let mut bytes = sample(name);
        for (percent, length, with) in cuts {
            let at = bytes.len() * percent / 100;
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, with.bytes());
        }
        read(format, bytes);
    }
}
