//! The background keeps its state in structs that are handed down, and talks to the browser only through its ports. So
//! the whole background runs natively with a fake browser, many times in one process.

use super::Faults;
use super::modules::{Modules, scan};
use super::sources::{self, Sources};
use anyhow::{Context, Result};
use proc_macro2::TokenTree;
use serde_json::Value;

/// The files that may see the browser's own values; they are beside the crate's root file.
const JS_VALUE_IN: [&str; 2] = ["browser.rs", "lib.rs"];

const STATE: &str = "a lock or other state belongs in a struct that is handed down";

pub fn check(metadata: &Value) -> Result<Faults> {
    let background = sources::read(metadata, "background")?;
    faults(&background.root, &background.sources)
}

/// Faults of the crate whose root file is given.
fn faults(root: &str, sources: &Sources) -> Result<Faults> {
    let (folder, _) = root.rsplit_once('/').context("the root is in a folder")?;
    let mut faults = Faults::new();
    for file in Modules::read(root, sources)?.files() {
        let text = sources.get(file).map(String::as_str).unwrap_or_default();
        let may_see_js = JS_VALUE_IN.iter().any(|name| file == format!("{folder}/{name}"));
        let mut js_values = Vec::new();
        look(&scan::tokens(text)?, &mut |line, found| match found {
            "thread_local" => faults.push(format!("{file}:{line}: `thread_local!`: {STATE}")),
            "static" => {
                faults.push(format!("{file}:{line}: `static`: {STATE}; what never changes is a `const`"))
            }
            "JsValue" if !may_see_js => js_values.push(line.to_string()),
            _ => {}
        });
        if !js_values.is_empty() {
            faults.push(format!(
                "{file}: `JsValue` (line {}): only {} may see it; webext gives it a type",
                js_values.join(", "),
                JS_VALUE_IN.join(" and ")
            ));
        }
    }
    Ok(faults)
}

/// Calls `each` with every identifier and its line, but for what is inside `thread_local!`.
fn look(tokens: &[TokenTree], each: &mut dyn FnMut(usize, &str)) {
    let mut tokens = tokens.iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) => {
                each(word.span().start().line, &word.to_string());
                if word == "thread_local" {
                    // The `!` and what it holds.
                    tokens.nth(1);
                }
            }
            // A lifetime: `'static`.
            TokenTree::Punct(mark) if mark.as_char() == '\'' => drop(tokens.next()),
            TokenTree::Group(group) => look(&group.stream().into_iter().collect::<Vec<_>>(), each),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(files: &[(&str, &str)]) -> Faults {
        let sources =
            files.iter().map(|(name, text)| (format!("b/src/{name}"), (*text).to_owned())).collect();
        faults("b/src/lib.rs", &sources).unwrap()
    }

    #[test]
    fn state_outside_of_structs_is_found_with_its_line() {
        let found = faults_of(&[
            ("lib.rs", "mod turn;\nmod shell;"),
            ("turn.rs", "\nstatic NUMBERS: Mutex<()> = Mutex::const_new(());"),
            ("shell.rs", "fn f() {\n\n    thread_local! { static SHELL: Shell = Shell::default(); }\n}"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("b/src/shell.rs:3: `thread_local!`"), "{found:?}");
        assert!(found[1].starts_with("b/src/turn.rs:2: `static`"), "{found:?}");
    }

    #[test]
    fn js_values_are_for_two_files_only() {
        let js = "use wasm_bindgen::JsValue;";
        let files = [("lib.rs", "mod browser; mod inbox; use wasm_bindgen::JsValue;"), ("browser.rs", js)];
        assert_eq!(
            faults_of(&[&files[..], &[("inbox.rs", "mod show;"), ("inbox/show.rs", "")]].concat()),
            Faults::new()
        );
        let inside = [&files[..], &[("inbox/mod.rs", "mod browser;"), ("inbox/browser.rs", js)]].concat();
        assert_eq!(faults_of(&inside).len(), 1, "inbox/browser.rs is another file than browser.rs");
    }

    #[test]
    fn comments_strings_and_tests_do_not_count() {
        let harmless = "// thread_local! and JsValue\n/// static X\nconst A: &'static str = \"static JsValue\";\n\
                        #[cfg(test)]\nmod tests { static X: u8 = 0; }\n#[cfg(test)]\nmod fake;";
        assert_eq!(
            faults_of(&[("lib.rs", "mod a;"), ("a.rs", harmless), ("a/fake.rs", "thread_local! {}")]),
            Faults::new()
        );
    }
}
