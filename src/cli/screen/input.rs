//! Names from a stream, a batch at a time: all lines that have come in, without waiting for more.

use std::io::Read;
use std::ops::ControlFlow;

use crate::error::Error;

/// A line, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Number of the line, from 1.
    pub(super) number: u64,
    /// Content, not necessarily UTF-8.
    pub(super) bytes: &'a [u8],
}

/// The longest line that is taken for a name, in bytes.
const MAX_LINE: usize = 1 << 20;
/// Bytes read at once: enough work for all cores, little enough to stream.
const READ: usize = 1 << 18;

/// Calls back with the lines that each read completed; a read returns as soon as there is something, so a pipe that
/// trickles is answered as it comes. Ends at the end of the input, or when the callback breaks off.
pub(super) fn each_batch(
    mut from: impl Read,
    mut answer: impl FnMut(&[Line<'_>]) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    let mut buffer = vec![0_u8; READ];
    let mut filled = 0;
    let mut number = 0;
    loop {
        if filled == buffer.len() {
            buffer.resize(filled + READ, 0);
        }
        let read = match from.read(&mut buffer[filled..]) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            result => result.map_err(|error| Error::Incomplete(format!("cannot read standard input: {error}")))?,
        };
        let searched = filled;
        filled += read;
        let end = match read {
            0 => filled,
            _ => memchr::memrchr(b'\n', &buffer[searched..filled]).map_or(0, |at| searched + at + 1),
        };
        let mut lines = Vec::new();
        let mut long = false;
        let mut rest = &buffer[..end];
        while !rest.is_empty() && !long {
            let (line, after) = match memchr::memchr(b'\n', rest) {
                Some(at) => (&rest[..at], &rest[at + 1..]),
                None => (rest, &rest[rest.len()..]),
            };
            rest = after;
            number += 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let line = if number == 1 { without_mark(line)? } else { line };
            long = line.len() > MAX_LINE;
            if !long {
                lines.push(Line { number, bytes: line });
            }
        }
        // What came before a line that is too long is answered all the same.
        if !lines.is_empty() && answer(&lines)?.is_break() {
            return Ok(());
        }
        if long || filled - end > MAX_LINE {
            let line = if long { number } else { number + 1 };
            return Err(Error::Incomplete(format!(
                "standard input, line {line}: longer than {MAX_LINE} bytes; one name a line is expected"
            )));
        }
        if read == 0 {
            return Ok(());
        }
        buffer.copy_within(end..filled, 0);
        filled -= end;
    }
}

/// The first line without a byte order mark.
fn without_mark(line: &[u8]) -> Result<&[u8], Error> {
    match line {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(Error::Incomplete(
            "standard input is UTF-16; convert it to UTF-8 first, for example with iconv".to_owned(),
        )),
        [0xef, 0xbb, 0xbf, rest @ ..] => Ok(rest),
        _ => Ok(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one piece a read.
    struct Pieces(Vec<Vec<u8>>);

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let mut piece = self.0.remove(0);
            let count = piece.len().min(buffer.len());
            buffer[..count].copy_from_slice(&piece[..count]);
            if count < piece.len() {
                self.0.insert(0, piece.split_off(count));
            }
            Ok(count)
        }
    }

    fn batches(pieces: &[&[u8]]) -> Result<Vec<Vec<String>>, String> {
        let mut seen = Vec::new();
        let from = Pieces(pieces.iter().map(|piece| piece.to_vec()).collect());
        each_batch(from, |lines| {
            seen.push(
                lines.iter().map(|line| format!("{} {}", line.number, String::from_utf8_lossy(line.bytes))).collect(),
            );
            Ok(ControlFlow::Continue(()))
        })
        .map(|()| seen)
        .map_err(|error| error.to_string())
    }

    #[test]
    fn what_has_come_in_is_handed_on_at_once() {
        let pieces: [&[u8]; 4] = [b"\xef\xbb\xbfone\r\ntw", b"o\n", b"\n\nfo", b"ur"];
        let expected = vec![vec!["1 one"], vec!["2 two"], vec!["3 ", "4 "], vec!["5 four"]];
        assert_eq!(batches(&pieces).unwrap(), expected);
        assert_eq!(batches(&[b"\n"]).unwrap(), [["1 "]]);
        assert!(batches(&[]).unwrap().is_empty());
    }

    #[test]
    fn a_line_without_an_end_is_stopped() {
        let long = vec![b'x'; 3 * MAX_LINE];
        assert!(batches(&[b"one\n", &long]).unwrap_err().contains("line 2: longer than"));
        let ended = [long.as_slice(), b"\n"].concat();
        assert!(batches(&[b"one\n", &ended]).unwrap_err().contains("line 2: longer than"));
        assert!(batches(&[b"\xff\xfea\0"]).unwrap_err().contains("UTF-16"));
        let most = vec![b'x'; MAX_LINE];
        assert_eq!(batches(&[&most, b"\r\nnext\n"]).unwrap().concat().len(), 2);
    }

    #[test]
    fn nothing_is_read_once_nobody_listens() {
        let mut calls = 0;
        let from = Pieces(vec![b"a\n".to_vec(), b"b\n".to_vec()]);
        each_batch(from, |_| {
            calls += 1;
            Ok(ControlFlow::Break(()))
        })
        .unwrap();
        assert_eq!(calls, 1);
    }
}
