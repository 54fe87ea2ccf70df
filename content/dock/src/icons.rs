//! The pictures on the buttons: lines in the colour of the text, so that every contrast theme shows them.

use web_sys::{Document, Element};

use crate::dom::{append, element_of, set};

/// Six dots to take hold of.
pub(crate) const HOLD: &str = "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01";
/// A bar at the bottom.
pub(crate) const MINIMISE: &str = "M3 12h10";
/// A window.
pub(crate) const RESTORE: &str = "M3 3.5h10v9H3z";
/// Arrows to the left and to the right.
pub(crate) const SIDES: &str = "M5 5 2 8l3 3M2 8h12M11 5l3 3-3 3";
/// A window with a panel at its side.
pub(crate) const PANEL: &str = "M2 3h12v10H2zM10 3v10";

const SVG: &str = "http://www.w3.org/2000/svg";

/// Puts the picture that a path draws on a button, 16 by 16 pixels. Built node by node, because a page may forbid HTML
/// from strings.
#[inline(never)]
pub(crate) fn icon(document: &Document, button: &Element, path: &str) {
    let svg = element_of(document, SVG, "svg");
    set(&svg, "viewBox", "0 0 16 16");
    set(&svg, "aria-hidden", "true");
    let line = element_of(document, SVG, "path");
    set(&line, "d", path);
    append(&svg, &line);
    append(button, &svg);
}

/// Changes what a picture shows.
pub(crate) fn redraw(button: &Element, path: &str) {
    if let Ok(Some(line)) = button.query_selector("path") {
        set(&line, "d", path);
    }
}
