//! Patterns in which `*` matches any run of characters, and every other character itself.

/// Whether `pattern` matches the whole of `text`.
///
/// Works on bytes. In UTF-8 this is the same as on characters, since no character is part of another. Only the last
/// `*` is remembered, so the time is at most the product of both lengths, whatever the pattern.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(b) if *b == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                p = at + 1;
                t = taken + 1;
                star = Some((at, t));
            }
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars() {
        #[track_caller]
        fn check(pattern: &str, yes: &[&str], no: &[&str]) {
            yes.iter().for_each(|text| assert!(matches(pattern, text), "{pattern} matches {text}"));
            no.iter().for_each(|text| assert!(!matches(pattern, text), "{pattern} does not match {text}"));
        }
        check("", &[""], &["a"]);
        check("*", &["", "a", "ü*"], &[]);
        check("a*", &["a", "ab"], &["", "ba"]);
        check("*a", &["a", "ba", "aa"], &["", "ab"]);
        check("a*b*c", &["abc", "axbxc", "abbcc"], &["ac", "abcd", "acb"]);
        check("**é**", &["é", "xéy"], &["e", "è"]);
        check("*ab", &["aab", "abab"], &["aba"]);
    }

    #[test]
    fn no_pattern_takes_long() {
        let pattern = "*a".repeat(250) + "b";
        assert!(!matches(&pattern, &"a".repeat(512)));
    }
}
