//! The finder as a wasm module of its own, which the background loads only where a site wants numbers found in its text.
//!
//! Three plain exports and one text each way, so that no glue is needed: [`room`] for the question's UTF-8, written
//! there by the caller; [`find`]; the answer, of [`length`] bytes.
//!
//! Question: the region (may be empty), then label and text of every item, each after a [`NEXT`]. Answer: for every
//! item `start,end,number;…` in UTF-16 units and E.164, with a [`NEXT`] between items.

use std::cell::RefCell;

use crate::{Finder, Found, utf16_ranges};

/// Stands between items. Whoever asks has none in its texts.
pub const NEXT: char = '\u{1e}';

thread_local! {
    static SHARED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Answers a question.
#[must_use]
pub fn answer(question: &str) -> String {
    let mut parts = question.split(NEXT);
    let finder = Finder::new(parts.next().and_then(|region| region.parse().ok()));
    let mut answer = String::new();
    let mut first = true;
    while let (Some(label), Some(text)) = (parts.next(), parts.next()) {
        if !std::mem::take(&mut first) {
            answer.push(NEXT);
        }
        let found = if label.is_empty() { finder.find(text) } else { finder.find_labelled(label, text) };
        write(text, &found, &mut answer);
    }
    answer
}

fn write(text: &str, found: &[Found], answer: &mut String) {
    for ((start, end), number) in utf16_ranges(text, found).into_iter().zip(found) {
        for part in [&start.to_string(), ",", &end.to_string(), ",", &number.e164, ";"] {
            answer.push_str(part);
        }
    }
}

/// Where the question's bytes go; valid until the next call.
#[allow(unsafe_code, reason = "an export has no other way to its name")]
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *const u8 {
    SHARED.with_borrow_mut(|shared| {
        shared.clear();
        shared.resize(bytes, 0);
        shared.as_ptr()
    })
}

/// Answers the question; where the answer's bytes are.
#[allow(unsafe_code, reason = "an export has no other way to its name")]
#[unsafe(no_mangle)]
pub extern "C" fn find() -> *const u8 {
    SHARED.with_borrow_mut(|shared| {
        let answer = answer(&String::from_utf8_lossy(shared));
        *shared = answer.into_bytes();
        shared.as_ptr()
    })
}

/// The length of the answer.
#[allow(unsafe_code, reason = "an export has no other way to its name")]
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    SHARED.with_borrow(Vec::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_answered_one_by_one() {
        let question =
            ["UY", "", "Llamar al 2900 1234 ¡ya!", "Pedido", "29001234", "Teléfono", "29001234 ñ", "", "no"];
        let answer = answer(&question.join("\u{1e}"));
        let items: Vec<&str> = answer.split(NEXT).collect();
        assert_eq!(items, ["10,19,+59829001234;", "", "0,8,+59829001234;", ""]);
    }

    #[test]
    fn what_is_no_question_has_an_empty_answer() {
        for question in ["", "UY", "UY\u{1e}label", "??\u{1e}"] {
            assert_eq!(answer(question), "", "{question:?}");
        }
        // A region that nobody knows: international numbers alone.
        assert_eq!(answer("??\u{1e}\u{1e}+598 2900 1234"), "0,14,+59829001234;");
    }

    #[test]
    fn offsets_are_the_dom_s() {
        assert_eq!(answer("UY\u{1e}\u{1e}😀 +598 2900 1234"), "3,17,+59829001234;");
    }
}
