//! The text of addresses: when two texts are the same address, and what a browser changes in one.

use std::borrow::Cow;
use std::fmt::Write;

/// Characters that stand for themselves everywhere in an address (RFC 3986, unreserved).
pub(crate) fn is_unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~')
}

/// Characters that may be delimiters of an address (RFC 3986, reserved).
pub(crate) fn is_reserved(b: u8) -> bool {
    matches!(
        b,
        b':' | b'/'
            | b'?'
            | b'#'
            | b'['
            | b']'
            | b'@'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
    )
}

/// The byte that `%XX` at the start of `bytes` stands for.
pub(crate) fn triplet(bytes: &[u8]) -> Option<u8> {
    let &[b'%', high, low, ..] = bytes else { return None };
    let digit = |b: u8| (b as char).to_digit(16).and_then(|d| u8::try_from(d).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

/// The same text for all ways to write an address or a part of one: percent-encoding in upper case, and only where an
/// address needs encoding or a browser adds it. `'` is always encoded: browsers encode it in a query, but not in a
/// path.
pub(crate) fn canonical(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| is_unreserved(b) || (is_reserved(b) && b != b'\'');
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if let Some(byte) = triplet(rest) {
            if is_unreserved(byte) {
                out.push(byte as char);
            } else {
                encode(byte, &mut out);
            }
            rest = &rest[3..];
            continue;
        }
        if plain(first) {
            out.push(first as char);
        } else {
            encode(first, &mut out);
        }
        rest = tail;
    }
    Cow::Owned(out)
}

/// Percent-encodes one byte.
pub(crate) fn encode(byte: u8, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(out, "%{byte:02X}");
}

/// The path in `rest`, the part of an address after host and port.
pub(crate) fn path(rest: &str) -> &str {
    &rest[..rest.find(['?', '#']).unwrap_or(rest.len())]
}

/// Whether this path has a segment that a browser removes: `.` or `..`, in any percent-encoding.
pub(crate) fn has_dot_segment(path: &str) -> bool {
    path.split('/').any(|segment| matches!(&*canonical(segment), "." | ".."))
}
