//! The extension after a number: `ext. 12`, `int. 12`, `ramal 12`, `x12`.

use crate::scan::is_space;
use crate::words::plain;

/// Longer digits are no extension.
const MOST: usize = 6;

const NAMES: [&str; 11] =
    ["anexo", "ext", "extensao", "extension", "extn", "int", "interno", "r", "ram", "ramal", "x"];

/// The extension that starts at `at`, and where it ends.
pub(crate) fn read(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text[at..].trim_start_matches(is_space);
    let bracket = rest.starts_with('(');
    let rest = rest.strip_prefix([',', ';', '-', '(']).unwrap_or(rest).trim_start_matches(is_space);
    let name = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
    if name.len() > 12 || !NAMES.contains(&plain(name).as_str()) {
        return None;
    }
    let rest = rest[name.len()..].trim_start_matches(['.', ':']).trim_start_matches(is_space);
    let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
    let next = rest[digits.len()..].chars().next();
    let glued = next.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let good = (1..=MOST).contains(&digits.len()) && !glued && (!bracket || next == Some(')'));
    good.then(|| (digits, text.len() - rest.len() + digits.len() + usize::from(bracket)))
}
