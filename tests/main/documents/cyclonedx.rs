//! CycloneDX in JSON and XML.

use sourcegate::facts::{Key, Kind};
use sourcegate::finding::Level;

use super::{nothing, one, pointer, problem, record, records, unclear, unjudged, values};
use crate::judged::judge;

/// A bill in which a part of a part comes from the region.
const CHAIN: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "metadata": {"component": {"type": "device", "bom-ref": "panel", "name": "Panel 550"}},
  "components": [
    {"type": "device", "bom-ref": "cell", "name": "Cell", "manufacturer": {
      "name": "Alpha Cells", "address": {"country": "VN", "locality": "Ha Long"}},
     "components": [{"type": "device", "name": "Wafer", "supplier": {
       "name": "Beta Silicon", "bom-ref": "beta",
       "address": {"country": "CN", "region": "Xinjiang", "locality": "Shihezi", "streetAddress": "1 Road"}},
       "description": "cut from ingots of Huafu Fashion Co., Ltd."}]},
    {"type": "device", "bom-ref": "frame", "name": "Frame", "supplier": {"name": "Gamma Frames"}}
  ],
  "dependencies": [{"ref": "panel", "dependsOn": ["cell", "frame", "nobody"]}]
}"#;

#[test]
fn the_samples_state_their_firms() {
    let judged = one("bom.json", include_bytes!("../../data/samples/cyclonedx-1.6-supplier.json"));
    assert_eq!(records(&judged), 1);
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Acme, Inc."]);
    let judged = one("bom.xml", include_bytes!("../../data/samples/cyclonedx-1.4-manufacture.xml"));
    assert_eq!(judged.0.inputs[0].format, "cyclonedx");
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Acme, Inc."]);
    assert_eq!(values(&judged, Kind::Party, Key::Role), ["manufacturer"]);
    let judged = one("bom.json", include_bytes!("../../data/samples/cyclonedx-hbom.json"));
    assert!(records(&judged) > 5);
    let firms = values(&judged, Kind::Party, Key::Name);
    assert!(["Samtec", "Molex", "3M", "Multicomp"].iter().all(|name| firms.contains(name)), "{firms:?}");
    assert_eq!(values(&judged, Kind::Item, Key::Gtin), ["822348522712"]);
    assert!(values(&judged, Kind::Item, Key::Quantity).contains(&"8"));
    // Every part of the board is a part of the board.
    let facts = &judged.0.facts;
    let board = record(facts, Key::Id, "pcie-sata-adaptor-board");
    assert_eq!(facts.all(board, Key::Contains).count() as u32, records(&judged) - 1);
    assert_eq!(judged.at_least(Level::Info), Vec::<String>::new());
}

#[test]
fn a_part_of_a_part_is_found_with_its_pointer_and_its_path() {
    let judged = one("bom.json", CHAIN);
    assert_eq!(judged.0.inputs[0].format, "cyclonedx");
    assert_eq!(records(&judged), 4);
    assert_eq!(pointer(&judged, "xuar-site"), "/components/0/components/0/supplier/address/region");
    let reached = &judged.findings_of("xuar-site")[0].reaches;
    assert!(reached.iter().any(|reach| reach.id == "panel"), "{reached:?}");
    // Text that is not judged is looked through: the description names a listed firm.
    assert_eq!(pointer(&judged, "text-not-judged"), "/components/0/components/0/description");
    assert!(unjudged(&judged).contains(&"components[].components[].description"), "{:?}", unjudged(&judged));
}

#[test]
fn xml_states_the_same() {
    let xml = r#"<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
  <metadata><component type="device" bom-ref="panel"><name>Panel</name></component></metadata>
  <components>
    <component type="device" bom-ref="cell">
      <supplier><name>Beta Silicon</name><address><country>CN</country><region>Xinjiang</region></address></supplier>
      <name>Cell</name>
      <components><component type="device"><publisher>Delta</publisher><name>Glass</name></component></components>
      <properties><property name="cdx:device:quantity">60</property></properties>
    </component>
    <component type="device" bom-ref="frame"><name>Frame</name></component>
  </components>
  <dependencies><dependency ref="panel"><dependency ref="cell"/></dependency></dependencies>
</bom>"#;
    let judged = one("bom.xml", xml);
    assert_eq!(records(&judged), 4);
    assert_eq!(pointer(&judged, "xuar-site"), "/bom/components[1]/component[1]/supplier[1]/address[1]/region[1]");
    assert_eq!(judged.findings_of("xuar-site")[0].reaches[0].id, "panel");
    assert_eq!(values(&judged, Kind::Item, Key::Quantity), ["60"]);
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Beta Silicon", "Delta"]);
    let facts = &judged.0.facts;
    assert_eq!(facts.all(record(facts, Key::Id, "panel"), Key::Contains).count(), 2, "the frame is loose");
}

#[test]
fn two_firms_of_a_component_keep_their_places_apart() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "Cell", "bom-ref": "c",
        "supplier": {"name": "Trade GmbH", "address": {"country": "DE"}},
        "manufacturer": {"name": "Maker", "address": {"country": "CN", "region": "Xinjiang"}}}]}"#;
    let judged = one("bom.json", text);
    let found = judged.findings_of("xuar-site");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject.name, "Maker");
    assert_eq!(found[0].reaches[0].id, "c");
}

#[test]
fn bills_of_software_hold_nothing_to_judge_and_are_counted() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
        {"type": "library", "name": "left-pad", "version": "1.0.0"}, {"type": "library", "name": "lodash"}]}"#;
    let judged = one("bom.json", text);
    assert!(nothing(&judged).contains("2 components"), "{}", nothing(&judged));
    assert_eq!(judged.at_least(Level::Info), Vec::<String>::new());
}

#[test]
fn what_is_not_understood_does_not_pass() {
    let bill = |rest: &str| format!(r#"{{"bomFormat": "CycloneDX", {rest}, "components": []}}"#);
    for (text, word) in [
        (bill(r#""specVersion": "2.0""#), "CycloneDX 2.0 is not known"),
        (bill(r#""specVersion": "1.6", "plants": [{"name": "x"}]"#), "`plants` is no part"),
    ] {
        let judged = one("bom.json", &text);
        assert!(unclear(&judged).contains(word), "{}", unclear(&judged));
    }
    let xml = "<bom xmlns=\"http://cyclonedx.org/schema/bom/3.1\"><components/></bom>";
    assert!(unclear(&one("bom.xml", xml)).contains("CycloneDX 3.1"));
    let twice = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "specVersion": "1.6"}"#;
    assert!(problem(&one("bom.json", twice)).contains("twice"));
}

#[test]
fn a_table_and_a_bill_speak_of_one_firm() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"name": "Cell", "bom-ref": "c", "supplier": {"name": "Trade GmbH", "bom-ref": "t"}}]}"#;
    let own = "[manifest]\nschema = 1\n[[party]]\nid = \"c\"\nname = \"Other\"\n";
    // An id of a document says nothing about that of a manifest.
    let judged = judge(&[("bom.json", text.as_bytes()), ("a.sourcing.toml", own.as_bytes())], super::TODAY);
    assert!(judged.0.inputs.iter().all(|input| input.problems.is_empty()), "{:?}", judged.0.inputs);
}
