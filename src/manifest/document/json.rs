//! JSON (RFC 8259) and JSON Lines, as trees with places.
//!
//! The grammar is that of `serde_json`, which also reads every text with escapes; the places are our own, and a key that
//! stands twice in one object is refused, because every other program takes the last one without a word.

use super::tree::{Builder, Shape, Tree, Wrong, short};
use crate::manifest::Limits;
use crate::source::Span;
use crate::source::paths::Writing;

/// The way out of a document that is none.
const WAY: &str = "correct the document; any JSON linter shows the place";
/// The way out of a document that ends too early.
const CUT: &str = "the file ends before the document is complete; finish it, or restore the file if it was cut short";

/// Reads a document.
///
/// # Errors
/// When it is no JSON, has a key twice, or goes beyond a limit.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Tree, Wrong> {
    let mut builder = Builder::new(Writing::Pointer, limits);
    let mut cursor = Cursor { text, bytes: text.as_bytes(), at: 0 };
    cursor.document(&mut builder, text.len())?;
    finish(builder)
}

/// Reads a document on each line; the tree is the list of them.
///
/// # Errors
/// When a line is no JSON, has a key twice, or goes beyond a limit.
pub(super) fn read_lines(text: &str, limits: &Limits) -> Result<Tree, Wrong> {
    let mut builder = Builder::new(Writing::PointerWithin, limits);
    builder.open(Shape::List, Span::from(0..text.len()))?;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            let mut cursor = Cursor { text, bytes: text.as_bytes(), at };
            cursor.document(&mut builder, at + line.len())?;
        }
        at += line.len();
    }
    builder.close(0);
    finish(builder)
}

/// Returns true if a text is a document on each of several lines, as far as its first two lines show.
pub(super) fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let limits = Limits::default();
    let whole = |line: &str| line.trim_start().starts_with(['{', '[']) && read(line, &limits).is_ok();
    lines.next().is_some_and(whole) && lines.next().is_some_and(|line| line.trim_start().starts_with(['{', '[']))
}

fn finish(builder: Builder<'_>) -> Result<Tree, Wrong> {
    builder.finish().ok_or_else(|| Wrong::new(Span::default(), "JSON: the document is empty", CUT))
}

struct Cursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

/// Part that may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A value.
    Value,
    /// A value, or the end of the list that was just opened.
    ValueOrEnd,
    /// A name, or the end of the object that was just opened.
    KeyOrEnd,
    /// A name.
    Key,
    /// A comma, or the end of what is open.
    CommaOrEnd,
}

