//! Decoding: bytes to text, never with loss and never with a silent guess.

use encoding_rs::{
    BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// The encoding, by its WHATWG name.
    pub encoding: &'static str,
    /// True if the encoding was guessed from the bytes instead of being certain or given.
    pub guessed: bool,
}

/// Kinds of files that are often taken for text, by their first bytes.
const BINARY: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "a ZIP container (an XLSX or ODS workbook?); export it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (XLS); export it as CSV"),
    (b"%PDF", "a PDF; export its tables as CSV"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"SQLite format 3", "an SQLite database; export its tables as CSV"),
    (b"\x7fELF", "a program"),
];

/// Decodes bytes, by the name given, the byte-order mark, or what the bytes allow.
///
/// # Errors
/// When the bytes are no text, or do not decode in the encoding; the message names the byte and the way out.
pub fn decode(bytes: Vec<u8>, given: Option<&str>) -> Result<Decoded, String> {
    if let Some((_, what)) = BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(format!("this is not text but {what}"));
    }
    if let Some(name) = given {
        let encoding = Encoding::for_label(name.trim().as_bytes()).ok_or_else(|| {
            format!("`{name}` is not an encoding; use a name such as utf-8, gb18030, utf-16le or windows-1252")
        })?;
        return with(encoding, &bytes, false);
    }
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return with(encoding, &bytes, false);
    }
    if let Some(encoding) = utf16_without_mark(&bytes) {
        return with(encoding, &bytes, true);
    }
    if let Some(at) = memchr::memchr(0, &bytes) {
        let line = line_of(&bytes, at);
        return Err(format!(
            "byte {at} (line {line}) is NUL, so this is not text; if it is UTF-16 or binary, convert it first"
        ));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, encoding: UTF_8.name(), guessed: false }),
        Err(error) => error.into_bytes(),
    };
    let decoded = with(guess(&bytes), &bytes, true)?;
    // Some encodings decode any bytes at all, so a guess must also look like text.
    match decoded.text.char_indices().find(|(_, ch)| is_noise(*ch)) {
        None => Ok(decoded),
        Some((at, ch)) => Err(format!(
            "this is neither UTF-8 nor text in another encoding (line {} holds the control character U+{:04X}); convert it first",
            line_of(decoded.text.as_bytes(), at),
            u32::from(ch)
        )),
    }
}

/// Decodes the first bytes of a file, whose last line may be cut, even inside a character; `None` when they are no text.
#[must_use]
pub fn decode_start(head: &[u8]) -> Option<String> {
    let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    let whole = match marked.or_else(|| utf16_without_mark(head)) {
        // A byte of ten is a line break only as a half of the right pair.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
            let high = usize::from(encoding == UTF_16LE);
            let pairs = head.chunks_exact(2);
            let is_cut = pairs.clone().next_back().is_some_and(|pair| (0xd8..0xdc).contains(&pair[high]));
            &head[..(pairs.len() - usize::from(is_cut)) * 2]
        }
        _ => memchr::memrchr(b'\n', head).map_or(head, |end| &head[..=end]),
    };
    decode(whole.to_vec(), None).ok().map(|decoded| decoded.text)
}

/// Control characters that no text holds; tabs, line and page breaks, escapes and the old end-of-file mark are left.
const fn is_noise(ch: char) -> bool {
    ch.is_ascii_control() && !matches!(ch, '\t'..='\r' | '\u{1a}' | '\u{1b}')
}

/// The line of a byte, from 1.
fn line_of(bytes: &[u8], at: usize) -> usize {
    memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or(bytes)).count() + 1
}

fn with(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Result<Decoded, String> {
    let body = match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => &bytes[length..],
        _ => bytes,
    };
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) {
        if let Some(at) = text.find('\0') {
            let line = line_of(text.as_bytes(), at);
            return Err(format!(
                "a character in line {line} is NUL, so this is not text in {}; name the right encoding, or convert it first",
                encoding.name()
            ));
        }
        return Ok(Decoded { text: text.into_owned(), encoding: encoding.name(), guessed });
    }
    let at = malformed(encoding, body);
    let how = if guessed { ", which it seemed to be" } else { "" };
    Err(format!(
        "byte {} (line {}) does not decode as {}{how}; name the right encoding with `encoding` in an [[import]], or convert the file to UTF-8",
        at + bytes.len() - body.len(),
        line_of(body, at),
        encoding.name()
    ))
}

