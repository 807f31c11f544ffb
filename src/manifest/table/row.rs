//! Facts of a row of a table.
//!
//! A row becomes, in this order and with the same row number: the supplier as a party (or the first maker, where no column
//! names a supplier), its site if any column says where (one for each party whose places the header tells apart), every other
//! party, and the good as an item. The records of one row stand next to each other and belong together. Text that no column is
//! read for is kept beside them.

use super::below::may_be_name;
use super::content::{is_blank, is_country, words};
use super::{Column, Columns, outline};
use crate::facts::account::Standing;
use crate::facts::{Key, Kind, RecordId};
use crate::manifest::headers::Field;
use crate::manifest::job::Job;
use crate::screen::identifier;
use crate::screen::place::pair;
use crate::source::Span;

/// A cell: where it stands with its quotes, and its text if it had to be unescaped.
#[derive(Debug, Clone, Default)]
pub(in crate::manifest) struct Cell {
    /// The whole cell, quotes included.
    pub(in crate::manifest) span: Span,
    /// The text between the quotes.
    pub(in crate::manifest) inner: Span,
    /// The text, if it is not literally in the file.
    pub(in crate::manifest) unescaped: Option<Box<str>>,
}

impl Cell {
    /// The text of the cell.
    pub(in crate::manifest) fn text<'t>(&'t self, text: &'t str) -> &'t str {
        self.unescaped.as_deref().unwrap_or_else(|| text.get(self.inner.range()).unwrap_or(""))
    }
}

/// Role of a firm that a column names as the maker.
const MAKER: &str = "manufacturer";

/// Fields that say something of a firm, so that a row with one of them alone states a firm all the same.
const OF_A_FIRM: [Field; 7] =
    [Field::Parent, Field::Uscc, Field::Lei, Field::Duns, Field::Gln, Field::OsId, Field::SupplierId];

/// The record that a manufacturer identification code belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MidOf {
    Party,
    Site,
    Maker,
}

/// Firms of a row.
struct Firms<'c> {
    /// Column of the maker that stands for the supplier, where the row names none.
    maker: Option<&'c Column>,
    mid_of: MidOf,
}

/// A row while its facts are stated.
#[derive(Clone, Copy)]
struct Line<'r> {
    text: &'r str,
    cells: &'r [Cell],
    span: Span,
    row: u32,
}

impl<'r> Line<'r> {
    /// The cell of a column, if it holds anything.
    fn cell(&self, column: &Column) -> Option<&'r Cell> {
        self.cells.get(column.at).filter(|cell| !is_blank(cell.text(self.text)))
    }
}

impl Columns {
    /// States the facts of a row, and keeps the text of the columns that are not read.
    pub(in crate::manifest) fn emit(&self, job: &mut Job<'_>, text: &str, cells: &[Cell], row: u32, span: Span) {
        let before = job.facts.len();
        let line = Line { text, cells, span, row };
        let firms = self.firms(line);
        self.party(job, line, &firms);
        if self.has_place {
            for (at, role) in self.sites.iter().enumerate() {
                self.site(job, line, role, firms.mid_of == MidOf::Site && at == 0);
            }
        }
        self.others(job, line, &firms);
        self.item(job, line);
        self.keep(job, line, before);
    }

    /// Tells the firms of a row apart.
    fn firms(&self, line: Line<'_>) -> Firms<'_> {
        let named = self.named(line, Field::Supplier).chain(self.named(line, Field::Native)).next().is_some();
        let mut makers = self.of_field(Field::Manufacturer).filter(|column| line.cell(column).is_some());
        // Without a supplier, what a row says of a firm it says of its maker.
        let maker = if named { None } else { makers.next() };
        // The code of a manufacturer is that of the place where it makes the goods, unless the place is that of a supplier.
        let placed = self.has_place && self.sites.first().is_some_and(|role| self.is_placed(line, role));
        let mid_of = match (named && makers.next().is_some(), placed) {
            (true, _) => MidOf::Maker,
            (false, true) => MidOf::Site,
            (false, false) => MidOf::Party,
        };
        Firms { maker, mid_of }
    }

    /// The columns that name the first party, with their filled cells.
    fn named<'r>(&self, line: Line<'r>, field: Field) -> impl Iterator<Item = (&Column, &'r Cell)> {
        let columns = self.of_field(field).filter(move |column| self.is_first(column));
        columns.filter_map(move |column| Some((column, line.cell(column)?)))
    }

