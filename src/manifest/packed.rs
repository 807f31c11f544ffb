//! Files packed with gzip: what is in them is read under the name without the ending.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

/// First bytes of what is packed with gzip.
const MAGIC: &[u8] = b"\x1f\x8b";
/// Ending of the name of a packed file.
const ENDING: &str = ".gz";

/// Path of what a packed file holds; the path itself for any other.
pub(super) fn inner(path: &str) -> &str {
    let cut = path.len().saturating_sub(ENDING.len());
    match path.get(cut..) {
        Some(ending) if cut > 0 && ending.eq_ignore_ascii_case(ENDING) => &path[..cut],
        _ => path,
    }
}

/// Returns true for what is packed with gzip.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The first bytes of what is packed, as far as the first bytes of the file give them; those of any other file as they are.
pub(super) fn head(bytes: Vec<u8>, most: usize) -> Vec<u8> {
    if !is_packed(&bytes) {
        return bytes;
    }
    let mut head = vec![0; most];
    let mut decoder = MultiGzDecoder::new(bytes.as_slice());
    let mut filled = 0;
    // Where the file is cut, so is what it holds.
    while let Some(room) = head.get_mut(filled..).filter(|room| !room.is_empty()) {
        match decoder.read(room) {
            Ok(count) if count > 0 => filled += count,
            _ => break,
        }
    }
    head.truncate(filled);
    head
}

/// Unpacks a file.
///
/// # Errors
/// When it is damaged, or holds more than `limit` bytes.
pub(super) fn unpack(bytes: &[u8], limit: u64) -> Result<Vec<u8>, String> {
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(limit.saturating_add(1))
        .read_to_end(&mut unpacked)
        .map_err(|error| format!("it cannot be unpacked ({error})"))?;
    if unpacked.len() as u64 > limit {
        return Err(format!(
            "it unpacks to more than {limit} bytes; raise `max-unpacked-bytes` under [limits] in sourcegate.toml if this is meant"
        ));
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn names_lose_their_ending() {
        assert_eq!(
            (inner("a/b.csv.gz"), inner("B.JSON.GZ"), inner("a.csv"), inner(".gz")),
            ("a/b.csv", "B.JSON", "a.csv", ".gz")
        );
    }

    #[test]
    fn bombs_are_refused_and_members_read_on() {
        let bomb = packed(&vec![0; 1 << 20]);
        assert!(bomb.len() < 5000);
        assert!(unpack(&bomb, 1 << 16).unwrap_err().contains("max-unpacked-bytes"));
        assert_eq!(unpack(&bomb, 1 << 20).unwrap().len(), 1 << 20);
        let two = [packed(b"a"), packed(b"b")].concat();
        assert_eq!(unpack(&two, 9).unwrap(), b"ab");
        assert!(unpack(&two[..two.len() - 4], 9).is_err());
        assert_eq!(head(bomb[..500].to_vec(), 100).len(), 100);
        assert_eq!(head(b"plain".to_vec(), 2), b"plain");
    }
}
