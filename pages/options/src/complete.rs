//! Completion of variables in a template.

/// What can be completed at the caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Where the name begins, in UTF-16 units.
    pub start: u32,
    /// Where the name ends: at the caret, or further on if the caret stands in the name.
    pub end: u32,
    /// The names that fit, in order.
    pub names: Vec<String>,
    /// Whether the expression is closed already.
    pub closed: bool,
}

/// What fits at `caret` (UTF-16 units), if it stands in an expression of a template.
#[must_use]
pub fn at(text: &str, caret: u32, variables: &[String]) -> Option<Completion> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let caret = (caret as usize).min(units.len());
    let open = units[..caret].iter().rposition(|unit| *unit == u16::from(b'{'))?;
    if units[open..caret].contains(&u16::from(b'}')) {
        return None;
    }
    let is_name = |unit: &u16| u8::try_from(*unit).is_ok_and(|b| b.is_ascii_alphanumeric() || b == b'_');
    let start = caret - units[..caret].iter().rev().take_while(|unit| is_name(unit)).count();
    // Before the name: the brace, an operator, or a comma after another name.
    let before = units.get(start.checked_sub(1)?).and_then(|unit| u8::try_from(*unit).ok())?;
    let operator = before == b'{' || (start == open + 2 && b"+#./;?&".contains(&before));
    if !operator && before != b',' {
        return None;
    }
    let end = caret + units[caret..].iter().take_while(|unit| is_name(unit)).count();
    let typed = String::from_utf16_lossy(&units[start..caret]).to_ascii_lowercase();
    let fits = |name: &&String| name.to_ascii_lowercase().starts_with(&typed);
    let names: Vec<String> = variables.iter().filter(fits).cloned().collect();
    let closed =
        matches!(units.get(end).and_then(|u| u8::try_from(*u).ok()), Some(b'}' | b',' | b':' | b'*'));
    // A whole name needs no completion, unless the expression is open.
    let whole = names.len() == 1 && names[0].len() == end - start && closed;
    (!names.is_empty() && !whole).then_some(Completion {
        start: start as u32,
        end: end as u32,
        names,
        closed,
    })
}

/// The text with `name` put in, and where the caret stands then.
#[must_use]
pub fn insert(text: &str, completion: &Completion, name: &str) -> (String, u32) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let cut = |range: std::ops::Range<usize>| String::from_utf16_lossy(units.get(range).unwrap_or_default());
    let (start, end) = (completion.start as usize, completion.end as usize);
    let close = if completion.closed { "" } else { "}" };
    let caret = start + name.encode_utf16().count() + 1;
    (format!("{}{name}{close}{}", cut(0..start), cut(end..units.len())), caret as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` is the caret.
    #[track_caller]
    fn check(marked: &str, expect: &[&str]) -> Option<Completion> {
        let variables: Vec<String> =
            ["guid", "campaign", "channel", "clientId", "phone"].map(str::to_owned).to_vec();
        let caret = marked.split('|').next().unwrap_or_default().encode_utf16().count() as u32;
        let found = at(&marked.replace('|', ""), caret, &variables);
        let names = found.as_ref().map(|found| found.names.clone()).unwrap_or_default();
        assert_eq!(names, expect, "{marked}");
        found
    }

    #[test]
    fn names_fit_where_a_name_may_stand() {
        check("https://h/{|", &["guid", "campaign", "channel", "clientId", "phone"]);
        check("https://h/{C|", &["campaign", "channel", "clientId"]);
        check("https://h/{?phone,cl|", &["clientId"]);
        check("https://h/{+p|}", &["phone"]);
        check("https://h/{ph|one}", &[]);
        check("https://h/{pho|}", &["phone"]);
        check("https://h/|{phone}", &[]);
        check("https://h/{phone}|", &[]);
        check("https://h/{phone:|", &[]);
        check("https://h/{xyz|", &[]);
        check("https://h/ñ🦤/{g|", &["guid"]);
        check("|", &[]);
    }

    #[test]
    fn what_is_put_in_closes_its_expression_once() {
        for (marked, name, expect) in [
            ("https://h/{|", "phone", "https://h/{phone}|"),
            ("https://h/{p|}/x", "phone", "https://h/{phone}|/x"),
            ("https://h/🦤{?phone,c|", "clientId", "https://h/🦤{?phone,clientId}|"),
        ] {
            let found = at(
                &marked.replace('|', ""),
                marked.split('|').next().unwrap().encode_utf16().count() as u32,
                &["phone".to_owned(), "clientId".to_owned()],
            );
            let (text, caret) = insert(&marked.replace('|', ""), &found.unwrap(), name);
            assert_eq!(text, expect.replace('|', ""));
            assert_eq!(caret as usize, expect.split('|').next().unwrap().encode_utf16().count(), "{marked}");
        }
    }
}
