//! Whether the table of parts fits the workspace.

use super::{Kind, PARTS, Part};
use crate::run;
use anyhow::{Result, bail};
use serde_json::Value;
use std::path::Path;

/// Fails if the table does not fit the workspace, and says what to do.
pub fn verify(root: &Path) -> Result<()> {
    let mut metadata = run::cargo();
    metadata.args(["metadata", "--format-version", "1", "--no-deps"]);
    let faults = faults(&serde_json::from_slice(&run::output(&mut metadata)?)?, root);
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

/// What does not match between the table and the workspace, as `cargo metadata` describes it.
pub fn faults(metadata: &Value, root: &Path) -> Vec<String> {
    faults_of(PARTS, metadata, root)
}

fn faults_of(parts: &[Part], metadata: &Value, root: &Path) -> Vec<String> {
    let members: Vec<Member<'_>> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| Member::read(one, root))
        .collect();
    let mut faults = Vec::new();
    for part in parts {
        let (folder, name) = (part.folder, part.name());
        let fault = match members.iter().find(|member| member.folder == folder) {
            None if !root.join(folder).is_dir() => {
                Some(format!("there is no folder {folder}: create it, or take its line out"))
            }
            None => {
                Some(format!("{folder} is no member of the workspace: add it to `members` in Cargo.toml"))
            }
            Some(member) if member.name != name => Some(format!(
                "the crate in {folder} is called {}: call it {name}, as its folder",
                member.name
            )),
            Some(member) if !member.is_cdylib => {
                Some(format!("{folder}/Cargo.toml needs `[lib] crate-type = [\"cdylib\", \"rlib\"]`"))
            }
            Some(_) => part
                .sources()
                .into_iter()
                .find(|file| !root.join(file).is_file())
                .map(|file| format!("there is no file {file}")),
        };
        faults.extend(fault.map(|fault| format!("xtask/src/parts.rs names {folder}, but {fault}")));
    }
    for member in members.iter().filter(|member| member.is_cdylib) {
        if !parts.iter().any(|part| part.folder == member.folder) {
            faults.push(format!(
                "{} is built as a cdylib, but nothing of it is shipped: add a line to PARTS in xtask/src/parts.rs \
                 (for a page: `Part::page(\"{}\"),`)",
                member.folder, member.folder
            ));
        }
    }
    faults
}

impl Part {
    /// The files that the build and the browser need, besides the Rust code.
    fn sources(&self) -> Vec<String> {
        let (folder, name) = (self.folder, self.name());
        let mut sources: Vec<String> = self.copied().map(|(source, _)| source).collect();
        match &self.kind {
            Kind::Page => sources.push(format!("{folder}/{name}.html")),
            Kind::Script(script) => {
                sources.push(format!("{folder}/loader.js"));
                if script.code_apart {
                    sources.push(format!("{folder}/wasm.js"));
                }
            }
            Kind::Background | Kind::BareWasm => {}
        }
        sources
    }
}

/// A member of the workspace.
struct Member<'a> {
    name: &'a str,
    folder: String,
    is_cdylib: bool,
}

impl<'a> Member<'a> {
    fn read(package: &'a Value, root: &Path) -> Option<Self> {
        let manifest = Path::new(package["manifest_path"].as_str()?);
        // A checkout behind a symbolic link has two paths.
        let folder = manifest.parent()?.strip_prefix(root).or_else(|_| {
            let root = root.canonicalize().unwrap_or_default();
            manifest.parent().unwrap_or(manifest).strip_prefix(root)
        });
        let is_cdylib = |target: &Value| {
            target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
        };
        Some(Self {
            name: package["name"].as_str()?,
            folder: folder.ok()?.to_str()?.to_owned(),
            is_cdylib: package["targets"].as_array()?.iter().any(is_cdylib),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths;
    use serde_json::json;
    use std::fs;
    use std::path::PathBuf;

    #[test]
    fn the_table_fits_the_checkout() {
        verify(&paths::root()).unwrap();
    }

    /// A member: its folder, its name, the kind of its library.
    type Crate = (&'static str, &'static str, &'static str);

    /// A checkout with these files, and the metadata of its members.
    fn checkout(test: &str, files: &[&str], members: &[Crate]) -> (PathBuf, Value) {
        let root = std::env::temp_dir().join(format!("xtask-parts-{test}-{}", std::process::id()));
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let packages: Vec<Value> = members
            .iter()
            .map(|(folder, name, kind)| {
                let manifest = root.join(folder).join("Cargo.toml");
                json!({"name": name, "manifest_path": manifest, "targets": [{"kind": [kind, "rlib"]}, {"kind": ["test"]}]})
            })
            .collect();
        (root, json!({"packages": packages}))
    }

    #[test]
    fn a_crate_without_a_line_is_named_with_the_line_to_add() {
        let (root, metadata) =
            checkout("no-line", &[], &[("pages/side", "side", "cdylib"), ("webext", "webext", "lib")]);
        let faults = faults_of(&[], &metadata, &root);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with("pages/side is built as a cdylib"), "{faults:?}");
        assert!(faults[0].contains("`Part::page(\"pages/side\"),`"), "{faults:?}");
    }

    #[test]
    fn a_line_that_does_not_fit_the_checkout_says_why() {
        let side = || [Part::page("pages/side")];
        let html = "pages/side/side.html";
        let cases: [(&str, &[&str], &[Crate], &str); 5] = [
            ("no-folder", &[], &[], "there is no folder pages/side"),
            ("no-member", &[html], &[], "add it to `members` in Cargo.toml"),
            ("no-name", &[html], &[("pages/side", "panel2", "cdylib")], "call it side"),
            ("no-cdylib", &[html], &[("pages/side", "side", "lib")], "crate-type"),
            (
                "no-html",
                &["pages/side/a.css"],
                &[("pages/side", "side", "cdylib")],
                "there is no file pages/side/side.html",
            ),
        ];
        for (test, files, members, wanted) in cases {
            let (root, metadata) = checkout(test, files, members);
            let found = faults_of(&side(), &metadata, &root);
            assert!(found[0].starts_with("xtask/src/parts.rs names pages/side, but "), "{found:?}");
            assert!(found[0].contains(wanted), "{found:?}");
            fs::remove_dir_all(root).ok();
        }
    }

    #[test]
    fn a_script_needs_its_loader_and_one_with_code_apart_what_starts_that() {
        let (root, metadata) = checkout("loader", &["x/loader.js"], &[("x", "x", "cdylib")]);
        let parts = [Part::script("x", "x", [1, 1], [1, 1]).code_apart()];
        assert!(faults_of(&parts, &metadata, &root)[0].contains("there is no file x/wasm.js"));
        let plain = [Part::script("x", "x", [1, 1], [1, 1])];
        assert_eq!(faults_of(&plain, &metadata, &root), Vec::<String>::new());
        fs::remove_dir_all(root).unwrap();
    }
}
