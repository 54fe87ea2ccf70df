//! How some groups of digits are written: what forms of a number there are, and what is clearly another thing.

use crate::scan::{Group, is_dash, is_space};

/// Groups in a number, at most: `+54 (9) 11 43 21 12 34`.
pub(crate) const MOST_GROUPS: usize = 7;

/// How much the writing itself says for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Digits alone, or in groups that other numbers have too: only with a word for it.
    Weak,
    /// In groups as a number is: with no word against it.
    Grouped,
    /// With a plus: almost nothing speaks against it.
    Plus,
}

/// Some groups, read as one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The byte offset of its first character: a digit, a plus or a bracket.
    pub start: usize,
    /// The byte offset after its last.
    pub end: usize,
    /// What is dialled, without a `(0)`.
    pub digits: String,
    /// A country's code comes first.
    pub plus: bool,
    /// How it is written.
    pub form: Form,
}

/// Reads groups as one number; `None` if no number is written so.
pub(crate) fn read(text: &str, groups: &[Group]) -> Option<Shape> {
    let (first, last) = (groups.first()?, groups.last()?);
    let (start, plus) = lead(text, first, last.end);
    let gaps: Vec<&str> = groups.windows(2).map(|pair| &text[pair[0].end..pair[1].start]).collect();
    let balanced = are_balanced(&text[start..last.end]);
    if !balanced || gaps.iter().any(|gap| !is_inner(gap)) || (groups.len() > 1 && last.len() < 2) {
        return None;
    }
    let digits = groups.iter().enumerate().filter(|(i, _)| !is_bracketed_zero(groups, &gaps, *i));
    let digits: String = digits.map(|(_, group)| group.text(text)).collect();
    let form = match () {
        () if plus => Form::Plus,
        () if is_grouped(text, start, groups, &gaps) => Form::Grouped,
        () => Form::Weak,
    };
    // Degrees: +40.416775.
    if plus && gaps.len() == 1 && gaps[0] == "." && last.len() > 4 {
        return None;
    }
    Some(Shape { start, end: last.end, digits, plus, form })
}

/// Where the number starts, with its bracket and plus, and whether there is a plus.
///
/// A bracket is the number's if it closes inside it: `(02) 2900`, but not `(2900 1234)`.
fn lead(text: &str, first: &Group, end: usize) -> (usize, bool) {
    let closes = |at: usize| text[at + 1..end].contains(')');
    let bracket = |head: &str| match head.strip_suffix('(') {
        Some(rest) if closes(rest.len()) => rest.len(),
        _ => head.len(),
    };
    let head = &text[..first.start];
    // "+598", "(+598", "+(598", "+ 598".
    let without = head.strip_suffix('(').unwrap_or(head);
    let without = without.strip_suffix(' ').filter(|rest| rest.ends_with('+')).unwrap_or(without);
    match without.strip_suffix('+') {
        Some(rest) => (bracket(rest), true),
        None => (bracket(head), false),
    }
}

/// Does every bracket that opens close, and the other way round?
fn are_balanced(number: &str) -> bool {
    let mut open = false;
    for c in number.chars() {
        if matches!(c, '(' | ')') {
            // None stands in another.
            if open == (c == '(') {
                return false;
            }
            open = !open;
        }
    }
    !open
}

/// May this gap stand inside a number?
fn is_inner(gap: &str) -> bool {
    let bare: String = gap.chars().filter(|c| !is_space(*c)).collect();
    match bare.as_str() {
        "" | "." | "(" | ")" | ")(" | ").(" => true,
        _ => {
            let dash = bare.trim_start_matches(')').trim_end_matches('(');
            dash.is_empty() || (dash.chars().count() == 1 && dash.chars().all(is_dash))
        }
    }
}

/// The trunk prefix that is dialled from inside the country only: `+44 (0)20`.
fn is_bracketed_zero(groups: &[Group], gaps: &[&str], i: usize) -> bool {
    i > 0
        && groups[i].len() == 1
        && gaps[i - 1].ends_with('(')
        && gaps.get(i).is_some_and(|gap| gap.starts_with(')'))
}

/// Groups as a number of a country has them, and other things hardly.
fn is_grouped(text: &str, start: usize, groups: &[Group], gaps: &[&str]) -> bool {
    // Freephone numbers are known by their prefix.
    if let [alone] = groups {
        return alone.len() >= 10
            && ["0800", "0810"].iter().any(|prefix| alone.text(text).starts_with(prefix));
    }
    let [first, .., last] = groups else { return false };
    let bracket = text[start..].starts_with('(');
    let zero = first.text(text).starts_with('0');
    let all = |sign: &str| gaps.iter().all(|gap| *gap == sign);
    let spaced_dash =
        gaps.iter().any(|gap| gap.contains(is_dash) && gap.contains(is_space) && !gap.contains([')', '(']));
    let thousands = !zero && all(".") && groups[1..].iter().all(|group| group.len() == 3);
    let address = groups.len() == 4 && all(".") && groups.iter().all(|g| g.text(text).parse::<u8>().is_ok());
    if spaced_dash || thousands || address || is_years(text, groups, gaps) {
        return false;
    }
    // An area and the rest in one: (21) 25487700, 099 123456.
    if groups.len() == 2 && last.len() > 4 {
        return (bracket || zero) && last.len() <= 9 && first.len() <= 5;
    }
    let inner = |(i, group): (usize, &Group)| match group.len() {
        // A trunk prefix, or the mark of a mobile.
        1 => i == 0 || (i == 1 && group.text(text) == "9"),
        2..=5 => true,
        _ => false,
    };
    groups.iter().enumerate().all(inner)
}

/// `2023 2024`; or `2024-3388` and `3388-2024`, which is the 3388th of that year.
fn is_years(text: &str, groups: &[Group], gaps: &[&str]) -> bool {
    let year = |g: &Group| g.text(text).parse().is_ok_and(|year: u32| (1900..2030).contains(&year));
    let years = groups.iter().filter(|group| year(group)).count();
    groups.len() == 2 && (years == 2 || (years == 1 && !gaps[0].contains(is_space)))
}
