//! Addresses as one line, from the parts that publishers give.

/// Joins the parts that are there: `31 Jinrong Street, Beijing 100033, China`.
pub(super) fn line(parts: &[&str]) -> String {
    let parts: Vec<&str> =
        parts.iter().map(|part| part.trim().trim_end_matches(',')).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Several addresses in one cell, each once.
pub(super) fn all(addresses: impl IntoIterator<Item = String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for address in addresses {
        let address = crate::policy::list::write::tidy(&address);
        if !address.is_empty() && !lines.contains(&address) {
            lines.push(address);
        }
    }
    lines.join("; ")
}
