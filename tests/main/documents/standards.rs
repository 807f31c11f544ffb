//! SPDX, EPCIS, UNTP, BODS, OMTS, Catena-X and UBL.

use sourcegate::facts::{Key, Kind};
use sourcegate::finding::Level;

use super::{nothing, one, pointer, record, records, unclear, values};
use crate::judged::judge;

const LISTED: &str = "uflpa-entity-listed";
const SITE: &str = "xuar-site";

#[test]
fn samples_of_the_standards_state_their_facts_and_nothing_is_found_in_them() {
    let samples: [(&str, &[u8], &str, u32); 7] = [
        ("a.spdx.json", include_bytes!("../../data/samples/spdx-2.3-example.json"), "spdx", 4),
        ("a.jsonld", include_bytes!("../../data/samples/epcis-2.0-object-event.jsonld"), "epcis", 12),
        ("a.xml", include_bytes!("../../data/samples/epcis-1.2-object-event.xml"), "epcis", 12),
        ("a.json", include_bytes!("../../data/samples/bods-indirect-ownership.json"), "bods", 6),
        ("a.json", include_bytes!("../../data/samples/catenax-part-type-information.json"), "catena-x", 2),
        ("a.json", include_bytes!("../../data/samples/catenax-single-level-bom-as-planned.json"), "catena-x", 2),
        ("suppliers.xlsx", include_bytes!("../../data/samples/omts-supplier-list-example.xlsx"), "xlsx", 7),
    ];
    for (name, bytes, format, count) in samples {
        let judged = one(name, bytes);
        assert_eq!(judged.0.inputs[0].format, format, "{name}");
        assert_eq!(records(&judged), count, "{name} as {format}");
        assert_eq!(judged.at_least(Level::Info), Vec::<String>::new(), "{name} as {format}");
    }
}

#[test]
fn spdx_names_suppliers_and_originators() {
    let judged = one("a.spdx.json", include_bytes!("../../data/samples/spdx-2.3-example.json"));
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Jane Doe", "ExampleCodeInspect"]);
    let facts = &judged.0.facts;
    assert_eq!(facts.all(record(facts, Key::Id, "SPDXRef-Acme"), Key::Contains).count(), 3);
    let tags = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n\nPackageName: yarn\nSPDXID: SPDXRef-a\n\
                PackageSupplier: Organization: Huafu Fashion Co., Ltd. (x@example.com)\nPackageOriginator: NOASSERTION\n\
                PackageComment: <text>of\nmany lines</text>\nRelationship: SPDXRef-b CONTAINS SPDXRef-a\n\n\
                PackageName: cloth\nSPDXID: SPDXRef-b\n";
    let judged = one("a.spdx", tags);
    assert_eq!(judged.0.inputs[0].format, "spdx");
    let found = judged.findings_of(LISTED);
    assert_eq!((found.len(), judged.line(found[0])), (1, 6));
    assert!(found[0].reaches.iter().any(|reach| reach.id == "SPDXRef-b"), "{:?}", found[0].reaches);
    let yaml = "spdxVersion: SPDX-2.2\nSPDXID: SPDXRef-DOCUMENT\npackages:\n- name: yarn\n  SPDXID: SPDXRef-a\n  supplier: \"Organization: Huafu Fashion Co., Ltd.\"\n";
    assert_eq!(pointer(&one("a.spdx.yaml", yaml), LISTED), "/packages/0/supplier");
    let graph = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
        {"type": "CreationInfo", "specVersion": "3.0.1"},
        {"type": "Organization", "spdxId": "urn:o", "name": "Huafu Fashion Co., Ltd."},
        {"type": "software_Package", "spdxId": "urn:p", "name": "yarn", "suppliedBy": "urn:o"},
        {"type": "software_Package", "spdxId": "urn:q", "name": "cloth"},
        {"type": "Relationship", "from": "urn:q", "relationshipType": "contains", "to": ["urn:p"]}]}"#;
    let judged = one("a.spdx3.json", graph);
    assert_eq!(pointer(&judged, LISTED), "/@graph/1/name");
    assert!(judged.findings_of(LISTED)[0].reaches.iter().any(|reach| reach.id == "urn:q"));
    let odd = graph.replace("CreationInfo", "Smelter");
    assert!(unclear(&one("a.json", odd)).contains("`Smelter` is no kind of element"));
    let bare = r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "x", "packages": [{"name": "a", "supplier": "NOASSERTION"}]}"#;
    assert!(nothing(&one("a.json", bare)).contains("1 packages"));
    assert!(unclear(&one("a.json", bare.replace("2.3", "4.0"))).contains("SPDX-4.0"));
}

