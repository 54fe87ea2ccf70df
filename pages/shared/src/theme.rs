//! uContact's theme on our pages: dark or light, and its primary colour as the accent's hue.

use bridge::view::Theme;
use webext::colour::is_colour;

use crate::{dom, memory};

const MEMORY: &str = "theme";

/// Applies the remembered theme, so that the page does not change its colours when the desk's answer comes.
pub fn apply_remembered() {
    if let Some(theme) = memory::recall(MEMORY).as_deref().and_then(parse) {
        paint(&theme);
    }
}

/// Applies uContact's theme, if uContact has announced one, and remembers it.
pub fn apply(theme: Option<&Theme>) {
    if let Some(theme) = theme {
        paint(theme);
        memory::remember(MEMORY, &write(theme));
    }
}

fn paint(theme: &Theme) {
    let Some(root) = dom::document().document_element() else { return };
    dom::set_attribute(&root, "data-theme", if theme.dark { "dark" } else { "light" });
    // uContact's colour gives only the hue: base.css fixes the lightness, so that the contrast is always sufficient.
    if is_colour(&theme.primary)
        && let Some(style) = dom::style(&root)
    {
        let _ = style.set_property("--brand", &theme.primary);
    }
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
