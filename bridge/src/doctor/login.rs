//! Whether a page asks to log in. uContact's login is not documented, so only what every login has counts: a field
//! for a password.

/// How many bytes of a page are looked at.
pub const MAX_LOGIN_PAGE: usize = 256 * 1024;

/// Whether this HTML has a field for a password.
#[must_use]
pub fn has_password_field(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    html.split("<input").skip(1).any(|rest| {
        let tag = rest.split('>').next().unwrap_or_default();
        // The tag's name must end here: `<inputs` is another tag.
        tag.starts_with(|c: char| c.is_ascii_whitespace() || c == '/') && type_of(tag) == Some("password")
    })
}

fn type_of(tag: &str) -> Option<&str> {
    let mut rest = tag;
    loop {
        let at = rest.find("type")?;
        let before = rest.get(..at)?.chars().next_back();
        rest = rest.get(at + 4..)?;
        // `data-type` is another attribute.
        if before.is_some_and(|c| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\''))
            && let Some(value) = rest.trim_ascii_start().strip_prefix('=')
        {
            let value = value.trim_ascii_start().trim_start_matches(['"', '\'']);
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '/');
            return value.split(ends).next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_fields_are_found_however_they_are_written() {
        for yes in [
            "<input type=password>",
            "<form><INPUT name='p' TYPE = \"Password\" required></form>",
            "<input\n  type='password'/>",
            "<input name=\"type\" type=password>",
            "<input type=text><input type=password",
        ] {
            assert!(has_password_field(yes), "{yes}");
        }
        for no in [
            "",
            "<p>type=password",
            "<input type=text name=password>",
            "<input data-type=password>",
            "<inputs type=password>",
            "<input>",
            "<input type=passwords>",
        ] {
            assert!(!has_password_field(no), "{no}");
        }
    }
}
