//! Reads where numbers are looked for on a page, and which region they belong to.

use super::json::Json;
use super::reader::Reader;
use super::{MAX_ENTRIES, MAX_SELECTOR};

/// The regions for which libphonenumber has a numbering plan. A test of `numbers` keeps the list equal.
pub(super) const REGIONS: &str = "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO \
BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM \
JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS \
MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA \
SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY \
UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

pub(super) fn region(r: &mut Reader, json: &Json<'_>) -> Option<String> {
    let code = r.string(json)?;
    if REGIONS.split_ascii_whitespace().any(|known| known == code) {
        return Some(code.to_owned());
    }
    let upper = code.trim().to_ascii_uppercase();
    let hint = if REGIONS.split_ascii_whitespace().any(|known| known == upper) {
        format!("write {upper:?}")
    } else if upper == "UK" {
        "the United Kingdom is \"GB\"".to_owned()
    } else {
        "use the ISO 3166 code of the country whose national numbers are on the pages, such as \"UY\""
            .to_owned()
    };
    r.error(format!("there is no region {code:?}; {hint}"));
    None
}

pub(super) fn selectors(r: &mut Reader, json: &Json<'_>) -> Option<Vec<String>> {
    let list = r.list(json, MAX_ENTRIES)?;
    r.each(list, |r, json| {
        let selector = r.string(json)?;
        match wrong(selector) {
            None => Some(selector.to_owned()),
            Some(why) => {
                r.error(why);
                None
            }
        }
    })
}

/// Why a text is no CSS selector, as far as that can be known without a browser.
fn wrong(selector: &str) -> Option<String> {
    if selector.trim().is_empty() {
        return Some("is empty; give a CSS selector, such as main or #notes".to_owned());
    }
    if selector.chars().count() > MAX_SELECTOR {
        return Some(format!("longer than {MAX_SELECTOR} characters"));
    }
    let mut open = Vec::new();
    let mut quote = None;
    let mut chars = selector.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', _) => drop(chars.next()),
            (_, Some(q)) if c == q => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('(', None) => open.push(')'),
            ('[', None) => open.push(']'),
            (')' | ']', None) if open.pop() != Some(c) => {
                return Some(format!("not a CSS selector: nothing opens this {c:?}"));
            }
            ('{' | '}' | ';' | '@' | '/', None) => {
                return Some(format!(
                    "a CSS selector cannot contain {c:?}; give what stands before the braces of a rule, such as main or #notes"
                ));
            }
            _ => {}
        }
    }
    match (quote, open.pop()) {
        (Some(quote), _) => Some(format!("not a CSS selector: nothing closes this {quote:?}")),
        (None, Some(close)) => Some(format!("not a CSS selector: {close:?} is missing")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_pass_and_the_rest_is_explained() {
        for good in
            ["main", "#a .b > c", "td:nth-child(2)", "[data-x=\"a)b\"]", "a\\{b", "div, p:not([hidden])"]
        {
            assert_eq!(wrong(good), None, "{good}");
        }
        for (bad, said) in [
            ("", "empty"),
            ("  ", "empty"),
            ("a(", "')' is missing"),
            ("a]", "nothing opens"),
            ("[x='a]", "nothing closes"),
            ("main { color: red }", "before the braces"),
            ("(]", "nothing opens"),
        ] {
            assert!(wrong(bad).is_some_and(|why| why.contains(said)), "{bad}: {:?}", wrong(bad));
        }
        assert!(wrong(&"a".repeat(MAX_SELECTOR + 1)).is_some());
    }
}
