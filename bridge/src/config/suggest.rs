//! Suggests the name that the admin probably meant.

/// The name most like `wrong`, if at most half of its letters differ. Two swapped letters count as one difference.
pub(super) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = wrong.chars().take(64).flat_map(char::to_lowercase).collect();
    names
        .map(|name| {
            let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
            (distance(&wrong, &letters), letters.len().max(wrong.len()), name)
        })
        .filter(|(distance, length, _)| distance * 2 <= *length)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., name)| name)
}

/// Edit distance with swaps (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let change = last[j] + usize::from(a[i] != b[j]);
            let mut cost = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn names() {
        #[track_caller]
        fn check(wrong: &str, expect: Option<&str>) {
            assert_eq!(nearest(wrong, ["name", "pages", "softphone", "url"].into_iter()), expect, "{wrong}");
        }
        check("page", Some("pages"));
        check("soft_phone", Some("softphone"));
        check("nmae", Some("name"));
        check("URL", Some("url"));
        check("uri", Some("url"));
        check("colour", None);
        check("", None);
        check(&"é".repeat(10_000), None);
    }
}
