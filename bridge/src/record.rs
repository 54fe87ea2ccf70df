//! Records in tabs: whether a tab shows a record, and which tab gets one.

pub mod choose_tab;

use crate::address::canonical;
use crate::origin;

pub use crate::origin::same_origin;

/// Whether a tab at `tab_url` shows the record at `record_url`.
///
/// It does if the addresses are equal, apart from one slash at the end and from percent-encoding. It also does if the
/// tab's address continues the record's at a separator: `/contact/5/edit` and `/contact/5?tab=notes` show
/// `/contact/5`, but `/contact/55` does not. A separator is `/`, `?` or `#` after a path, `&` or `#` after a query,
/// and `/`, `?` or `&` after a fragment. Only the root itself shows the root of a host, since every page of the host
/// continues it.
#[must_use]
pub fn shows(tab_url: &str, record_url: &str) -> bool {
    let (Ok((tab_origin, tab)), Ok((record_origin, record))) =
        (origin::split(tab_url), origin::split(record_url))
    else {
        return false;
    };
    if tab_origin != record_origin {
        return false;
    }
    let (tab, record) = (canonical(tab), canonical(record));
    let record = strip_slash(&record);
    if strip_slash(&tab) == record {
        return true;
    }
    if record.is_empty() {
        return false;
    }
    let separators: &[char] = match (record.contains('#'), record.contains('?')) {
        (true, _) => &['/', '?', '&'],
        (false, true) => &['&', '#'],
        (false, false) => &['/', '?', '#'],
    };
    tab.strip_prefix(record).is_some_and(|more| more.starts_with(separators))
}

fn strip_slash(rest: &str) -> &str {
    rest.strip_suffix('/').unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(record: &str, shown_by: &[&str], not_by: &[&str]) {
        for tab in shown_by {
            assert!(shows(tab, record), "{tab} shows {record}");
        }
        for tab in not_by {
            assert!(!shows(tab, record), "{tab} does not show {record}");
        }
    }

    #[test]
    fn a_path_is_continued_at_a_separator() {
        check(
            "https://h/contact/5",
            &[
                "https://h/contact/5",
                "https://h/contact/5/",
                "https://h/contact/5/edit",
                "https://h/contact/5?tab=x",
                "https://h/contact/5#notes",
                "https://H:443/contact/5",
            ],
            &[
                "https://h/contact/55",
                "https://h/contact/5-b",
                "https://h/contact/5&b",
                "https://h/contact/",
                "https://i/contact/5",
                "https://h:8443/contact/5",
                "http://h/contact/5",
                "about:blank",
                "",
            ],
        );
    }

    #[test]
    fn one_trailing_slash_is_nothing() {
        check(
            "https://h/contact/5/",
            &["https://h/contact/5", "https://h/contact/5/edit"],
            &["https://h/contact"],
        );
    }

    #[test]
    fn a_query_is_continued_by_more_of_it() {
        check(
            "https://h/c?id=5",
            &["https://h/c?id=5&tab=x", "https://h/c?id=5#x"],
            &["https://h/c?id=55", "https://h/c?id=5/6", "https://h/c?id=5?6", "https://h/c"],
        );
    }

    #[test]
    fn a_fragment_is_continued_like_a_path() {
        check(
            "https://h/#/contact/5",
            &["https://h/#/contact/5/view", "https://h/#/contact/5?tab=x", "https://h/#/contact/5/"],
            &["https://h/#/contact/55", "https://h/", "https://h/#/contact"],
        );
    }

    #[test]
    fn the_root_is_shown_by_itself_only() {
        check(
            "https://h/",
            &["https://h/", "https://h"],
            &["https://h/contact", "https://h/?a", "https://h/#a"],
        );
    }

    #[test]
    fn percent_encoding_is_one_thing_in_all_its_spellings() {
        check(
            "https://h/c/a%2Fb%41",
            &["https://h/c/a%2fbA", "https://h/c/a%2FbA/edit"],
            &["https://h/c/a/bA", "https://h/c/a%2FB"],
        );
        check("https://h/s?q=o'neil", &["https://h/s?q=o%27neil"], &["https://h/s?q=oneil"]);
    }
}
