//! Finds the place in the text to which an error belongs.
//!
//! The text may be broken anywhere. This reads as far as it can, and answers with the smallest part that surely holds
//! the place. Offsets count UTF-16 units, as the selection of a text field does.

use std::ops::Range;

/// The part of `text` to which an error with this `path` and `message` belongs.
pub fn locate(text: &str, path: &str, message: &str) -> Option<Range<u32>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let found = if path.is_empty() {
        line_named(&units, message)
    } else {
        Scan { text: &units }.find(0, &steps(path), 0)
    };
    found.filter(|range| !range.is_empty()).map(|range| range.start as u32..range.end as u32)
}

/// The line of an offset, counted from zero.
pub fn line_of(text: &str, offset: u32) -> usize {
    text.encode_utf16().take(offset as usize).filter(|&unit| unit == NEWLINE).count()
}

const NEWLINE: u16 = b'\n' as u16;

/// One step of a path.
#[derive(Debug, PartialEq)]
enum Step {
    Key(Vec<u16>),
    Index(usize),
}

/// Splits `rules[1].let.phone.match` (and `let["a.b"]`) into its steps.
fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix("[\"") {
            let end = inner.find("\"]").unwrap_or(inner.len());
            steps.push(Step::Key(inner[..end].encode_utf16().collect()));
            rest = inner.get(end + 2..).unwrap_or_default();
        } else if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').unwrap_or(inner.len());
            if let Ok(index) = inner[..end].parse() {
                steps.push(Step::Index(index));
            }
            rest = inner.get(end + 1..).unwrap_or_default();
        } else if let Some(inner) = rest.strip_prefix('.') {
            rest = inner;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(Step::Key(rest[..end].encode_utf16().collect()));
            rest = &rest[end..];
        }
    }
    steps
}

/// The line that a JSON parser's `line 3 column 14` names, from that column on. If the text ends there, its last
/// character.
fn line_named(units: &[u16], message: &str) -> Option<Range<usize>> {
    let number = |word: &str| {
        let (_, rest) = message.split_once(word)?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse::<usize>().ok()
    };
    let line = number("line ")?.checked_sub(1)?;
    let mut start = 0;
    for _ in 0..line {
        start += units.get(start..)?.iter().position(|&unit| unit == NEWLINE)? + 1;
    }
    let rest = units.get(start..)?;
    let end = start + rest.iter().position(|&unit| unit == NEWLINE).unwrap_or(rest.len());
    // The column counts bytes, and is the place behind the mistake: good enough to begin the selection near the
    // mistake.
    let column = number("column ").unwrap_or(1).saturating_sub(1).min((end - start).saturating_sub(1));
    Some(start + column..end.max(start + column + 1).min(units.len()))
}

/// Deeper than any configuration goes.
const DEPTH: usize = 64;

struct Scan<'t> {
    text: &'t [u16],
}

