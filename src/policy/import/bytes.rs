//! Turns bytes into text before any importer looks: size, gzip, encoding, and pages that only pretend to be a list.

use std::io::Read as _;
use std::path::Path;

use crate::error::Error;
use crate::source::digest::sha256;

/// The largest file that is read, and the largest that a compressed one may unpack to, in bytes. The whole
/// Consolidated Screening List is about 60 MB.
pub const MAX_BYTES: u64 = 256 << 20;

/// One file of a publisher, decoded.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name, for messages.
    pub name: String,
    /// Its text, without a byte-order mark.
    pub text: String,
    /// SHA-256 of the bytes as they were got.
    pub sha256: String,
    /// Number of these bytes.
    pub bytes: u64,
}

/// Reads a file from disk. A file over [`MAX_BYTES`] is refused by its size, before it is read.
///
/// # Errors
/// When it cannot be read, is too large, or is not text; each with the way out.
pub fn read_file(path: &Path) -> Result<File, Error> {
    let name = path.display().to_string();
    let failed = |error: std::io::Error| Error::Incomplete(format!("cannot read `{name}`: {error}"));
    let about = std::fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(Error::Usage(format!("`{name}` is not a file; save the list to a file and name it")));
    }
    if about.len() > MAX_BYTES {
        return Err(too_large(&name, about.len()));
    }
    let mut bytes = Vec::new();
    // The file may grow while it is read.
    std::fs::File::open(path).map_err(failed)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    file_of(&name, bytes)
}

fn too_large(name: &str, size: u64) -> Error {
    Error::Incomplete(format!(
        "`{name}` is {size} bytes long, and a list file may have at most {MAX_BYTES} (256 MiB); no official list is \
         that large, so look at what was saved there"
    ))
}

/// Bytes that were read or downloaded, as text.
///
/// # Errors
/// When they are half a download, a bomb, binary, or in mixed encodings.
pub fn file_of(name: &str, bytes: Vec<u8>) -> Result<File, Error> {
    let length = bytes.len() as u64;
    if length > MAX_BYTES {
        return Err(too_large(name, length));
    }
    let digest = sha256(&bytes);
    let wrong = |what: String| Error::Incomplete(format!("`{name}` {what}"));
    let bytes = if bytes.starts_with(b"\x1f\x8b") { unpack(name, &bytes, MAX_BYTES)? } else { bytes };
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(wrong("is a ZIP archive; unpack it and import the file inside".to_owned()));
    }
    if bytes.is_empty() {
        return Err(wrong("is empty; download it again".to_owned()));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(wrong(
            "is UTF-16, and no publisher writes that; a program has saved it anew: download it again".to_owned(),
        ));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..at).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        // An UTF-8 file with a few bytes of another encoding is worse than one in another encoding throughout.
        let mixed = if before.iter().any(|byte| !byte.is_ascii()) {
            "mixes UTF-8 with another encoding"
        } else {
            "is not UTF-8"
        };
        wrong(format!(
            "{mixed}: byte {at} in line {line}; it was pasted together or saved anew by another program: download it \
             again and leave it as it is"
        ))
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return Err(wrong(format!("is not text: byte {at} is NUL")));
    }
    if text.trim().is_empty() {
        return Err(wrong("holds nothing but white space; download it again".to_owned()));
    }
    Ok(File { name: name.to_owned(), text, sha256: digest, bytes: length })
}

/// Unpacks gzip up to a limit in bytes.
pub(crate) fn unpack(name: &str, bytes: &[u8], limit: u64) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut unpacked).map_err(|error| {
        Error::Incomplete(format!(
            "`{name}` is gzip that cannot be unpacked ({error}): half a download; download it again"
        ))
    })?;
    if unpacked.len() as u64 > limit {
        return Err(Error::Incomplete(format!(
            "`{name}` unpacks to more than {limit} bytes; no official list is that large, so it is not used"
        )));
    }
    Ok(unpacked)
}

/// Refuses a web page where data was expected, and says what the page calls itself.
pub(super) fn refuse_page(file: &File, expected: &str) -> Result<(), Error> {
    let start: String = file.text.trim_start().chars().take(200).collect::<String>().to_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head") {
        return Err(Error::Incomplete(format!(
            "`{}` is a web page{}, not {expected}: the site sent an error or a challenge instead of the list; download it \
             again, in a browser if need be",
            file.name,
            title(&file.text)
        )));
    }
    Ok(())
}

/// ` ("Access Denied")`, or nothing.
pub(crate) fn title(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let found = lower.find("<title").and_then(|open| {
        let start = open + lower.get(open..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find('<')?;
        html.get(start..end)
    });
    let words: Vec<&str> = found.unwrap_or("").split_whitespace().collect();
    let title: String = words.join(" ").chars().take(80).collect();
    if title.is_empty() { String::new() } else { format!(" (“{title}”)") }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn problem(bytes: Vec<u8>) -> String {
        file_of("list.csv", bytes).unwrap_err().to_string()
    }

    #[test]
    fn bytes_that_are_no_list_are_refused_with_the_place_and_the_way_out() {
        for (bytes, expected) in [
            (Vec::new(), "is empty; download it again"),
            (b" \n\n".to_vec(), "nothing but white space"),
            (b"PK\x03\x04rest".to_vec(), "is a ZIP archive; unpack it"),
            (b"\xff\xfea\0".to_vec(), "is UTF-16"),
            (b"a,b\nc\0d\n".to_vec(), "byte 5 is NUL"),
            (b"name\nCaf\xe9 Ltd\n".to_vec(), "is not UTF-8: byte 8 in line 2"),
            (
                "Café\nCaf\u{e9} ".bytes().chain(*b"\xe9").collect(),
                "mixes UTF-8 with another encoding: byte 12 in line 2",
            ),
            (gzip(b"name\nA\n")[..20].to_vec(), "half a download"),
        ] {
            let message = problem(bytes);
            assert!(message.contains(expected), "{expected} is missing in {message}");
        }
    }

    #[test]
    fn gzip_is_unpacked_and_a_bomb_is_not() {
        let file = file_of("list.csv.gz", gzip("\u{feff}name\nÜrümqi\n".as_bytes())).unwrap();
        assert_eq!(file.text, "name\nÜrümqi\n");
        let bomb = gzip(&vec![b'a'; 1 << 20]);
        assert!(bomb.len() < 1 << 11);
        assert!(unpack("bomb.gz", &bomb, 1 << 20).is_ok());
        let message = unpack("bomb.gz", &bomb, (1 << 20) - 1).unwrap_err().to_string();
        assert!(message.contains("`bomb.gz` unpacks to more than 1048575 bytes"), "{message}");
    }

    #[test]
    fn a_file_of_two_gigabytes_is_refused_by_its_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sdn.xml");
        // Sparse: nothing of it is on disk, and nothing of it is read.
        std::fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
        let message = read_file(&path).unwrap_err().to_string();
        assert!(message.contains("is 2147483648 bytes long") && message.contains("at most 268435456"), "{message}");
        assert!(read_file(folder.path()).unwrap_err().to_string().contains("is not a file"));
    }

    #[test]
    fn a_page_in_place_of_data_is_named() {
        let file =
            file_of("sdn.csv", b"\n<!DOCTYPE HTML><html><head><title>\nAccess\n Denied</title>".to_vec()).unwrap();
        let message = refuse_page(&file, "an OFAC file").unwrap_err().to_string();
        assert!(message.contains("is a web page (“Access Denied”), not an OFAC file"), "{message}");
    }
}
