//! Parts that formats share: identifiers by scheme, shares in percent, and the numbers of GS1.

use super::statement::Statement;
use super::tree::Node;
use crate::facts::Key;

/// Key of an identifier, by the name of its scheme.
pub(super) fn scheme(name: &str) -> Option<Key> {
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).flat_map(char::to_lowercase).collect();
    let known = [
        ("lei", Key::Lei),
        ("0199", Key::Lei),
        ("duns", Key::Duns),
        ("0060", Key::Duns),
        ("gln", Key::Gln),
        ("0088", Key::Gln),
        ("uscc", Key::Uscc),
        ("unifiedsocialcreditcode", Key::Uscc),
        ("cnscc", Key::Uscc),
        ("vat", Key::Vat),
        ("bpnl", Key::Bpnl),
        ("osid", Key::OsId),
        ("opensupplyhub", Key::OsId),
        ("gtin", Key::Gtin),
    ];
    known.into_iter().find(|(word, _)| name.ends_with(word)).map(|(_, key)| key)
}

/// States the identifiers of a record whose scheme is known; the text of the others is looked through.
pub(super) fn identifiers<'t>(
    statement: &mut Statement<'_, '_, 't>,
    list: impl Iterator<Item = Node<'t>>,
    keys: (&[&str], &str),
) {
    for entry in list {
        let scheme = keys.0.iter().find_map(|key| entry.value(key).and_then(scheme));
        if let (Some(key), Some(value)) = (scheme, entry.get(keys.1)) {
            statement.say(key, value);
        }
    }
}

/// States a share that stands in percent.
pub(super) fn percent<'t>(statement: &mut Statement<'_, '_, 't>, node: Option<Node<'t>>) {
    let Some(node) = node else { return };
    if let Ok(number) = node.text().trim().trim_end_matches('%').trim().parse::<f64>()
        && (0.0..=100.0).contains(&number)
    {
        statement.say_text(Key::Share, node, &(number / 100.0).to_string());
    }
}

/// The location number in an identifier of GS1: `urn:epc:id:sgln:…`, `urn:epc:id:pgln:…`, or a digital link.
pub(super) fn gln(id: &str) -> Option<String> {
    let pure = ["urn:epc:id:sgln:", "urn:epc:id:pgln:"].iter().find_map(|prefix| id.strip_prefix(prefix));
    if let Some(rest) = pure {
        let mut parts = rest.split('.');
        let digits = format!("{}{}", parts.next()?, parts.next()?);
        if digits.len() != 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let weighted = |(at, byte): (usize, u8)| u32::from(byte - b'0') * if at % 2 == 0 { 1 } else { 3 };
        let sum: u32 = digits.bytes().enumerate().map(weighted).sum();
        return Some(format!("{digits}{}", (10 - sum % 10) % 10));
    }
    let behind = ["/414/", "/417/"].iter().find_map(|part| id.split_once(part))?.1;
    let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
    (digits.len() == 13).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_and_location_numbers() {
        assert_eq!((scheme("XI-LEI"), scheme("duns"), scheme("GB-COH")), (Some(Key::Lei), Some(Key::Duns), None));
        assert_eq!(gln("urn:epc:id:sgln:0614141.00777.0").as_deref(), Some("0614141007776"));
        assert_eq!(gln("https://id.gs1.org/414/9521321000010/254/4711").as_deref(), Some("9521321000010"));
        assert_eq!(gln("urn:epc:id:sgtin:0614141.107346.2018"), None);
    }
}