/// Events that bring goods from one place to the next, with master data of the places.
const EVENTS: &str = r#"{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "EPCISDocument",
 "epcisHeader": {"epcisMasterData": {"vocabularyList": [{"type": "urn:epcglobal:epcis:vtype:Location", "vocabularyElementList": [
  {"id": "urn:epc:id:sgln:9521321.00001.0", "attributes": [
   {"id": "urn:epcglobal:cbv:mda#name", "attribute": "Beta Spinning"},
   {"id": "urn:epcglobal:cbv:mda#city", "attribute": "Shihezi"},
   {"id": "urn:epcglobal:cbv:mda#state", "attribute": "Xinjiang"},
   {"id": "urn:epcglobal:cbv:mda#countryCode", "attribute": "CN"}]}]}]}},
 "epcisBody": {"eventList": [
  {"type": "TransformationEvent", "eventTime": "2026-01-01T00:00:00Z", "bizLocation": {"id": "urn:epc:id:sgln:9521321.00001.0"},
   "inputEPCList": ["urn:cotton"], "outputEPCList": ["urn:yarn"]},
  {"type": "AggregationEvent", "eventTime": "2026-01-02T00:00:00Z", "parentID": "urn:pallet", "childEPCs": ["urn:yarn"],
   "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:9521321.00001"}],
   "destinationList": [{"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00777"}]}]}}"#;

#[test]
fn epcis_events_lead_from_the_place_to_the_goods() {
    let judged = one("events.json", EVENTS);
    let found = judged.findings_of(SITE);
    assert_eq!(found.len(), 1, "{:?}", judged.at_least(Level::Info));
    assert_eq!(found[0].subject.name, "Beta Spinning");
    assert!(
        ["urn:yarn", "urn:pallet"].iter().all(|id| found[0].reaches.iter().any(|reach| reach.id == *id)),
        "{:?}",
        found[0].reaches
    );
    assert_eq!(values(&judged, Kind::Supply, Key::To), ["urn:epc:id:pgln:0614141.00777"]);
    let odd = EVENTS.replace("AggregationEvent", "MiningEvent");
    assert!(unclear(&one("events.json", odd)).contains("`MiningEvent` is no kind of event"));
    let origins = one("a.xml", include_bytes!("../../data/samples/epcis-1.2-object-event.xml"));
    assert_eq!(values(&origins, Kind::Material, Key::Origin), ["GB"]);
}

#[test]
fn a_manifest_says_where_a_number_of_an_event_is() {
    let event = r#"{"type": "EPCISDocument", "epcisBody": {"eventList": [{"type": "ObjectEvent", "eventTime": "2026-01-01T00:00:00Z",
        "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:9521321.00001"}]}]}}"#;
    let gln = "9521321000018";
    let own = format!(
        "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Huafu Fashion Co., Ltd.\"\nids = {{ gln = \"{gln}\" }}\n"
    );
    let judged = judge(&[("e.json", event.as_bytes()), ("a.sourcing.toml", own.as_bytes())], super::TODAY);
    let facts = &judged.0.facts;
    let number = values(&judged, Kind::Party, Key::Gln);
    assert_eq!(number, [gln, gln]);
    assert_eq!(judged.findings_of(LISTED).len(), 1);
    let graph = sourcegate::supply::graph::Graph::new(facts);
    assert_eq!(graph.same_as(record(facts, Key::Id, "p")).count(), 1);
}