impl Cursor<'_> {
    /// Reads one document that must fill the text up to `end`.
    fn document(&mut self, builder: &mut Builder<'_>, end: usize) -> Result<(), Wrong> {
        let floor = builder.depth();
        // True for each object that is open, false for each list.
        let mut open: Vec<bool> = Vec::new();
        let mut next = Next::Value;
        loop {
            self.blanks(end);
            let Some(&byte) = self.bytes.get(self.at).filter(|_| self.at < end) else {
                if builder.depth() == floor && next == Next::CommaOrEnd {
                    return Ok(());
                }
                return Err(Wrong::new(self.here(), "JSON: the document is not complete", CUT));
            };
            if builder.depth() == floor && next == Next::CommaOrEnd {
                return Err(self.wrong("there is more after the document"));
            }
            next = match (next, byte) {
                (Next::Value | Next::ValueOrEnd, b'{' | b'[') => {
                    let shape = if byte == b'{' { Shape::Object } else { Shape::List };
                    builder.open(shape, self.here())?;
                    open.push(byte == b'{');
                    self.at += 1;
                    if byte == b'{' { Next::KeyOrEnd } else { Next::ValueOrEnd }
                }
                (Next::Value | Next::ValueOrEnd, b'"') => {
                    let (span, inner, text) = self.string(end)?;
                    builder.single(Shape::Text, span, inner, text)?;
                    Next::CommaOrEnd
                }
                (Next::ValueOrEnd, b']') | (Next::KeyOrEnd, b'}') => self.close(builder, &mut open),
                (Next::CommaOrEnd, b']') if open.last() == Some(&false) => self.close(builder, &mut open),
                (Next::CommaOrEnd, b'}') if open.last() == Some(&true) => self.close(builder, &mut open),
                (Next::CommaOrEnd, b',') => {
                    self.at += 1;
                    if open.last() == Some(&true) { Next::Key } else { Next::Value }
                }
                (Next::Key | Next::KeyOrEnd, b'"') => {
                    let (span, inner, text) = self.string(end)?;
                    let name = text.as_deref().unwrap_or_else(|| self.text.get(inner.range()).unwrap_or(""));
                    builder.key(span, name)?;
                    self.blanks(end);
                    if self.at >= end || self.bytes.get(self.at) != Some(&b':') {
                        return Err(self.wrong("a key is followed by a colon and its value"));
                    }
                    self.at += 1;
                    Next::Value
                }
                (Next::Value | Next::ValueOrEnd, _) => {
                    let (shape, span) = self.word()?;
                    builder.single(shape, span, span, None)?;
                    Next::CommaOrEnd
                }
                (Next::Key | Next::KeyOrEnd, _) => return Err(self.wrong("a key in double quotes is missing")),
                (Next::CommaOrEnd, _) => {
                    return Err(self.wrong("a comma, or the end of the object or list, is missing"));
                }
            };
        }
    }

    fn close(&mut self, builder: &mut Builder<'_>, open: &mut Vec<bool>) -> Next {
        self.at += 1;
        open.pop();
        builder.close(u32::try_from(self.at).unwrap_or(u32::MAX));
        Next::CommaOrEnd
    }

    fn blanks(&mut self, end: usize) {
        while self.at < end && matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn here(&self) -> Span {
        Span::from(self.at..(self.at + 1).min(self.bytes.len()))
    }

    fn wrong(&self, what: &str) -> Wrong {
        let byte = self.bytes.get(self.at);
        let way = match byte {
            Some(b'/' | b'#') => "JSON has no comments; take them out",
            Some(b'\'') => "put texts and keys into double quotes",
            _ => WAY,
        };
        Wrong::new(self.here(), format!("JSON: {what}"), way)
    }

    /// A text in quotes: with them, without them, and unescaped where it has escapes.
    fn string(&mut self, end: usize) -> Result<(Span, Span, Option<String>), Wrong> {
        let start = self.at;
        let mut at = start + 1;
        let mut escaped = false;
        loop {
            let rest = self.bytes.get(at..end).unwrap_or_default();
            let Some(found) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) else {
                return Err(Wrong::new(self.here(), "JSON: this text has no end", CUT));
            };
            at += found;
            match self.bytes[at] {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    at += 2;
                }
                _ => {
                    self.at = at;
                    return Err(self.wrong("a text may hold no line break and no control character as it is"));
                }
            }
        }
        self.at = at + 1;
        let (span, inner) = (Span::from(start..at + 1), Span::from(start + 1..at));
        if !escaped {
            return Ok((span, inner, None));
        }
        let quoted = self.text.get(span.range()).unwrap_or("");
        match serde_json::from_str::<String>(quoted) {
            Ok(text) => Ok((span, inner, Some(text))),
            Err(_) => Err(Wrong::new(span, "JSON: this text has an escape that means nothing", WAY)),
        }
    }

    /// A number, or one of the three words.
    fn word(&mut self) -> Result<(Shape, Span), Wrong> {
        let rest = &self.bytes[self.at..];
        let length =
            rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"+-.".contains(byte))).unwrap_or(rest.len());
        let span = Span::from(self.at..self.at + length);
        let word = self.text.get(span.range()).unwrap_or("");
        let shape = match word {
            "true" | "false" | "null" => Shape::Word,
            _ if is_number(word) => Shape::Number,
            "" => return Err(self.wrong("a value is missing")),
            _ => return Err(self.wrong(&format!("`{}` is no value; texts stand in double quotes", short(word)))),
        };
        self.at += length;
        Ok((shape, span))
    }
}

