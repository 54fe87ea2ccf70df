//! What holds for any text. `PROPTEST_CASES=1000000 cargo test --release -p numbers --test properties` tries more.

use numbers::{Finder, utf16_ranges};
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces of pages, of numbers and of everything that the rules look at.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[0-9]{1,5}",
        4 => select(vec![" ", "-", ".", "(", ")", ") ", " (", "+", "/", ",", ":", "\u{a0}", "\u{2011}", "\n", "\t", "  "])
            .prop_map(str::to_owned),
        2 => select(vec!["2900 1234", "+598", "00", "099123456", "(11) 98765-4321", "612 345 678", "212-555-0143", "15"])
            .prop_map(str::to_owned),
        2 => select(vec![
            "Tel", "tel.", "pedido", "N°", "º", "é", "😀", "ext.", "int", "x", "€", "$", "@", "#", "_", "http://", "www.",
            "llamar al", "cel", "|", "ñandú", "İ", "\u{0}", "٣", "１", "km", "USD", "=", "%", "ßa",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text(text in text(), region in select(vec!["UY", "AR", "BR", "MX", "ES", "US", "GB", "JP", ""])) {
        let finder = Finder::new(region.parse().ok());
        let found = finder.find(&text);
        let mut last = 0;
        for number in &found {
            prop_assert!(last <= number.start && number.start < number.end);
            last = number.end;
            // Slicing panics inside a character.
            let digits = text[number.start..number.end].bytes().filter(u8::is_ascii_digit).count();
            prop_assert!(digits >= 7);
            let e164 = number.e164.strip_prefix('+').unwrap();
            prop_assert!((7..=15).contains(&e164.len()) && e164.bytes().all(|b| b.is_ascii_digit()));
        }
        let units = text.encode_utf16().count();
        prop_assert!(utf16_ranges(&text, &found).iter().all(|(start, end)| start < end && *end <= units));
        // E.164 finds itself again.
        for number in &found {
            let again = finder.find(&number.e164);
            prop_assert_eq!(again.len(), 1);
            prop_assert_eq!(&again[0].e164, &number.e164);
        }
        let _ = finder.find_labelled(&text, "29001234");
    }
}

/// Each of these takes minutes, and more, if something is looked through again from every digit.
#[test]
fn long_texts() {
    let finder = Finder::new("UY".parse().ok());
    let pieces = [
        "2",
        "2900 1234 ",
        "1.123.",
        "123.",
        "1-",
        "(",
        "1)",
        "1,",
        "2900,",
        "1:",
        "a",
        "é",
        "+",
        "tel ",
        "tel 29001234",
        "@",
        "1@a",
        "x1",
        "2900 1234aaaa",
        "/1",
        "1/1/",
        " ",
        "12 ",
        "2900 1234  ",
    ];
    for piece in pieces {
        let text = piece.repeat(200_000 / piece.len());
        let _ = finder.find(&format!("2900 1234 {text} 2900 1234"));
    }
}
