//! uContact's theme on our pages: dark or light, and its primary colour as the accent's hue.

use bridge::view::Theme;

use crate::{dom, memory};

const MEMORY: &str = "theme";

/// Applies what was remembered, so that the page does not change colours when the desk's answer comes.
pub fn apply_remembered() {
    if let Some(theme) = memory::recall(MEMORY).as_deref().and_then(parse) {
        paint(&theme);
    }
}

/// Applies uContact's theme, if it has announced one, and remembers it.
pub fn apply(theme: Option<&Theme>) {
    if let Some(theme) = theme {
        paint(theme);
        memory::remember(MEMORY, &write(theme));
    }
}

fn paint(theme: &Theme) {
    let Some(root) = dom::document().document_element() else { return };
    dom::set_attribute(&root, "data-theme", if theme.dark { "dark" } else { "light" });
    // A colour of uContact's gives the hue only; base.css fixes the lightness, so every contrast holds.
    if is_plain_colour(&theme.primary)
        && web_sys::css::supports_with_value("color", &theme.primary).unwrap_or(false)
        && let Some(style) = dom::style(&root)
    {
        let _ = style.set_property("--brand", &theme.primary);
    }
}

/// Whether a string can be a colour at all: a name, `#…` or one function of numbers. `CSS.supports` would also take
/// `var(…)`, `inherit` and the like, which mean something else as a custom property.
fn is_plain_colour(colour: &str) -> bool {
    const KEYWORDS: [&str; 7] =
        ["inherit", "initial", "unset", "revert", "revert-layer", "currentcolor", "transparent"];
    let lower = colour.trim().to_ascii_lowercase();
    !lower.is_empty()
        && lower.len() <= 64
        && lower.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.%/ -+".contains(c))
        && lower.matches('(').count() <= 1
        && !lower.starts_with("var(")
        && !lower.starts_with("env(")
        && !KEYWORDS.contains(&lower.as_str())
}

fn write(theme: &Theme) -> String {
    format!("{} {}", if theme.dark { "dark" } else { "light" }, theme.primary)
}

fn parse(remembered: &str) -> Option<Theme> {
    let (mode, primary) = remembered.split_once(' ')?;
    let dark = match mode {
        "dark" => true,
        "light" => false,
        _ => return None,
    };
    Some(Theme { dark, primary: primary.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_pass_and_the_rest_does_not() {
        for colour in ["#0a84ff", "rebeccapurple", "rgb(10 20 30 / 50%)", "hsl(200, 50%, 40%)", " #FFF "] {
            assert!(is_plain_colour(colour), "{colour}");
        }
        let long = "a".repeat(65);
        for other in [
            "",
            "var(--text)",
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

    #[test]
    fn a_theme_is_remembered_as_it_was() {
        for theme in [
            Theme { dark: true, primary: "rgb(1, 2, 3)".to_owned() },
            Theme { dark: false, primary: String::new() },
        ] {
            assert_eq!(parse(&write(&theme)), Some(theme));
        }
        for broken in ["", "dark", "blue #fff"] {
            assert_eq!(parse(broken), None, "{broken}");
        }
    }
}