/// Returns true for a number as the standard writes it.
fn is_number(word: &str) -> bool {
    let body = word.strip_prefix('-').unwrap_or(word);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrong(text: &str) -> Wrong {
        read(text, &Limits::default()).unwrap_err()
    }

    #[test]
    fn values_keep_their_places() {
        let text = "{\"a\": [1, {\"b\\u0041\": \"x\\ny\"}],\n \"名\": \"新疆\", \"n\": null}";
        let tree = read(text, &Limits::default()).unwrap();
        let root = tree.root(text);
        let name = root.get("名").unwrap();
        assert_eq!((name.text(), &text[name.span().range()], name.path().as_str()), ("新疆", "\"新疆\"", "/名"));
        let inner = root.all("a").nth(1).unwrap().get("bA").unwrap();
        assert_eq!((inner.text(), inner.path().as_str()), ("x\ny", "/a/1/bA"));
        assert!(inner.literal().is_err() && name.literal().is_ok());
        assert_eq!(root.get("n").unwrap().text(), "");
        assert_eq!(&text[root.get("a").unwrap().span().range()], "[1, {\"b\\u0041\": \"x\\ny\"}]");
    }

    #[test]
    fn keys_stand_once() {
        let found = wrong("{\"region\": \"CN-XJ\", \"region\": \"CN-GD\"}");
        assert!(found.message.contains("`region` stands twice") && found.span == Span::new(20, 28), "{found:?}");
        // Written in another way it is the same key.
        assert!(wrong("{\"a\": 1, \"\\u0061\": 2}").message.contains("twice"));
        let many: Vec<String> = (0..100).map(|at| format!("\"k{at}\":{at}")).collect();
        assert!(read(&format!("{{{}}}", many.join(",")), &Limits::default()).is_ok());
        assert!(wrong(&format!("{{{},\"k7\":1}}", many.join(","))).message.contains("`k7` stands twice"));
    }

    #[test]
    fn limits_hold() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&deep(128), &Limits::default()).is_ok());
        assert!(wrong(&deep(129)).message.contains("nests deeper than 128"));
        assert!(wrong(&"[".repeat(1 << 20)).message.contains("nests deeper"));
        let few = Limits { max_values: 3, max_text_bytes: 4, ..Limits::default() };
        assert!(read("[1,2]", &few).is_ok());
        assert!(read("[1,2,3]", &few).unwrap_err().message.contains("more than 3 values"));
        assert!(read("\"12345\"", &few).unwrap_err().message.contains("5 bytes"));
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for (text, at, word) in [
            ("{\"a\": 1,}", 8, "key in double quotes"),
            ("[1 2]", 3, "comma"),
            ("{\"a\" 1}", 5, "colon"),
            ("[1] x", 4, "more after"),
            ("[01]", 1, "no value"),
            ("[NaN]", 1, "no value"),
            ("{'a': 1}", 1, "double quotes"),
            ("// x\n{}", 0, "a value"),
            ("[\"a\nb\"]", 3, "line break"),
            ("[\"\\q\"]", 1, "escape"),
            ("[\"\\ud800\"]", 1, "escape"),
            ("[1}", 2, "comma"),
            ("{\"a\":1]", 6, "comma"),
            ("[\"abc", 1, "no end"),
            ("{\"a\":", 5, "not complete"),
            ("", 0, "not complete"),
        ] {
            let found = wrong(text);
            assert!(found.span.start == at && found.message.contains(word), "{text}: {found:?}");
        }
    }

    #[test]
    fn lines_are_documents_of_their_own() {
        let text = "{\"a\": 1}\n\n{\"a\": 2}\r\n[3]";
        assert!(is_lines(text) && !is_lines("{\"a\":\n1}") && !is_lines("{\"a\": 1}"));
        let tree = read_lines(text, &Limits::default()).unwrap();
        let root = tree.root(text);
        let second = root.children().nth(1).unwrap().get("a").unwrap();
        assert_eq!((second.text(), second.path().as_str()), ("2", "/a"));
        assert!(read_lines("{\"a\": 1}\n{\"a\": \n2}", &Limits::default()).is_err());
    }

    proptest! {
        #[test]
        fn what_serde_json_reads_is_read_and_nothing_else(text in "[\\[\\]{}\",:0-9eE.+\\- \\\\utrlnfasx]{0,14}") {
            let known = serde_json::from_str::<serde_json::Value>(&text);
            let mine = read(&text, &Limits::default());
            // A number beyond all floats is a number all the same, and a key may stand once only.
            let known_ok = known.is_ok() || known.is_err_and(|error| error.to_string().contains("out of range"));
            let twice = mine.as_ref().is_err_and(|wrong| wrong.message.contains("twice"));
            prop_assert!(twice || known_ok == mine.is_ok(), "{text}: {:?}", mine.err());
        }
    }
}
