//! The rules, one by one. Each that keeps something out was seen to fail with its rule taken away.

use crate::{Finder, Found, Region, utf16_ranges};

fn finder(region: &str) -> Finder {
    Finder::new(Some(region.parse::<Region>().unwrap()))
}

/// Marks what is found: `Tel. ⟦2900 1234⟧`.
fn marked(text: &str, found: &[Found]) -> String {
    let mut marked = String::new();
    let mut at = 0;
    for number in found {
        marked += &format!("{}⟦{}⟧", &text[at..number.start], &text[number.start..number.end]);
        at = number.end;
    }
    marked + &text[at..]
}

/// Exactly what is marked is found, in each of the texts.
#[track_caller]
fn check(region: &str, wanted: &[&str]) {
    let read = |wanted: &&str| {
        let text = wanted.replace(['⟦', '⟧'], "");
        marked(&text, &finder(region).find(&text))
    };
    let got: Vec<String> = wanted.iter().map(read).collect();
    assert_eq!(got, wanted, "{region}");
}

#[track_caller]
fn e164(region: &str, text: &str, wanted: &str) {
    let found = finder(region).find(text);
    let found: Vec<&str> = found.iter().map(|number| &*number.e164).collect();
    assert_eq!(found, [wanted], "{region}: {text}");
}

#[test]
fn national_formats() {
    check(
        "UY",
        &["⟦2900 1234⟧", "⟦2900-1234⟧", "⟦099 123 456⟧", "⟦099 123456⟧", "⟦(0)99 123 456⟧", "⟦0800 1234⟧"],
    );
    check("AR", &["⟦(011) 4783-2210⟧", "⟦011 15-5432-8876⟧", "⟦03543 43-2211⟧", "⟦0800-444-2255⟧"]);
    check(
        "BR",
        &["⟦(11) 98765-4410⟧", "⟦11 9 8765-4410⟧", "⟦(11)98765-4410⟧", "⟦4004-2030⟧", "⟦0800 722 2030⟧"],
    );
    check("MX", &["⟦55 5512 3478⟧", "⟦(222) 246 1180⟧", "⟦800 123 4567⟧", "⟦01 81 8375 9900⟧"]);
    check("ES", &["⟦612 34 56 78⟧", "⟦612 345 678⟧", "⟦93 640 12 34⟧", "⟦936-401-234⟧", "⟦93.640.12.34⟧"]);
    check("US", &["⟦(212) 555-0143⟧", "⟦212.555.0143⟧", "⟦1-212-555-0143⟧", "⟦(770)555-0171⟧"]);
}

#[test]
fn international_formats() {
    for region in ["UY", "BR", "US"] {
        check(region, &["⟦+598 2900 1234⟧", "⟦(+598) 2900 1234⟧", "⟦+(598) 2900 1234⟧", "⟦+59829001234⟧"]);
        check(
            region,
            &["⟦+44 (0)20 7946 0958⟧", "⟦00 598 2900 1234⟧", "Tel. ⟦0059829001234⟧", "⟦+34-936-401-234⟧"],
        );
    }
    e164("UY", "+44 (0)20 7946 0958", "+442079460958");
    e164("AR", "(0351) 15-412-3456", "+5493514123456");
    // Without a region, only these.
    assert_eq!(
        marked("2900 1234 +598 2900 1234", &Finder::new(None).find("2900 1234 +598 2900 1234")),
        "2900 1234 ⟦+598 2900 1234⟧"
    );
}

#[test]
fn wide_spaces_and_hyphens() {
    check("UY", &["⟦099\u{a0}123\u{202f}456⟧", "⟦2900\u{2011}1234⟧", "⟦2900–1234⟧"]);
}

#[test]
fn mexico_as_it_was() {
    for text in ["+52 1 55 1234 5678", "044 55 1234 5678", "01 55 1234 5678", "(55) 1234 5678"] {
        e164("MX", text, "+525512345678");
    }
}

#[test]
fn extensions() {
    let of = |text: &str| finder("UY").find(text)[0].extension.clone();
    for text in [
        "2900 1234 int. 12",
        "2900 1234 ext 12",
        "2900 1234, interno 12",
        "2900 1234 x12",
        "2900 1234 ramal: 12",
    ] {
        check("UY", &[&*format!("⟦{text}⟧")]);
        assert_eq!(of(text).as_deref(), Some("12"), "{text}");
    }
    check(
        "UY",
        &["⟦2900 1234 (int. 12)⟧", "⟦29001234 int. 12⟧", "⟦2900 1234⟧ int. no tiene", "⟦2900 1234⟧ x12b"],
    );
    check("UY", &["⟦2900 1234⟧ int. 1234567"]);
}

