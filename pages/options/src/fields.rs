//! The form's fields: for each field, what the draft holds there, how to change that, and which errors belong there.

mod rule;
mod site;

use bridge::config::ConfigError;

pub use rule::{RuleField, variables};
pub use site::SiteField;

/// What is wrong at a path, in one text: the errors there, and those of a list's elements with their line numbers.
#[must_use]
pub fn errors_at(errors: &[ConfigError], path: &str) -> Option<String> {
    let told: Vec<String> = errors
        .iter()
        .filter_map(|error| match error.path.strip_prefix(path)? {
            "" => Some(error.message.clone()),
            rest => {
                let index: usize = rest.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
                Some(format!("{}: {}", index + 1, error.message))
            }
        })
        .collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

/// The errors that are shown at none of these paths.
#[must_use]
pub fn errors_elsewhere<'e>(errors: &'e [ConfigError], paths: &[String]) -> Vec<&'e ConfigError> {
    let shown = |error: &&ConfigError| {
        !paths.iter().any(|path| errors_at(std::slice::from_ref(*error), path).is_some())
    };
    errors.iter().filter(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_a_list_name_their_line() {
        let error = |path: &str| ConfigError { path: path.to_owned(), message: "no".to_owned() };
        let errors = [error("pages[1]"), error("pages"), error("pagesx"), error("pages[1].x")];
        assert_eq!(errors_at(&errors, "pages").as_deref(), Some("2: no\nno"));
        assert_eq!(errors_at(&errors, "name"), None);
        assert_eq!(errors_elsewhere(&errors, &["pages".to_owned()]).len(), 2);
    }
}
