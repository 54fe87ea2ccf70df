//! The label of a text: what stands beside it and may say what the text is, such as `Phone:` or the head of a column.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};
use webext::js;

use crate::dom::{Node, call};

/// A longer text is no label, in UTF-16 units.
const LONGEST: u32 = 40;

/// The label of a text node; empty if it has none.
pub fn of(text: &Node) -> String {
    let before = text.previous().and_then(|node| short(&node));
    if let Some(before) = before {
        return before;
    }
    let Some(parent) = text.parent() else { return String::new() };
    head(&parent).or_else(|| short(&parent.previous_element()?)).unwrap_or_default()
}

/// The head of a cell's column.
fn head(cell: &Node) -> Option<String> {
    let column = js::get(cell, "cellIndex").as_f64()?;
    let table = cell.closest(&"table".into())?;
    let first = call(&js::get(&table, "rows"), "item", &[&0.into()])?;
    let head = call(&js::get(&first, "cells"), "item", &[&column.into()])?;
    let is_head = js::get_string(&head, "localName").is_some_and(|name| name == "th");
    is_head.then(|| short(head.unchecked_ref()))?
}

fn short(node: &Node) -> Option<String> {
    let text: JsValue = node.text();
    let length = text.dyn_ref::<JsString>()?.length();
    // A label may have more white space around it than it has letters: the first look is generous.
    if length > 4 * LONGEST {
        return None;
    }
    let text = text.as_string()?;
    let text = text.trim();
    (!text.is_empty() && text.encode_utf16().count() <= LONGEST as usize).then(|| text.to_owned())
}