#[test]
fn brackets() {
    check("UY", &["(⟦2900 1234⟧)", "(Ana, ⟦2900 1234⟧)", "Ana (⟦2900 1234⟧), Luis"]);
    check("AR", &["((⟦(54 11) 4831-2244⟧))"]);
    check("ES", &["(Amparo, ⟦963 34 19 20⟧)."]);
}

#[test]
fn lists_of_numbers() {
    check("UY", &["⟦2900 1234⟧ / ⟦2900 1235⟧", "⟦2900 1234⟧/35", "Tel. ⟦29001234⟧, ⟦29001235⟧ y ⟦29001236⟧"]);
    check("UY", &["⟦2900 1234⟧, 29001235", "⟦2900 1234⟧ y ⟦29001235⟧", "Tel. ⟦29001234⟧ | 29001235"]);
    check("UY", &["⟦2900 1234⟧ - ⟦099 123 456⟧", "⟦099 123 456⟧ ⟦2900 1235⟧", "1) ⟦2900 1234⟧"]);
}

#[test]
fn bare_digits_need_a_word() {
    check("UY", &["29001234", "Ana 29001234", "Tel. ⟦29001234⟧", "Teléfono de casa: ⟦29001234⟧"]);
    check(
        "UY",
        &["Teléfono:\n⟦29001234⟧", "⟦29001234⟧ (solo WhatsApp)", "⟦29001234⟧ cel", "llame al ⟦29001234⟧"],
    );
    check(
        "UY",
        &[
            "mi número es ⟦099123456⟧",
            "Fax (lo usan): ⟦29001234⟧",
            "Llamar por Ana 29001234",
            "mi casa 29001234",
        ],
    );
    check("US", &["call me after 5 at ⟦2125550143⟧", "2125550143", "Phone ⟦2125550143⟧"]);
    check("BR", &["me liga no ⟦11987654410⟧"]);
    // But for what nothing else looks like.
    check("BR", &["Gás: ⟦08006471199⟧", "09006471199"]);
}

#[test]
fn the_nearest_word_counts() {
    check(
        "UY",
        &["Tel. y pedido 29001234", "Pedido y tel. ⟦29001234⟧", "Pedido 2900 1234", "Orden de Ana 2900 1234"],
    );
    check("UY", &["Su número de conversación es 29001234", "Llamé por el pedido 29001234"]);
}

#[test]
fn words_do_not_reach_far() {
    // Over a sentence's end, a comma, a cell's or a line's end, another number.
    check(
        "UY",
        &[
            "Atiende el tel. Socio 29001234",
            "Perdió el celular. Dijo 29001234",
            "Ya llamé. Ana fue al 29001234",
            "Cerró el pedido. Ana: ⟦2900 1234⟧",
            "Dr. Paz, tel. de Dr. Sosa ⟦29001234⟧",
        ],
    );
    check(
        "UY",
        &[
            "Mi teléfono viejo se rompió con 29001234",
            "Sin teléfono, vive en 29001234",
            "Celular | Ana | 29001234",
        ],
    );
    check("UY", &["Tel. | x | 29001234", "Teléfono\nAna 29001234", "Tel. no tiene   Ana 29001234"]);
    check("UY", &["Pedido de Ana, ⟦2900 1234⟧", "Pedido 5 | ⟦2900 1234⟧"]);
    check("UY", &["Pedido que trajo Ana ayer ⟦2900 1234⟧", "Tel. ⟦2900 5555⟧ y van 29001234"]);
}

#[test]
fn a_name_after_belongs_to_the_next() {
    check("UY", &["29001234 Tel. ⟦2900 5555⟧", "29001234 - cel: ⟦099 123 456⟧"]);
}

#[test]
fn counted_things() {
    check("UY", &["N° 2900 1234", "n.º 2900 1234", "Tel. N° ⟦2900 1234⟧", "#29001234", "# 29001234"]);
}

#[test]
fn amounts() {
    check(
        "UY",
        &["$ 2900 1234", "U$S 2900 1234", "$2900 1234", "USD 2900 1234", "2900 1234 €", "2900 1234 pesos"],
    );
    check("UY", &["2900 1234 kg", "2900 1234%", "2900 1234 %", "⟦2900 1234⟧ $ 500", "Tel. $ 29001234"]);
    check(
        "ES",
        &["612.345.678", "Tel. ⟦612.345.678⟧", "612.345.678,50", "tel 612 345 678,50", "1,612 345 678"],
    );
}

#[test]
fn dates_and_times() {
    check(
        "UY",
        &["12/05/2024 ⟦2900 1234⟧", "2024-05-12 ⟦2900 1234⟧", "12.05.24 ⟦2900 1234⟧", "24/12 ⟦2900 1234⟧"],
    );
    check(
        "UY",
        &[
            "14:30 ⟦2900 1234⟧",
            "2024 2025",
            "2009-2024",
            "2024-3388",
            "4510-2019",
            "tel ⟦4510-2019⟧",
            "⟦4510 2019⟧",
        ],
    );
}

