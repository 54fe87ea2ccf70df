//! The door to the library that knows every numbering plan.
//!
//! Why rlibphonenumber (2.2.15, October 2026), of three that are kept up, each called from a cdylib with nothing else
//! and built with the workspace's size profile for wasm32:
//!
//! | crate | wasm | gzip -9 | metadata | |
//! |---|---|---|---|---|
//! | rlibphonenumber, `lite` | 452 kB | 143 kB | 9.0.42 | every plan's ranges; compared with Google's by fuzzing; monthly |
//! | phonenumber 0.3.10 | 2011 kB | 529 kB | 9.0.33 | brings `regex` with Unicode tables; long-open cases where invalid is valid ([#31]) |
//! | phonelib 2.1.0 | 103 kB | 38 kB | 9.0.40, lengths | checks lengths only and says so: half of all eight-digit ids would be numbers in Uruguay |
//!
//! With `lite` it shares `regex-lite` with the bridge. Its own matcher is not used: that one knows no words, and
//! tries again from every digit. `global_static` is asked for only because 2.2.15 does not compile without it.
//!
//! What the finder weighs as wasm (`examples/weight.rs`): 0.5 MB, of which 229 kB are the metadata of all countries.
//! `PhoneNumberUtil::new_for_metadata` takes other metadata, and what is not named is not linked: without formats and
//! examples, which nothing here reads, they are 129 kB (gzip 36 kB), and those of Latin America, Spain, the United
//! States and a few more are 22 kB (7 kB).
//!
//! [#31]: https://github.com/whisperfish/rust-phonenumber/issues/31

use crate::region::Region;
use rlibphonenumber as lib;
use std::sync::LazyLock;

/// With fewer digits the library need not be asked.
const FEWEST: usize = 7;
/// What is smaller is a short code, which is dialled inside one country only.
const SMALLEST: u64 = 1_000_000;
/// A plus and the fifteen digits that E.164 allows.
const LONGEST: usize = 16;
/// E.164's fifteen, with a prefix before them.
pub(crate) const MOST: usize = 18;

/// `None` only if the metadata inside the library were broken; then there are no numbers.
static UTIL: LazyLock<Option<lib::PhoneNumberUtil>> = LazyLock::new(|| lib::PhoneNumberUtil::new().ok());

/// Is there a plan for this region?
pub(crate) fn knows(region: lib::Region) -> bool {
    UTIL.as_ref().is_some_and(|util| util.get_country_code_for_region(region).is_some())
}

/// A dialled string that is a number of some plan, as E.164.
///
/// `digits` are ASCII digits only, without any `(0)`; `plus` says that a country's code comes first.
pub(crate) fn e164(digits: &str, plus: bool, region: Option<Region>) -> Option<String> {
    if !(FEWEST..=MOST).contains(&digits.len()) {
        return None;
    }
    // In most of the world 00 is the plus that can be dialled; where it is another (Brazil, the United States), 00 is
    // still what is written.
    if !plus && let Some(rest) = digits.strip_prefix("00").filter(|rest| !rest.starts_with('0')) {
        return valid(&format!("+{rest}"), None);
    }
    let dialled =
        if plus { format!("+{}", without_mexican_one(digits)) } else { national(digits, region?).to_owned() };
    valid(&dialled, region)
}

fn valid(dialled: &str, region: Option<Region>) -> Option<String> {
    let util = UTIL.as_ref()?;
    let number = util.parse(dialled, region.map(|r| r.0)).ok()?;
    if !util.is_valid_number(&number) || number.national_number < SMALLEST {
        return None;
    }
    let e164 = util.format(&number, lib::PhoneNumberFormat::E164).into_owned();
    // The library takes longer ones, which no network does: +49 2100 2125550143.
    (e164.len() <= LONGEST).then_some(e164)
}

/// Mexico's mobile numbers had a 1 after the country's code until 2019, and WhatsApp shows it to this day. The library
/// no longer takes it.
fn without_mexican_one(digits: &str) -> String {
    match digits.strip_prefix("521") {
        Some(rest) if rest.len() == 10 => format!("52{rest}"),
        _ => digits.to_owned(),
    }
}

/// Mexico's prefixes of before 2019, which still stand on many pages: 01 for long distance, 044 and 045 for mobiles.
fn national(digits: &str, region: Region) -> &str {
    let old = |prefix| digits.strip_prefix(prefix).filter(|rest: &&str| rest.len() == 10);
    match region.0 {
        lib::Region::MX => ["01", "044", "045"].into_iter().find_map(old).unwrap_or(digits),
        _ => digits,
    }
}
