//! Plurals, numbers, and parts put together to a sentence: what knows nothing of findings.

/// `1 input`, `2 inputs`, `1 entry`, `1,024 entries`.
#[must_use]
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// The number with a comma at every third digit.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage with as many decimals as it needs, two at most.
#[must_use]
pub fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The text as a sentence: with a full stop, unless it ends in one ("Co., Ltd.").
#[must_use]
pub fn sentence(text: &str) -> String {
    format!("{text}{}", if text.ends_with(['.', '?', '!']) { "" } else { "." })
}

/// The parts that are not empty as sentences, one after the other: all but the first with a capital, the last one without
/// a full stop of its own.
#[must_use]
pub fn sentences(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let mut rest = part.chars();
        match rest.next() {
            Some(first) if !text.is_empty() => {
                text = format!("{} {}{}", sentence(&text), first.to_uppercase(), rest.as_str());
            }
            _ => text.push_str(part),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_and_numbers() {
        assert_eq!(count(0, "entry", "entries"), "0 entries");
        assert_eq!(count(1, "entry", "entries"), "1 entry");
        assert_eq!(count(1_234_567, "row", "rows"), "1,234,567 rows");
        assert_eq!(thousands(100), "100");
        assert_eq!(and(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(and(&[]), "");
    }

    #[test]
    fn no_sentence_ends_in_two_full_stops() {
        let parts = ["path: Widget, Acme Co., Ltd.", "", "did you mean this?", "More: x"].map(str::to_owned);
        assert_eq!(sentences(&parts), "path: Widget, Acme Co., Ltd. Did you mean this? More: x");
        assert_eq!(sentences(&parts[..2]), "path: Widget, Acme Co., Ltd.");
        assert_eq!((sentence("a"), sentence("Ltd."), sentences(&[])), ("a.".into(), "Ltd.".into(), String::new()));
    }

    #[test]
    fn percentages_have_no_idle_zeros() {
        assert_eq!(percent(0.5), "50 %");
        assert_eq!(percent(0.125), "12.5 %");
        assert_eq!(percent(1.0), "100 %");
    }
}