#[test]
fn cards_and_accounts() {
    check("UY", &["2900 1234 2900 1235", "tel 2900 1234 2900 1235", "ES91 2100 2900 1234 05"]);
    check("UY", &["2900 1234 77", "0012 2900 1234 5", "0012 2900 1234", "2900-1234-77"]);
    check("MX", &["5512 3456 7890"]);
}

#[test]
fn tax_numbers() {
    check("BR", &["tel 119.876.544-10", "11.987.654-4"]);
    check("AR", &["tel 11-47832210-5", "tel 11.478.322-10"]);
    check("UY", &["tel 2.900.123-4"]);
}

#[test]
fn addresses() {
    check(
        "UY",
        &[
            "https://crm.example/tel/29001234",
            "wa.me/59899123456",
            "tel@29001234.example",
            "www.crm:tel=29001234",
            "ana@fax-29001234",
        ],
    );
    check("UY", &["tel ana.29001234@crm.example", "crm.example?tel=29001234", "tel <29001234@crm.example>"]);
    check("US", &["212.55.50.143"]);
    check("ES", &["91.234.12.34"]);
    check("UY", &["tel:⟦+59829001234⟧"]);
}

#[test]
fn glued() {
    check(
        "UY",
        &[
            "A2900 1234",
            "x=2900 1234",
            "2900 1234b",
            "A-2900 1234",
            "2900 1234-B",
            "X/2900 1234",
            "id=2900 1234",
            "_2900 1234",
        ],
    );
    check(
        "UY",
        &[
            "2900 1234_a",
            "2900 1234.pdf",
            "v.2900 1234",
            "a.2900 1234",
            "ab.2900 1234",
            "2900 1234@x",
            "2900 1234/ab",
        ],
    );
    check(
        "UY",
        &[
            "&2900 1234",
            "1:2900 1234",
            "2900 1234:5",
            "2900 1234=",
            "3+2900 1234",
            "2900 1234°",
            "x+59829001234",
        ],
    );
    check(
        "UY",
        &[
            "tel⟦2900 1234⟧",
            "Tel.⟦2900 1234⟧",
            "T.⟦2900 1234⟧",
            "p/⟦099 123 456⟧",
            "tel=⟦29001234⟧",
            "*⟦2900 1234⟧*",
        ],
    );
}

#[test]
fn groups_that_no_number_has() {
    check(
        "UY",
        &[
            "2-9-0-0-1-2-3-4",
            "2 900 123 4",
            "tel 2900 123 4",
            "29 0 01 234",
            "2900. 1234",
            "2900/1234",
            "2900·1234",
            "tel 2900) 1234",
            "290012 34",
            "2900 - 1234",
            "tel ⟦2900 - 1234⟧",
            "2900  1234",
            "2900\t1234",
        ],
    );
    check("ES", &["612345 678", "612 345678", "61.2345678", "41.6123456"]);
    check("ES", &["+34.936401236", "⟦+34.936.401.236⟧"]);
}

#[test]
fn numbers_that_are_in_no_plan() {
    check(
        "UY",
        &[
            "tel 1234 5678",
            "tel 911",
            "tel 1950",
            "tel 3900 1234",
            "+598 1234 5678",
            "+598 2145",
            "+492100212-555-0143",
        ],
    );
    check("US", &["tel 123-456-7890", "tel 555-0143", "tel 212-155-0143"]);
}

#[test]
fn labels_that_stand_elsewhere() {
    let of = |label: &str, text: &str| marked(text, &finder("UY").find_labelled(label, text));
    assert_eq!(of("Teléfono", "29001234"), "⟦29001234⟧");
    assert_eq!(of("Pedido", "29001234"), "29001234");
    assert_eq!(of("Pedido", "2900 1234"), "2900 1234");
    assert_eq!(of("Tel. 2900 5555", "29001234"), "29001234");
    assert_eq!(of("", "2900 1234"), "⟦2900 1234⟧");
}

#[test]
fn offsets_of_the_dom() {
    let text = "😀é Tel. 2900 1234 y 😀 099 123 456";
    let found = finder("UY").find(text);
    let units: Vec<u16> = text.encode_utf16().collect();
    let cut = |(start, end): (usize, usize)| String::from_utf16(&units[start..end]).unwrap();
    let cut: Vec<String> = utf16_ranges(text, &found).into_iter().map(cut).collect();
    assert_eq!(cut, ["2900 1234", "099 123 456"]);
    // Offsets of another text.
    assert_eq!(utf16_ranges("é", &found).len(), 2);
}