/// The first byte that does not decode.
fn malformed(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| bytes.len());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut sink = [0; 4096];
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut sink, true);
        at += read;
        match result {
            DecoderResult::Malformed(bad, after) => return at.saturating_sub(usize::from(bad) + usize::from(after)),
            DecoderResult::InputEmpty => return at,
            DecoderResult::OutputFull => {}
        }
    }
}

/// UTF-16 text in Latin script has a NUL in every second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(512) & !1];
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zero = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (zero(0), zero(1));
    // A character far from Latin can have a NUL in its other byte.
    let rules = |many: usize, few: usize| many * 10 > pairs * 4 && few * 8 <= many;
    if rules(low_first, high_first) {
        Some(UTF_16LE)
    } else if rules(high_first, low_first) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding of bytes that are not UTF-8. A short GB 18030 file looks like Latin text to a statistical guess, and then
/// every Chinese name in it vanishes; so where the bytes read as common Chinese throughout, they are.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let end = bytes.len().min(1 << 20);
    detector.feed(&bytes[..end], end == bytes.len());
    let guessed = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guessed == encoding_rs::GBK {
        return GB18030;
    }
    if [BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&guessed) {
        return guessed;
    }
    if reads_as_chinese(bytes) {
        return GB18030;
    }
    if guessed.decode_without_bom_handling_and_without_replacement(bytes).is_some() { guessed } else { WINDOWS_1252 }
}

/// Returns true if every run of high bytes is whole pairs of the common area of GB 2312: punctuation, full-width letters, and
/// the first-level characters. A single accented letter between Latin ones never is.
fn reads_as_chinese(bytes: &[u8]) -> bool {
    let mut pairs = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        match (bytes[at], bytes.get(at + 1)) {
            (0xa1 | 0xa3 | 0xb0..=0xf7, Some(0xa1..=0xfe)) => pairs += 1,
            _ => return false,
        }
        at += 2;
    }
    pairs > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> (&'static str, String, bool) {
        let decoded = decode(bytes.to_vec(), None).unwrap();
        (decoded.encoding, decoded.text, decoded.guessed)
    }

    #[test]
    fn marks_and_utf8() {
        assert_eq!(encoding("\u{feff}a,新疆".as_bytes()), ("UTF-8", "a,新疆".into(), false));
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(encoding(&wide("\u{feff}a,新疆", u16::to_le_bytes)).1, "a,新疆");
        assert_eq!(encoding(&wide("\u{feff}a,新疆", u16::to_be_bytes)).1, "a,新疆");
        assert_eq!(encoding(&wide("name,country\n", u16::to_le_bytes)), ("UTF-16LE", "name,country\n".into(), true));
    }

    #[test]
    fn a_short_gb18030_file_keeps_its_term() {
        let (bytes, _, _) = GB18030.encode("a,新疆");
        assert_eq!(encoding(&bytes), ("gb18030", "a,新疆".into(), true));
        let (bytes, _, _) = WINDOWS_1252.encode("Société générale, Zürich");
        assert_eq!(encoding(&bytes).1, "Société générale, Zürich");
        let (bytes, _, _) = BIG5.encode("新疆合盛矽業股份有限公司,新疆大全新能源有限公司,東方希望有色金屬");
        assert_eq!(encoding(&bytes).1, "新疆合盛矽業股份有限公司,新疆大全新能源有限公司,東方希望有色金屬");
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, word) in [(&b"PK\x03\x04xxxx"[..], "ZIP"), (b"a\0b", "NUL"), (b"%PDF-1.7", "PDF")] {
            assert!(decode(bytes.to_vec(), None).unwrap_err().contains(word));
        }
        let bytes = [b"Supplier\nA\nB".as_slice(), b"\xfd\xfd"].concat();
        assert!(decode(bytes, Some("shift_jis")).unwrap_err().contains("byte 12 (line 3)"));
        assert!(decode(b"a\x01\xe9\x02".to_vec(), None).unwrap_err().contains("U+0001"));
        assert!(decode(vec![0xff, 0x41], Some("utf-8")).unwrap_err().contains("byte 0"));
        assert!(decode(b"a".to_vec(), Some("klingon")).unwrap_err().contains("klingon"));
    }
}