#[test]
fn untp_facilities_products_and_origins() {
    let facility = r#"{"@context": ["https://www.w3.org/ns/credentials/v2", "https://test.uncefact.org/vocabulary/untp/dfr/0.6.0/"],
        "type": ["DigitalFacilityRecord", "VerifiableCredential"], "issuer": {"id": "did:web:x", "name": "Registry"},
        "credentialSubject": {"type": ["FacilityRecord"], "facility": {"type": ["Facility"], "id": "urn:f", "name": "Mill 1",
          "countryOfOperation": "CN", "operatedByParty": {"id": "urn:o", "name": "Beta Works"},
          "address": {"streetAddress": "1 Road", "addressLocality": "Shihezi", "addressRegion": "Xinjiang", "addressCountry": "CN"}}}}"#;
    let judged = one("dfr.json", facility);
    assert_eq!(judged.0.inputs[0].format, "untp");
    assert_eq!(pointer(&judged, SITE), "/credentialSubject/facility/address/addressRegion");
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Registry", "Beta Works"]);
    let passport = r#"{"type": ["DigitalProductPassport"], "@context": [], "credentialSubject": {"product": {"id": "urn:p", "name": "Shirt",
        "producedByParty": {"id": "urn:m", "name": "Huafu Fashion Co., Ltd."}, "countryOfProduction": "CN"},
        "materialsProvenance": [{"name": "Cotton", "originCountry": "CN", "massFraction": 1}]}}"#;
    let judged = one("dpp.json", passport);
    assert_eq!(judged.findings_of(LISTED)[0].reaches[0].id, "urn:p");
    assert_eq!(values(&judged, Kind::Material, Key::Origin), ["CN", "CN"]);
    let odd = passport
        .replace("DigitalProductPassport", "DigitalWishList")
        .replace("\"@context\": []", "\"@context\": [\"https://uncefact.org/untp/x\"]");
    assert!(unclear(&one("x.json", odd)).contains("DigitalWishList"));
}

#[test]
fn bods_says_who_owns_whom_in_each_version() {
    let judged = one("a.json", include_bytes!("../../data/samples/bods-indirect-ownership.json"));
    assert_eq!(values(&judged, Kind::Ownership, Key::Share), ["0.6", "0.3"]);
    let old = r#"[{"statementID": "s1", "statementType": "entityStatement", "name": "Gamma Trading", "incorporatedInJurisdiction": {"code": "SG"}},
        {"statementID": "s2", "statementType": "entityStatement", "name": "Huafu Fashion Co., Ltd.", "identifiers": [{"scheme": "XI-LEI", "id": "5493006MHB84DD0ZWV18"}],
         "addresses": [{"type": "registered", "address": "Shihezi, Xinjiang", "country": "CN"}]},
        {"statementID": "s3", "statementType": "ownershipOrControlStatement", "subject": {"describedByEntityStatement": "s1"},
         "interestedParty": {"describedByEntityStatement": "s2"}, "interests": [{"share": {"exact": 51}}]}]"#;
    let judged = one("owners.json", old);
    assert_eq!(judged.0.inputs[0].format, "bods");
    assert_eq!(values(&judged, Kind::Ownership, Key::Share), ["0.51"]);
    assert_eq!(values(&judged, Kind::Party, Key::Lei), ["5493006MHB84DD0ZWV18"]);
    let facts = &judged.0.facts;
    let graph = sourcegate::supply::graph::Graph::new(facts);
    assert_eq!(graph.owned_by(record(facts, Key::Id, "s2")).collect::<Vec<_>>(), [record(facts, Key::Id, "s1")]);
    assert!(!judged.findings_of(LISTED).is_empty() && !judged.findings_of(SITE).is_empty());
    let odd = old.replace("\"entityStatement\", \"name\": \"Gamma", "\"trustStatement\", \"name\": \"Gamma");
    assert!(unclear(&one("owners.json", odd)).contains("`trustStatement`"));
}

