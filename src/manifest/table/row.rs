//! Facts of a row of a table.
//!
//! A row becomes, in this order and with the same row number: the supplier as a party (or the first maker, where no column
//! names a supplier), its site if any column says where, each further maker as a party, and the good as an item. The
//! records of one row stand next to each other and belong together.

use super::content::is_blank;
use super::{Columns, PLACE, outline};
use crate::facts::{Key, Kind};
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

/// The record that a manufacturer id belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MidOf {
    Party,
    Site,
    Maker,
}

impl Columns {
    /// States the facts of a row.
    pub(in crate::manifest) fn emit(&self, job: &mut Job<'_>, text: &str, cells: &[Cell], row: u32, span: Span) {
        let filled = |field: Field| {
            self.fields
                .iter()
                .filter(move |(_, known)| *known == field)
                .filter_map(|(column, _)| cells.get(*column))
                .filter(|cell| !is_blank(cell.text(text)))
        };
        let supplier = filled(Field::Supplier).next().or_else(|| filled(Field::Native).next());
        let country = filled(Field::Country).next();
        let says = |field: Field| filled(field).next().is_some();
        let has_site = self.has_place && (country.is_some() || PLACE.into_iter().any(says));
        let mut makers = filled(Field::Manufacturer).peekable();
        // Without a supplier, what a row says of a firm it says of its maker.
        let maker = if supplier.is_none() { makers.next() } else { None };
        // The id of a manufacturer is that of the place where it makes the goods, unless the place is that of a supplier.
        let mid_of = match (supplier.is_some() && makers.peek().is_some(), has_site) {
            (true, _) => MidOf::Maker,
            (false, true) => MidOf::Site,
            (false, false) => MidOf::Party,
        };
        let mid = |owner: MidOf| filled(Field::Mid).filter(move |_| owner == mid_of);
        if supplier.is_some()
            || maker.is_some()
            || OF_A_FIRM.into_iter().any(says)
            || mid(MidOf::Party).next().is_some()
        {
            job.facts.begin(Kind::Party, job.file, span, row);
            if let Some(cell) = maker {
                push(job, Key::Name, cell);
                if !says(Field::Role) {
                    job.facts.push_text(Key::Role, cell.span, MAKER);
                }
            }
            for (at, cell) in filled(Field::Supplier).enumerate() {
                let key = if at == 0 { Key::Name } else { Key::Alias };
                push(job, key, cell);
            }
            for cell in filled(Field::Native) {
                let chinese = cell.text(text).chars().any(crate::screen::place::fold::is_han);
                push(job, if chinese { Key::NameZh } else { Key::NameOther }, cell);
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
                for cell in filled(field) {
                    push(job, key, cell);
                }
            }
            for cell in filled(Field::SupplierId) {
                push(job, id_key(cell.text(text)), cell);
            }
            for cell in mid(MidOf::Party) {
                push(job, Key::Mid, cell);
            }
            // That of a maker stands on its site.
            if maker.is_none() {
                self.country(job, country, span);
            }
            self.tier(job, text, filled(Field::Tier).next(), span);
        }
        if has_site {
            job.facts.begin(Kind::Site, job.file, span, row);
            let places = [
                (Field::Address, Key::Address),
                (Field::City, Key::City),
                (Field::Province, Key::Province),
                (Field::Postcode, Key::Postcode),
                (Field::Latitude, Key::Lat),
                (Field::Longitude, Key::Lon),
                (Field::Activity, Key::Activity),
            ];
            for (field, key) in places {
                // "Address 1" and "Address 2", "Province" and "Region": whatever is stated counts.
                for cell in filled(field) {
                    push(job, key, cell);
                }
            }
            if let Some(cell) = filled(Field::Coordinates).next()
                && let Some((lat, lon)) = pair(cell.text(text))
            {
                job.facts.push_text(Key::Lat, cell.span, lat);
                job.facts.push_text(Key::Lon, cell.span, lon);
            }
            self.country(job, country, span);
            for cell in filled(Field::Country).skip(1) {
                push(job, Key::Country, cell);
            }
            for cell in mid(MidOf::Site) {
                push(job, Key::Mid, cell);
            }
        }
        for (at, cell) in makers.enumerate() {
            job.facts.begin(Kind::Party, job.file, span, row);
            push(job, Key::Name, cell);
            job.facts.push_text(Key::Role, cell.span, MAKER);
            if at == 0 {
                mid(MidOf::Maker).for_each(|cell| push(job, Key::Mid, cell));
            }
        }
        if self.has_item {
            let goods = [
                (Field::Material, Key::Name),
                (Field::Mpn, Key::Mpn),
                (Field::Hs, Key::Hs),
                (Field::Category, Key::Class),
            ];
            if goods[..3].iter().any(|(field, _)| filled(*field).next().is_some()) {
                job.facts.begin(Kind::Item, job.file, span, row);
                for (field, key) in goods {
                    if let Some(cell) = filled(field).next() {
                        push(job, key, cell);
                    }
                }
                if let Some(cell) = self.outline.and_then(|column| cells.get(column))
                    && let Some(level) = outline::level(cell.text(text))
                {
                    job.facts.push_text(Key::Level, cell.span, &level.to_string());
                }
            }
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

    fn tier(&self, job: &mut Job<'_>, text: &str, stated: Option<&Cell>, span: Span) {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        match (stated.map(|cell| (cell, digits(cell.text(text)))), self.tier) {
            (Some((cell, tier)), _) if !tier.is_empty() => job.facts.push_text(Key::Tier, cell.span, &tier),
            (_, Some(tier)) => job.facts.push_text(Key::Tier, Span::new(span.start, span.start), &tier.to_string()),
            _ => {}
        }
    }
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