impl Scan<'_> {
    fn at(&self, place: usize) -> Option<u8> {
        self.text.get(place).map(|&unit| u8::try_from(unit).unwrap_or(b'?'))
    }

    fn blank(&self, mut place: usize) -> usize {
        while matches!(self.at(place), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            place += 1;
        }
        place
    }

    /// The part to which `steps` lead from the value at `place`, or the deepest part on the way that exists.
    fn find(&self, place: usize, steps: &[Step], depth: usize) -> Option<Range<usize>> {
        let start = self.blank(place);
        let Some((step, rest)) = steps.split_first() else {
            return Some(start..self.skip(start, depth)?);
        };
        if depth > DEPTH {
            return None;
        }
        let close = match (self.at(start)?, step) {
            (b'{', Step::Key(_)) => b'}',
            (b'[', Step::Index(_)) => b']',
            _ => return None,
        };
        let mut place = self.blank(start + 1);
        let mut index = 0;
        while self.at(place)? != close {
            let member = place;
            let mut fits = *step == Step::Index(index);
            if close == b'}' {
                let end = self.string(place)?;
                fits = matches!(step, Step::Key(key) if self.text.get(place + 1..end - 1) == Some(key));
                place = self.blank(end);
                if self.at(place)? != b':' {
                    return None;
                }
                place = self.blank(place + 1);
            }
            if fits {
                // A member is selected with its name, because the name may be the mistake.
                let whole = self.skip(place, depth + 1).map(|end| member..end);
                let deeper = if rest.is_empty() { None } else { self.find(place, rest, depth + 1) };
                return deeper.or(whole);
            }
            place = self.blank(self.skip(place, depth + 1)?);
            match self.at(place)? {
                b',' => place = self.blank(place + 1),
                other if other == close => {}
                _ => return None,
            }
            index += 1;
        }
        None
    }

    /// The end of the string that begins at `place`.
    fn string(&self, place: usize) -> Option<usize> {
        if self.at(place)? != b'"' {
            return None;
        }
        let mut place = place + 1;
        loop {
            match self.at(place)? {
                b'"' => return Some(place + 1),
                b'\\' => place += 2,
                _ => place += 1,
            }
        }
    }

    /// The end of the value that begins at `place`. Brackets are only counted: the text between them may be broken.
    fn skip(&self, mut place: usize, depth: usize) -> Option<usize> {
        if depth > DEPTH {
            return None;
        }
        match self.at(place)? {
            b'"' => self.string(place),
            b'{' | b'[' => {
                let mut open = 0usize;
                loop {
                    match self.at(place)? {
                        b'"' => {
                            place = self.string(place)?;
                            continue;
                        }
                        b'{' | b'[' => open += 1,
                        b'}' | b']' => open -= 1,
                        _ => {}
                    }
                    place += 1;
                    if open == 0 {
                        return Some(place);
                    }
                }
            }
            b',' | b':' | b'}' | b']' => None,
            _ => {
                while !matches!(
                    self.at(place),
                    None | Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')
                ) {
                    place += 1;
                }
                Some(place)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
  "version": 1,
  "sites": [ { "name": "Ñandú 🦤 \"x\"", "pages": ["https://a/*", "b"] } ],
  "rules": [ { "url": "u0" }, { "let": { "phone": { "match": "(" } }, "whn": {} } ]
}"#;

    fn found(text: &str, path: &str, message: &str) -> Option<String> {
        let range = locate(text, path, message)?;
        let units: Vec<u16> = text.encode_utf16().collect();
        Some(String::from_utf16(&units[range.start as usize..range.end as usize]).unwrap())
    }

    #[test]
    fn paths_lead_to_their_members() {
        for (path, place) in [
            ("version", r#""version": 1"#),
            ("sites[0].pages[1]", r#""b""#),
            ("rules[1].let.phone.match", r#""match": "(""#),
            ("rules[1].whn", r#""whn": {}"#),
            ("rules[0]", r#"{ "url": "u0" }"#),
        ] {
            assert_eq!(found(TEXT, path, "").as_deref(), Some(place), "{path}");
        }
    }

    #[test]
    fn a_path_to_something_missing_leads_to_what_is_around_it() {
        assert_eq!(found(TEXT, "rules[0].let.x", "").as_deref(), Some(r#"{ "url": "u0" }"#));
        assert_eq!(found(TEXT, "sites[0].pages[9]", "").as_deref(), Some(r#""pages": ["https://a/*", "b"]"#));
        assert_eq!(found(TEXT, "ucontact.url", ""), None);
    }

    #[test]
    fn odd_keys_are_found_in_brackets() {
        assert_eq!(found(r#"{"a.b":{"c":2}}"#, r#"["a.b"].c"#, "").as_deref(), Some(r#""c":2"#));
    }

    #[test]
    fn a_parsers_line_and_column_are_found() {
        let broken = "{\n  \"version\": 1\n  \"sites\": []\n}";
        let message = "expected `,` or `}` at line 3 column 3";
        assert_eq!(found(broken, "", message).as_deref(), Some("\"sites\": []"));
        let ours = "not JSON: line 3, column 3: expected `,` or `}`";
        assert_eq!(found(broken, "", ours).as_deref(), Some("\"sites\": []"));
        let cut = "{\n  \"version\": 1";
        assert_eq!(found(cut, "", "EOF while parsing an object at line 2 column 14").as_deref(), Some("1"));
        assert_eq!(found(cut, "", "line 99 column 1"), None);
        assert_eq!(found("", "", "EOF while parsing a value at line 1 column 0"), None);
        assert_eq!(found(cut, "", "no place named"), None);
    }

    #[test]
    fn broken_text_never_traps() {
        let units: Vec<char> = TEXT.chars().collect();
        for end in 0..units.len() {
            let cut: String = units[..end].iter().collect();
            for path in ["rules[1].let.phone.match", "sites[0].pages[1]", "version", "a", "[0]", "[", "[\""] {
                let range = locate(&cut, path, "");
                assert!(range.is_none_or(|r| r.end as usize <= cut.encode_utf16().count()), "{cut} {path}");
            }
        }
        let deep = "[".repeat(100_000);
        assert_eq!(locate(&deep, &"[0]".repeat(200), ""), None);
    }

    #[test]
    fn lines_are_counted_from_zero() {
        assert_eq!(line_of("a\nb\nc", 0), 0);
        assert_eq!(line_of("a\nb\nc", 2), 1);
        assert_eq!(line_of("🦤\nb", 3), 1);
    }
}