const GRAPH: &str = r#"{"omtsf_version": "0.1.0", "snapshot_date": "2026-02-18", "file_salt": "ab", "nodes": [
  {"id": "o1", "type": "organization", "name": "Alpha GmbH", "jurisdiction": "DE", "identifiers": [{"scheme": "duns", "value": "081466849"}]},
  {"id": "o2", "type": "organization", "name": "Beta Works", "jurisdiction": "CN"},
  {"id": "f", "type": "facility", "name": "Plant", "geo": {"lat": 44.3, "lon": 86.05}, "address": "Shihezi, Xinjiang"},
  {"id": "g", "type": "good", "name": "Yarn", "commodity_code": "5205"}],
 "edges": [
  {"id": "e1", "type": "supplies", "source": "o2", "target": "o1", "properties": {"tier": 2, "commodity": "5205"}},
  {"id": "e2", "type": "operates", "source": "o2", "target": "f", "properties": {}},
  {"id": "e3", "type": "produces", "source": "f", "target": "g", "properties": {}},
  {"id": "e4", "type": "ownership", "source": "o1", "target": "o2", "properties": {"percentage": 51.0}}]}"#;

#[test]
fn omts_graphs_are_walked() {
    let judged = one("chain.omts", GRAPH);
    assert_eq!(judged.0.inputs[0].format, "omts");
    assert_eq!(records(&judged), 6);
    let found = judged.findings_of(SITE);
    assert_eq!(found.len(), 1, "{:?}", judged.at_least(Level::Info));
    assert_eq!(found[0].reaches[0].id, "g");
    assert_eq!(values(&judged, Kind::Ownership, Key::Share), ["0.51"]);
    assert_eq!(values(&judged, Kind::Supply, Key::Tier), ["2"]);
    let hidden = GRAPH.replace("\"organization\", \"name\": \"Beta", "\"boundary_ref\", \"name\": \"Beta");
    assert!(unclear(&one("chain.omts", hidden)).contains("name was taken out"));
    let odd = GRAPH.replace("\"supplies\"", "\"com.example.barter\"");
    assert!(unclear(&one("chain.omts", odd)).contains("`com.example.barter`"));
}

#[test]
fn catena_x_parts_are_parts_and_partners_have_numbers() {
    let text = r#"{"catenaXId": "urn:uuid:055c1128-0375-47c8-98de-7cf802c3241d", "childItems": [
        {"catenaXId": "urn:uuid:155c1128-0375-47c8-98de-7cf802c3241d", "businessPartner": "BPNL50096894aNXY", "quantity": {"value": 2, "unit": "unit:piece"}}]}"#;
    let own = "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Huafu Fashion Co., Ltd.\"\nids = { bpnl = \"BPNL50096894aNXY\" }\n";
    let judged = judge(&[("bom.json", text.as_bytes()), ("a.sourcing.toml", own.as_bytes())], super::TODAY);
    let found = judged.findings_of(LISTED);
    assert_eq!(found.len(), 1);
    let reached: Vec<&str> = found[0].reaches.iter().map(|reach| reach.id.as_str()).collect();
    assert!(reached.contains(&"urn:uuid:055c1128-0375-47c8-98de-7cf802c3241d"), "{reached:?}");
    assert!(
        judged
            .0
            .inputs
            .iter()
            .any(|input| input.problems.iter().any(|it| !it.fatal && it.message.contains("by number only")))
    );
}

