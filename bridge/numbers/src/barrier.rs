//! What is made of digits and is surely no phone number, whatever stands around it: it parts the numbers before and
//! after it.

use crate::scan::{Group, after, before, is_dash};

/// Marks the groups of dates, times, amounts with a comma, cards, addresses of the internet and the like.
pub(crate) fn mark(text: &str, groups: &mut [Group]) {
    addresses(text, groups);
    for i in 0..groups.len() {
        if is_clock(text, groups[i]) || is_comma_grouped(text, groups[i]) {
            groups[i].barrier = true;
        }
        for length in [date(text, &groups[i..]), card(text, &groups[i..]), tax(text, &groups[i..])] {
            groups[i..i + length].iter_mut().for_each(|group| group.barrier = true);
        }
    }
}

/// The text between two groups.
fn gap<'a>(text: &'a str, groups: &[Group], i: usize) -> &'a str {
    &text[groups[i].end..groups[i + 1].start]
}

/// No digit is joined to the first of these groups from the left by a sign.
fn starts_free(text: &str, group: Group) -> bool {
    let head = text[..group.start].trim_end_matches(|c| is_dash(c) || matches!(c, '/' | '.' | ','));
    head.len() == group.start || !head.ends_with(|c: char| c.is_ascii_digit())
}

fn ends_free(text: &str, group: Group) -> bool {
    let tail = text[group.end..].trim_start_matches(|c| is_dash(c) || matches!(c, '/' | '.' | ','));
    tail.len() == text.len() - group.end || !tail.starts_with(|c: char| c.is_ascii_digit())
}

/// `14:30`, `00:1B`.
fn is_clock(text: &str, group: Group) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let colon_after = text[group.end..].strip_prefix(':').is_some_and(|rest| digit(rest.chars().next()));
    let colon_before =
        text[..group.start].strip_suffix(':').is_some_and(|rest| digit(rest.chars().next_back()));
    group.len() <= 2 && (colon_after || colon_before)
}

/// `1,234,567` or `18.345,22`: a comma with at most three digits after it, or before it.
fn is_comma_grouped(text: &str, group: Group) -> bool {
    let digits = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    let fraction = text[group.end..].strip_prefix(',').map_or(0, digits);
    let whole = |rest: &str| rest.bytes().rev().take_while(u8::is_ascii_digit).count();
    let head = text[..group.start].strip_suffix(',').map_or(0, whole);
    (1..=3).contains(&fraction) || (head > 0 && (group.len() <= 3 || head <= 3))
}

/// How many groups from the first on are a date: `12/05/2024`, `2024-05-12`, `24/12`.
fn date(text: &str, groups: &[Group]) -> usize {
    let Some(first) = groups.first().filter(|first| starts_free(text, **first)) else { return 0 };
    let value =
        |i: usize| groups.get(i).and_then(|g: &Group| g.text(text).parse::<u32>().ok()).unwrap_or(u32::MAX);
    let short = |i: usize| groups.get(i).is_some_and(|g| g.len() <= 2);
    let day_month = |a: u32, b: u32| a >= 1 && b >= 1 && a <= 31 && b <= 31 && (a <= 12 || b <= 12);
    let sign = |i: usize| groups.get(i + 1).map_or("", |_| gap(text, groups, i));
    let is_sign = |s: &str| matches!(s, "/" | "-" | "." | "\u{2011}");
    if !is_sign(sign(0)) {
        return 0;
    }
    let year = |i: usize| {
        groups.get(i).is_some_and(|g| (g.len() == 4 && (1900..2100).contains(&value(i))) || g.len() == 2)
    };
    if sign(1) == sign(0) && groups.get(2).is_some_and(|last| ends_free(text, *last)) {
        let day_first = short(0) && short(1) && day_month(value(0), value(1)) && year(2);
        let year_first = first.len() == 4 && year(0) && short(1) && short(2) && day_month(value(2), value(1));
        return if day_first || year_first { 3 } else { 0 };
    }
    let two = sign(0) == "/" && short(0) && short(1) && day_month(value(0), value(1));
    if two && ends_free(text, groups[1]) { 2 } else { 0 }
}

/// Four groups of four: a payment card, or a part of an IBAN.
fn card(text: &str, groups: &[Group]) -> usize {
    let four = groups.len() >= 4 && groups[..4].iter().all(|group| group.len() == 4);
    let close = |i: usize| gap(text, groups, i).chars().count() == 1 && !gap(text, groups, i).contains('/');
    if four && (0..3).all(close) { 4 } else { 0 }
}

/// A tax or identity number: dotted threes and then a check of one or two digits, such as `123.456.789-09` (CPF),
/// `4.123.456-7` (CI), and `30-71234567-1` (CUIT).
fn tax(text: &str, groups: &[Group]) -> usize {
    // No such number has more groups; looking through all would take quadratic time.
    let groups = &groups[..groups.len().min(8)];
    let dotted =
        (1..groups.len()).take_while(|i| groups[*i].len() == 3 && gap(text, groups, i - 1) == ".").count();
    let check = |i: usize, longest: usize| {
        let one_dash = |gap: &str| gap.chars().count() == 1 && gap.chars().all(is_dash);
        groups
            .get(i)
            .is_some_and(|g| g.len() <= longest && one_dash(gap(text, groups, i - 1)) && ends_free(text, *g))
    };
    if dotted >= 2 && check(dotted + 1, 2) {
        return dotted + 2;
    }
    let cuit =
        groups.len() >= 3 && groups[0].len() == 2 && groups[1].len() == 8 && gap(text, groups, 0) == "-";
    if cuit && check(2, 1) { 3 } else { 0 }
}

/// Addresses of pages and mail boxes, with everything in them.
fn addresses(text: &str, groups: &mut [Group]) {
    let mut next = 0;
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')) {
        let end = at + word.len();
        let first = next;
        while groups.get(next).is_some_and(|group| group.start < end) {
            next += 1;
        }
        if first < next && is_address(word) {
            groups[first..next].iter_mut().for_each(|group| group.barrier = true);
        }
        at = end + after(text, end).map_or(0, char::len_utf8);
    }
}

fn is_address(word: &str) -> bool {
    let letter_before = |at: usize| before(word, at).is_some_and(char::is_alphanumeric);
    let letter_after = |at: usize| after(word, at).is_some_and(char::is_alphanumeric);
    word.contains("://")
        || word.starts_with("www.")
        || word.match_indices('@').any(|(at, _)| letter_before(at) && letter_after(at + 1))
        || is_host_and_path(word)
}

/// `wa.me/5989…`, `example.com?id=1`: letters, a dot, letters, and then a path or a query.
fn is_host_and_path(word: &str) -> bool {
    let Some((host, _)) = word.split_once(['/', '?']) else { return false };
    let host = host.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some((name, top)) = host.rsplit_once('.') else { return false };
    let is_top = (2..=24).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_alphabetic());
    is_top && name.len() > 1 && name.contains(|c: char| c.is_alphabetic())
}
