//! The parts that every run pays for, and the parts that grow with its input.

use std::sync::Arc;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use sourcegate::gate::{self, PolicySource, Request};
use sourcegate::policy::pack::Pack;
use sourcegate::rules::Screens;
use sourcegate::screen::name::{NameIndex, NameInput, Scratch};
use sourcegate::source::memory::MemoryTree;

fn main() {
    divan::main();
}

/// What a start costs: the embedded pack, from text.
#[divan::bench]
fn pack_load() -> Option<Pack> {
    Pack::embedded(&sourcegate::verdict::checks()).ok()
}

/// What a start costs: the indexes of the pack.
#[divan::bench]
fn pack_screens(bencher: Bencher<'_, '_>) {
    let Ok(pack) = Pack::embedded(&sourcegate::verdict::checks()) else { return };
    bencher.bench(|| Screens::new(black_box(&pack)).is_ok());
}

/// Entities of one name each, made of common words.
fn entities(count: usize) -> Vec<String> {
    let words = ["Golden", "Harbour", "Jade", "Hengli", "Ruifeng", "Orchid", "Summit", "Tongda", "Baolin", "Falcon"];
    let trades = ["Textile", "Metal", "Chemical", "Electronics", "Packaging", "Machinery", "Food"];
    (0..count)
        .map(|number| {
            let (first, trade) = (words[number % words.len()], trades[number / 10 % trades.len()]);
            // A word of its own for each hundred, as real lists have.
            let own: String = (0..5)
                .map(|at| char::from(b'a' + u8::try_from(((number / 100) >> (at * 3)) & 15).unwrap_or(0)))
                .collect();
            format!("{first} {own} {trade} Co., Ltd.")
        })
        .collect()
}

fn index(names: &[String]) -> NameIndex {
    NameIndex::build(names.iter().zip(0..).map(|(text, entity)| NameInput { entity, name: 0, text, weak: false }))
}

#[divan::bench(args = [150, 1_000, 300_000], sample_count = 5)]
fn name_index_build(bencher: Bencher<'_, '_>, count: usize) {
    let names = entities(count);
    bencher.counter(ItemsCount::new(count)).bench(|| index(black_box(&names)));
}

#[divan::bench(args = [150, 1_000, 300_000], sample_count = 20)]
fn name_search(bencher: Bencher<'_, '_>, count: usize) {
    let index = index(&entities(count));
    let queries: Vec<String> = entities(40_000).into_iter().step_by(37).collect();
    let mut scratch = Scratch::default();
    bencher
        .counter(ItemsCount::new(queries.len()))
        .bench_local(|| queries.iter().map(|query| index.search(query, &mut scratch, 1).len()).sum::<usize>());
}

fn table(rows: usize) -> String {
    let mut text = "Supplier Name,Address,City,Province,Postal Code,Country\n".to_owned();
    for (number, name) in entities(rows).iter().enumerate() {
        text.push_str(&format!("\"{name}\",{number} Zhongshan East Road,Ningbo,Zhejiang,315000,CN\n"));
    }
    text
}

/// Reading and judging a table of 100,000 rows.
#[divan::bench(sample_count = 5)]
fn judge_table(bencher: Bencher<'_, '_>) {
    let Ok(pack) = Pack::embedded(&sourcegate::verdict::checks()) else { return };
    let pack = Arc::new(pack);
    let Ok(screens) = Screens::new(&pack) else { return };
    let text = table(100_000);
    let tree = MemoryTree::default().with("suppliers.csv", text.clone());
    bencher.counter(BytesCount::new(text.len())).bench_local(|| {
        let policy = PolicySource::Ready(Arc::clone(&pack), &screens);
        let request = Request { policy, as_of: Some(pack.as_of), ..Request::for_tree(&tree) };
        Some(gate::run(&request).ok()?.result.findings.len())
    });
}