#[test]
fn ubl_parties_and_origins() {
    let text = r#"<?xml version="1.0"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:x:cac" xmlns:cbc="urn:x:cbc">
 <cac:AccountingSupplierParty><cac:Party>
  <cbc:EndpointID schemeID="0088">5060012340001</cbc:EndpointID>
  <cac:PartyName><cbc:Name>Trade GmbH</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cbc:CityName>Bonn</cbc:CityName><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:InvoiceLine><cac:Item><cbc:Name>Yarn</cbc:Name>
  <cac:OriginCountry><cbc:IdentificationCode>CN</cbc:IdentificationCode></cac:OriginCountry>
  <cac:CommodityClassification><cbc:ItemClassificationCode listID="HS">5205</cbc:ItemClassificationCode></cac:CommodityClassification>
  <cac:ManufacturerParty><cac:PartyName><cbc:Name>Beta Works</cbc:Name></cac:PartyName>
   <cac:PostalAddress><cbc:CountrySubentity>Xinjiang</cbc:CountrySubentity><cac:Country><cbc:IdentificationCode>CN</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
  </cac:ManufacturerParty></cac:Item></cac:InvoiceLine>
</Invoice>"#;
    let judged = one("invoice.xml", text);
    assert_eq!(judged.0.inputs[0].format, "ubl");
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Trade GmbH", "Beta Works"]);
    assert_eq!(values(&judged, Kind::Party, Key::Role), ["accounting supplier", "manufacturer"]);
    assert_eq!(values(&judged, Kind::Party, Key::Gln), ["5060012340001"]);
    assert_eq!(values(&judged, Kind::Material, Key::Origin), ["CN"]);
    assert_eq!(judged.findings_of(SITE).len(), 1);
    assert!(pointer(&judged, SITE).ends_with("/ManufacturerParty[1]/PostalAddress[1]/CountrySubentity[1]"));
}

#[test]
fn gleif_says_who_consolidates_whom() {
    let text = "Relationship.StartNode.NodeID,Relationship.StartNode.NodeIDType,Relationship.EndNode.NodeID,Relationship.RelationshipType,\
                Relationship.RelationshipStatus\n5493006MHB84DD0ZWV18,LEI,001GPB6A9XPE8XJICC14,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE\n\
                5493006MHB84DD0ZWV18,LEI,001GPB6A9XPE8XJICC14,IS_ULTIMATELY_CONSOLIDATED_BY,INACTIVE\n";
    let judged = one("rr.csv", text);
    assert_eq!(judged.0.inputs[0].format, "gleif-rr");
    assert_eq!(records(&judged), 2);
    assert_eq!(values(&judged, Kind::Ownership, Key::Owner), ["001GPB6A9XPE8XJICC14"]);
    let facts = &judged.0.facts;
    let graph = sourcegate::supply::graph::Graph::new(facts);
    let owned: Vec<_> = graph.owned_by(record(facts, Key::Id, "001GPB6A9XPE8XJICC14")).collect();
    assert_eq!(owned, [record(facts, Key::Id, "5493006MHB84DD0ZWV18")]);
    assert!(unclear(&one("rr.csv", text.replace("IS_DIRECTLY", "WAS_ONCE"))).contains("WAS_ONCE_CONSOLIDATED_BY"));
    let xml = "<lei:RelationshipData xmlns:lei=\"http://www.gleif.org/data/schema/rr/2016\"><lei:RelationshipRecords><lei:RelationshipRecord>\
               <lei:Relationship><lei:StartNode><lei:NodeID>5493006MHB84DD0ZWV18</lei:NodeID><lei:NodeIDType>LEI</lei:NodeIDType></lei:StartNode>\
               <lei:EndNode><lei:NodeID>001GPB6A9XPE8XJICC14</lei:NodeID></lei:EndNode><lei:RelationshipType>IS_FEEDER_TO</lei:RelationshipType>\
               </lei:Relationship></lei:RelationshipRecord></lei:RelationshipRecords></lei:RelationshipData>";
    assert_eq!(values(&one("rr.xml", xml), Kind::Ownership, Key::Owned), ["5493006MHB84DD0ZWV18"]);
}
