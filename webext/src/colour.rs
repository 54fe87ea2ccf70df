//! uContact's primary colour, before it becomes CSS.

/// Whether a text is a colour that is safe in a custom property.
pub fn is_colour(text: &str) -> bool {
    is_plain(text) && web_sys::css::supports_with_value("color", text).unwrap_or(false)
}

/// Whether a text can be a colour at all: a name, `#…` or one function of numbers. `CSS.supports` also accepts
/// `var(…)`, `inherit` and the like, which mean something else in a custom property.
fn is_plain(text: &str) -> bool {
    const OTHERS: [&str; 7] =
        ["inherit", "initial", "unset", "revert", "revert-layer", "currentcolor", "transparent"];
    let text = text.trim();
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || b"#(),.%/ -+".contains(&c))
        && text.matches('(').count() <= 1
        && !["var(", "env("]
            .iter()
            .any(|start| text.get(..4).is_some_and(|found| found.eq_ignore_ascii_case(start)))
        && !OTHERS.iter().any(|other| text.eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn colours_pass_and_the_rest_does_not() {
        for colour in ["#0a84ff", "rebeccapurple", "rgb(10 20 30 / 50%)", "hsl(200, 50%, 40%)", " #FFF "] {
            assert!(is_plain(colour), "{colour}");
        }
        let long = "a".repeat(65);
        for other in [
            "",
            "var(--x)",
            "VAR(--x)",
            "env(x)",
            "inherit",
            "currentColor",
            "red;--x:1",
            "url(x:y)",
            "a(b(c))",
            &long,
        ] {
            assert!(!is_plain(other), "{other}");
        }
    }
}