    /// The manufacturer identification codes of a row.
    fn mids<'r>(&self, line: Line<'r>) -> impl Iterator<Item = &'r Cell> {
        let numbers = self.filled(line, Field::MakerId);
        self.filled(line, Field::Mid).chain(numbers.filter(move |cell| maker_id_key(cell.text(line.text)) == Key::Mid))
    }

    /// The filled cells of a field.
    fn filled<'r>(&self, line: Line<'r>, field: Field) -> impl Iterator<Item = &'r Cell> {
        self.of_field(field).filter_map(move |column| line.cell(column))
    }

    /// The party that the row is about first.
    fn party(&self, job: &mut Job<'_>, line: Line<'_>, firms: &Firms<'_>) {
        let numbers = || {
            let cells = self.filled(line, Field::MakerId);
            cells.map(|cell| (maker_id_key(cell.text(line.text)), cell)).filter(|(key, _)| *key != Key::Mid)
        };
        let own_mids = || self.mids(line).filter(|_| firms.mid_of == MidOf::Party);
        let any = firms.maker.is_some()
            || self.named(line, Field::Supplier).chain(self.named(line, Field::Native)).next().is_some()
            || OF_A_FIRM.into_iter().any(|field| self.filled(line, field).next().is_some())
            || numbers().next().is_some()
            || own_mids().next().is_some();
        if !any {
            return;
        }
        job.facts.begin(Kind::Party, job.file, line.span, line.row);
        if let Some(cell) = firms.maker.and_then(|column| line.cell(column)) {
            push(job, Key::Name, cell);
            if self.filled(line, Field::Role).next().is_none() {
                job.facts.push_text(Key::Role, cell.span, MAKER);
            }
        }
        for (at, (_, cell)) in self.named(line, Field::Supplier).enumerate() {
            push(job, if at == 0 { Key::Name } else { name_key(cell.text(line.text), Key::Alias) }, cell);
        }
        for (_, cell) in self.named(line, Field::Native) {
            push(job, name_key(cell.text(line.text), Key::NameOther), cell);
        }
        let single = [
            (Field::Parent, Key::Parent),
            (Field::Uscc, Key::Uscc),
            (Field::Lei, Key::Lei),
            (Field::Duns, Key::Duns),
            (Field::Gln, Key::Gln),
            (Field::OsId, Key::OsId),
            (Field::Role, Key::Role),
            (Field::Workers, Key::Workers),
        ];
        for (field, key) in single {
            for cell in self.filled(line, field) {
                push(job, key, cell);
            }
        }
        for cell in self.filled(line, Field::SupplierId) {
            push(job, id_key(cell.text(line.text)), cell);
        }
        for (key, cell) in numbers() {
            push(job, key, cell);
        }
        for cell in own_mids() {
            push(job, Key::Mid, cell);
        }
        // That of a maker stands on its site.
        if firms.maker.is_none() {
            self.country(job, self.countries(line, "").next(), line.span);
        }
        let named = self.named(line, Field::Supplier).map(|(column, _)| column).chain(firms.maker);
        let tier = named.filter_map(|column| column.tier).next().map(u32::from);
        self.tier(job, line.text, self.filled(line, Field::Tier).next(), tier, line.span);
    }

    /// Returns true if a place is that of the party with this role; a place of nobody in particular is that of the first.
    fn is_at(&self, column: &Column, role: &str) -> bool {
        let first = || self.sites.first().is_some_and(|first| role.is_empty() || *first == role);
        // Most headers name no role; then nothing is compared, in the hottest loop of a table.
        column.role.is_empty() && role.is_empty()
            || column.role == role
            || (column.role.is_empty() || self.sites.first() == Some(&column.role)) && first()
    }

    /// The countries that a row states of the party with this role.
    fn countries<'r>(&self, line: Line<'r>, role: &'r str) -> impl Iterator<Item = &'r Cell> {
        let states_one = |field: Field| matches!(field, Field::Country | Field::Location);
        let columns = self.fields.iter().filter(move |column| states_one(column.field) && self.is_at(column, role));
        let cells = columns.filter_map(move |column| Some((column.field, line.cell(column)?)));
        cells
            .filter(move |(field, cell)| *field == Field::Country || is_country(cell.text(line.text).trim()))
            .map(|(_, cell)| cell)
    }

    /// Returns true if the row says where the party with this role is.
    fn is_placed(&self, line: Line<'_>, role: &str) -> bool {
        let mut here = self.fields.iter().filter(|column| column.field.is_place() && self.is_at(column, role));
        here.any(|column| line.cell(column).is_some())
    }

    /// The site of the party with this role, if the row says where that is.
    fn site(&self, job: &mut Job<'_>, line: Line<'_>, role: &str, with_mids: bool) {
        if !self.is_placed(line, role) {
            return;
        }
        let here = |field: Field| self.of_field(field).filter(move |column| self.is_at(column, role));
        job.facts.begin(Kind::Site, job.file, line.span, line.row);
        let places = [
            (Field::Address, Key::Address),
            (Field::Location, Key::Address),
            (Field::City, Key::City),
            (Field::Province, Key::Province),
            (Field::Postcode, Key::Postcode),
            (Field::Latitude, Key::Lat),
            (Field::Longitude, Key::Lon),
        ];
        for (field, key) in places {
            // "Address 1" and "Address 2", "Province" and "Region": whatever is stated counts.
            for cell in here(field).filter_map(|column| line.cell(column)) {
                if field != Field::Location || !is_country(cell.text(line.text).trim()) {
                    push(job, key, cell);
                }
            }
        }
        for cell in self.filled(line, Field::Activity) {
            push(job, Key::Activity, cell);
        }
        if let Some(cell) = here(Field::Coordinates).filter_map(|column| line.cell(column)).next()
            && let Some((lat, lon)) = pair(cell.text(line.text))
        {
            job.facts.push_text(Key::Lat, cell.span, lat);
            job.facts.push_text(Key::Lon, cell.span, lon);
        }
        self.country(job, self.countries(line, role).next(), line.span);
        // "Country" and "origin": what the second one says beside a country is a part of the address.
        for cell in self.countries(line, role).skip(1) {
            let plain = is_country(cell.text(line.text).trim());
            push(job, if plain { Key::Country } else { Key::Address }, cell);
        }
        for cell in self.mids(line).filter(|_| with_mids) {
            push(job, Key::Mid, cell);
        }
    }

    /// The parties beside the first one: makers, and whoever has a role of their own in the header.
    fn others(&self, job: &mut Job<'_>, line: Line<'_>, firms: &Firms<'_>) {
        let mut mids = firms.mid_of == MidOf::Maker;
        for column in &self.fields {
            let is_party = firms.maker.is_some_and(|maker| maker.at == column.at);
            let maker = column.field == Field::Manufacturer && !is_party;
            let other = matches!(column.field, Field::Supplier | Field::Native) && !self.is_first(column);
            let numbered = self.numbered.contains(&column.at);
            let number = column.field == Field::SupplierId;
            let named = |cell: &&Cell| {
                let text = cell.text(line.text);
                maker || other || numbered && words(text) || number && several_words(text)
            };
            let Some(cell) = line.cell(column).filter(named) else { continue };
            job.facts.begin(Kind::Party, job.file, line.span, line.row);
            push(job, Key::Name, cell);
            if maker {
                job.facts.push_text(Key::Role, cell.span, MAKER);
                if std::mem::take(&mut mids) {
                    self.mids(line).for_each(|cell| push(job, Key::Mid, cell));
                }
            }
            if let Some(tier) = column.tier {
                job.facts.push_text(Key::Tier, Span::new(line.span.start, line.span.start), &tier.to_string());
            }
        }
    }

    /// The good of the row.
    fn item(&self, job: &mut Job<'_>, line: Line<'_>) {
        let goods =
            [(Field::Material, Key::Name), (Field::Mpn, Key::Mpn), (Field::Hs, Key::Hs), (Field::Category, Key::Class)];
        if self.has_item && goods[..3].iter().any(|(field, _)| self.filled(line, *field).next().is_some()) {
            job.facts.begin(Kind::Item, job.file, line.span, line.row);
            for (field, key) in goods {
                if let Some(cell) = self.filled(line, field).next() {
                    push(job, key, cell);
                }
            }
            if let Some(cell) = self.outline.and_then(|column| line.cells.get(column))
                && let Some(level) = outline::level(cell.text(line.text))
            {
                job.facts.push_text(Key::Level, cell.span, &level.to_string());
            }
        }
    }

    /// Keeps the text of the columns that are not read, beside the first record of the row.
    fn keep(&self, job: &mut Job<'_>, line: Line<'_>, before: usize) {
        let mut record = None;
        for at in &self.through {
            let Some(cell) = line.cells.get(*at) else { continue };
            let text = cell.text(line.text).trim();
            if is_blank(text) {
                continue;
            }
            let column = self.entered + at;
            let is_text = words(text);
            job.facts.account.count(column, is_text);
            let judged = matches!(self.standings.get(*at), Some(Standing::Judged(_)));
            if !is_text && (judged || !may_be_identifier(text)) {
                continue;
            }
            let record = *record.get_or_insert_with(|| match u32::try_from(before) {
                Ok(first) if job.facts.len() > before => RecordId(first),
                _ => job.facts.begin(Kind::Row, job.file, line.span, line.row),
            });
            let value = if cell.unescaped.is_some() { Err(text) } else { Ok(cell.inner) };
            job.facts.keep_unjudged(column, record, cell.span, value);
        }
    }

    fn country(&self, job: &mut Job<'_>, stated: Option<&Cell>, span: Span) {
        match stated {
            Some(cell) => push(job, Key::Country, cell),
            None => {
                if let Some((_, value)) = self.defaults.iter().find(|(field, _)| *field == Field::Country) {
                    job.facts.push_text(Key::Country, Span::new(span.start, span.start), value);
                }
            }
        }
    }

    /// States the tier: of the row, of the header, or of the import.
    fn tier(&self, job: &mut Job<'_>, text: &str, stated: Option<&Cell>, header: Option<u32>, span: Span) {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        match (stated.map(|cell| (cell, digits(cell.text(text)))), header.or(self.tier)) {
            (Some((cell, tier)), _) if !tier.is_empty() => job.facts.push_text(Key::Tier, cell.span, &tier),
            (_, Some(tier)) => job.facts.push_text(Key::Tier, Span::new(span.start, span.start), &tier.to_string()),
            _ => {}
        }
    }
}

