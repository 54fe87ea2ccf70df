//! The background's state is in structs that are handed down, and it speaks to the browser by its ports alone. So all
//! of it runs natively, as often as one likes in one process, on a browser that is made up.

use super::Faults;
use super::modules::{Modules, scan};
use super::sources::{self, Sources};
use anyhow::{Context, Result};
use proc_macro2::TokenTree;
use serde_json::Value;

/// Issue 14 builds the background anew. Until then neither these rules nor the rule about circles would hold there.
pub const BACKGROUND_IS_REBUILT: bool = true;

/// The files, beside the crate's root, that may see the browser's own values.
const JS_VALUE_IN: [&str; 2] = ["browser.rs", "lib.rs"];

pub fn check(metadata: &Value) -> Result<Faults> {
    if !BACKGROUND_IS_REBUILT {
        eprintln!("     background: not looked at before issue 14 has rebuilt it (BACKGROUND_IS_REBUILT)");
        return Ok(Faults::new());
    }
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
        look(&scan::tokens(text)?, &mut |line, found| {
            faults.extend(match found {
                "thread_local" => Some(format!("{file}:{line}: `thread_local!`: state belongs in a struct that is handed down")),
                "static" => Some(format!(
                    "{file}:{line}: a `static`: a lock or other state belongs in a struct that is handed down; what never changes is a `const`"
                )),
                "JsValue" if !may_see_js => {
                    Some(format!("{file}:{line}: `JsValue` is for {} only: give it a type in webext", JS_VALUE_IN.join(" and ")))
                }
                _ => None,
            });
        });
    }
    Ok(faults)
}

/// Calls `each` with every word and its line. The statics of `thread_local!` are told with it.
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
        assert!(found[1].starts_with("b/src/turn.rs:2: a `static`"), "{found:?}");
    }

    #[test]
    fn js_values_stay_at_the_door() {
        let js = "use wasm_bindgen::JsValue;";
        let files = [("lib.rs", "mod browser; mod inbox; use wasm_bindgen::JsValue;"), ("browser.rs", js)];
        assert_eq!(
            faults_of(&[&files[..], &[("inbox.rs", "mod show;"), ("inbox/show.rs", "")]].concat()),
            Faults::new()
        );
        let inside = [&files[..], &[("inbox/mod.rs", "mod browser;"), ("inbox/browser.rs", js)]].concat();
        assert_eq!(faults_of(&inside).len(), 1, "only the browser.rs beside lib.rs is the door");
    }

    #[test]
    fn words_in_comments_strings_and_tests_are_none() {
        let harmless = "// thread_local! and JsValue\n/// static X\nconst A: &'static str = \"static JsValue\";\n\
                        #[cfg(test)]\nmod tests { static X: u8 = 0; }\n#[cfg(test)]\nmod fake;";
        assert_eq!(
            faults_of(&[("lib.rs", "mod a;"), ("a.rs", harmless), ("a/fake.rs", "thread_local! {}")]),
            Faults::new()
        );
    }
}
