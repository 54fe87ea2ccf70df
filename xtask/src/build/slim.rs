//! Removes from wasm-bindgen's output what a classic script with its wasm inside does not need.
//!
//! Names: an import is called `__wbg_addEventListener_70e3766f6252144d`, once in the wasm and once in the glue; in
//! the content script that was a tenth of all bytes. Loading: the asynchronous start fetches a file that does not
//! exist here.

use anyhow::{Result, bail};
use std::collections::BTreeMap;

/// What the glue's last line offers: the asynchronous start, the synchronous one, and the exports.
const OFFERED: &str = "Object.assign(__wbg_init, { initSync }, exports)";
const KEPT: &str = "Object.assign({ initSync }, exports)";

/// Old names and new.
pub type Names = BTreeMap<String, String>;

/// Short names for those that wasm-bindgen generated. Exports that a person named keep their names.
pub fn short_names<'a>(names: impl Iterator<Item = &'a str>) -> Names {
    let made = names.filter(|name| name.starts_with("__wb") || name.starts_with("wasm_bindgen__"));
    // Sorted, so that the result does not depend on the order in the file. The glue's own names contain no `$`.
    let sorted: std::collections::BTreeSet<&str> = made.collect();
    sorted
        .into_iter()
        .enumerate()
        .map(|(index, name)| (name.to_owned(), format!("${}", base36(index))))
        .collect()
}

fn base36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

/// The glue with its names replaced, and without the asynchronous start (the minifier then drops its functions).
pub fn glue(js: &str, names: &Names) -> Result<String> {
    if js.contains('$') && has_dollar_name(js) {
        bail!(
            "the glue has a name that begins with `$`, as the short ones do: choose another sign in slim.rs"
        );
    }
    if js.matches(OFFERED).count() != 1 {
        bail!(
            "the glue does not end in `{OFFERED}` any more: read what this wasm-bindgen writes, and change slim.rs"
        );
    }
    Ok(rename(&js.replace(OFFERED, KEPT), names))
}

/// A `$` that begins a name; in a template literal, `${` does not.
fn has_dollar_name(js: &str) -> bool {
    js.split('$').skip(1).any(|rest| rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

/// Replaces whole names.
fn rename(js: &str, names: &Names) -> String {
    let mut out = String::with_capacity(js.len());
    let mut rest = js;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_name(c) != is_name(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        out.push_str(names.get(run).map_or(run, String::as_str));
        rest = after;
    }
    out
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_for_made_names_only_and_do_not_depend_on_order() {
        let names = short_names(["memory", "__wbg_b_1", "start", "__wbg_a_1"].into_iter());
        assert_eq!(names, short_names(["__wbg_a_1", "__wbg_b_1"].into_iter()));
        assert_eq!(names["__wbg_a_1"], "$0");
        assert_eq!(names.len(), 2);
        assert_eq!(base36(35), "z");
        assert_eq!(base36(36), "10");
    }

    #[test]
    fn only_whole_names_are_replaced() {
        let names = Names::from([("__wbg_a_1".to_owned(), "$0".to_owned())]);
        let js =
            format!("x={{__wbg_a_1:f}};wasm.__wbg_a_1(__wbg_a_12, my__wbg_a_1, `${{e}}`); return {OFFERED};");
        assert_eq!(
            glue(&js, &names).unwrap(),
            format!("x={{$0:f}};wasm.$0(__wbg_a_12, my__wbg_a_1, `${{e}}`); return {KEPT};")
        );
    }

    #[test]
    fn another_wasm_bindgen_is_noticed() {
        assert!(glue("return { initSync };", &Names::new()).is_err());
        assert!(glue(&format!("let $0; return {OFFERED};"), &Names::new()).is_err());
    }
}
