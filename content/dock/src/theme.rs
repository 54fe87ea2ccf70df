//! uContact's theme on the dock: dark or light, and its primary colour as the bar's hue.

use web_sys::CssStyleDeclaration;
use webext::colour::is_colour;

use crate::dom;

/// Paints the dock. The colour gives only the hue: the style sheet fixes the lightness, so that the contrast is always
/// sufficient.
pub(crate) fn paint(rule: &CssStyleDeclaration, dark: bool, primary: &str) {
    dom::style(rule, "color-scheme", if dark { "dark" } else { "light" });
    if is_colour(primary) {
        dom::style(rule, "--brand", primary);
    }
}