/// Returns true for a text with as many digits as the shortest identifier that lists carry.
pub(in crate::manifest) fn may_be_identifier(text: &str) -> bool {
    const DIGITS: usize = 8;
    text.chars().filter(char::is_ascii_digit).nth(DIGITS - 1).is_some()
}

/// Returns true for a text of several words, which is no number of anybody's but a name.
fn several_words(text: &str) -> bool {
    let letters = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
    text.split(|c: char| !c.is_alphanumeric()).filter(letters).nth(1).is_some() && may_be_name(text)
}

fn push(job: &mut Job<'_>, key: Key, cell: &Cell) {
    match &cell.unescaped {
        Some(text) => job.facts.push_text(key, cell.span, text.trim()),
        None => job.facts.push_literal(key, cell.span, cell.inner),
    }
}

/// The scheme of an identifier, by its shape and check digits; a number of the table's own otherwise.
fn id_key(text: &str) -> Key {
    let valid =
        |scheme| identifier::read(scheme, text).is_some_and(|reading| reading.check == identifier::Check::Valid);
    if text.len() >= 18 && valid("uscc") {
        Key::Uscc
    } else if text.len() >= 20 && valid("lei") {
        Key::Lei
    } else {
        Key::SupplierId
    }
}

/// The scheme of a number of the maker: CBP's manufacturer id where it has the shape of one.
fn maker_id_key(text: &str) -> Key {
    let text = text.trim();
    let shaped = text.len() >= MID_SHORTEST
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && text.bytes().rev().take(3).all(|byte| byte.is_ascii_uppercase())
        && identifier::read("mid", text).is_some_and(|reading| reading.check == identifier::Check::Valid);
    if shaped { Key::Mid } else { id_key(text) }
}

/// The key of a further name: one in Chinese characters is judged like the first, as such.
fn name_key(text: &str, otherwise: Key) -> Key {
    if text.chars().any(crate::screen::place::fold::is_han) { Key::NameZh } else { otherwise }
}

/// Characters of the shortest manufacturer id: a country, two words, a city.
const MID_SHORTEST: usize = 8;
