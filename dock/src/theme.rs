//! uContact's theme on the dock: dark or light, and its primary colour as the bar's hue.

use web_sys::CssStyleDeclaration;

use crate::dom;

/// Paints the dock. The colour gives the hue only: the style sheet fixes the lightness, so every contrast holds.
pub(crate) fn paint(rule: &CssStyleDeclaration, dark: bool, primary: &str) {
    dom::style(rule, "color-scheme", if dark { "dark" } else { "light" });
    if is_plain_colour(primary) && web_sys::css::supports_with_value("color", primary).unwrap_or(false) {
        dom::style(rule, "--brand", primary);
    }
}

/// Whether a string can be a colour at all: a name, `#…` or one function of numbers. `CSS.supports` would also take
/// `var(…)`, `inherit` and the like, which mean something else as a custom property.
fn is_plain_colour(colour: &str) -> bool {
    const OTHERS: [&str; 7] =
        ["inherit", "initial", "unset", "revert", "revert-layer", "currentcolor", "transparent"];
    let colour = colour.trim();
    !colour.is_empty()
        && colour.len() <= 64
        && colour.bytes().all(|c| c.is_ascii_alphanumeric() || b"#(),.%/ -+".contains(&c))
        && colour.matches('(').count() <= 1
        && !["var(", "env("]
            .iter()
            .any(|start| colour.get(..4).is_some_and(|found| found.eq_ignore_ascii_case(start)))
        && !OTHERS.iter().any(|other| colour.eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests {
    use super::is_plain_colour;

    #[test]
    fn colours_pass_and_the_rest_does_not() {
        for colour in ["#0a84ff", "rebeccapurple", "rgb(10 20 30 / 50%)", "hsl(200, 50%, 40%)", " #FFF "] {
            assert!(is_plain_colour(colour), "{colour}");
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
            assert!(!is_plain_colour(other), "{other}");
        }
    }
}
