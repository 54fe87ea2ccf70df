//! What is shipped, and from where: the one table of it.
//!
//! A new page, or a new script for CRM pages, is one line in [`PARTS`] and one line in `members` of `Cargo.toml`. The
//! build, the sizes it prints, and the checks of dependencies, named files and weight all read this table.

mod fits;

use anyhow::{Context, Result};
pub use fits::{faults, verify};

/// Every crate that is shipped as wasm, in the order of the folders.
pub const PARTS: &[Part] = &[
    Part::background("background"),
    Part::bare_wasm("bridge/numbers"),
    Part::script("content", "ucontactBridge", [64, 28], [120, 36]).code_apart().may_use(&["bridge", "frame"]),
    Part::script("content/contacts", "ucontactContacts", [64, 44], [176, 57])
        .answers()
        .with(&["contacts.css"]),
    Part::script("content/dock", "ucontactDock", [59, 41], [154, 52]).may_use(&["frame"]),
    Part::page("pages/doctor").with(&["ask.js", "look.js"]),
    Part::page("pages/history"),
    Part::page("pages/options"),
    Part::page("pages/panel").may_use(&["frame"]),
    Part::page("pages/welcome"),
    Part::page("popup"),
];

/// The folders that belong to no part: their path in the checkout, their path in what is shipped, and the endings of
/// the files that are shipped.
const FOLDERS: [(&str, &str, &[&str]); 3] = [
    ("_locales", "_locales", &["json"]),
    ("icons", "icons", &["png", "svg"]),
    ("pages/shared", "pages", PAGE),
];

/// The endings of a page's files that are shipped as they are.
const PAGE: &[&str] = &["css", "html", "js", "svg"];

/// One crate that is shipped.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Its folder in the checkout. The last name of the path is the crate's name.
    pub folder: &'static str,
    /// What is made from it.
    pub kind: Kind,
    /// The workspace's crates that it may depend on, besides those that its kind may.
    more: &'static [&'static str],
    /// Files of its folder that are shipped unchanged and that only the code names, not the manifest and no page.
    files: &'static [&'static str],
}

/// What a part is; it decides which files are made from it.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// The background: one script with its wasm inside, `NAME.js`.
    Background,
    /// A page of the extension: the files of its folder, `NAME/NAME.js` and `NAME/NAME.wasm`.
    Page,
    /// A script for CRM pages: `NAME.js`, and its twin without wasm, `NAME-twin.js`.
    Script(Script),
    /// Plain exports, no glue and no loader: `NAME.wasm`.
    BareWasm,
}

/// How a script for CRM pages is put together, and how heavy it may be.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    /// The global variable at which it waits for its twin if the page's policy forbids wasm.
    pub waits_at: &'static str,
    /// `NAME.js` is only `loader.js`; the code is a separate file, `NAME-wasm.js`, made from `wasm.js`.
    pub code_apart: bool,
    /// The background uses the value of its last expression.
    pub answers: bool,
    /// How many kilobytes it may have: as it is, and gzipped.
    most: [usize; 2],
    /// The same for its twin.
    twin_most: [usize; 2],
}

/// Files that a CRM page loads together, and how many bytes they may have.
pub struct Budget {
    /// Their names in what is shipped.
    pub files: Vec<String>,
    /// As they are.
    pub raw: usize,
    /// Gzipped, each by itself.
    pub gzipped: usize,
}

impl Part {
    const fn new(folder: &'static str, kind: Kind) -> Self {
        Self { folder, kind, more: &[], files: &[] }
    }

    const fn background(folder: &'static str) -> Self {
        Self::new(folder, Kind::Background)
    }

    const fn page(folder: &'static str) -> Self {
        Self::new(folder, Kind::Page)
    }

    const fn bare_wasm(folder: &'static str) -> Self {
        Self::new(folder, Kind::BareWasm)
    }

    const fn script(
        folder: &'static str,
        waits_at: &'static str,
        most: [usize; 2],
        twin_most: [usize; 2],
    ) -> Self {
        let script = Script { waits_at, code_apart: false, answers: false, most, twin_most };
        Self::new(folder, Kind::Script(script))
    }

    const fn code_apart(mut self) -> Self {
        if let Kind::Script(script) = &mut self.kind {
            script.code_apart = true;
        }
        self
    }

    const fn answers(mut self) -> Self {
        if let Kind::Script(script) = &mut self.kind {
            script.answers = true;
        }
        self
    }

    const fn may_use(mut self, more: &'static [&'static str]) -> Self {
        self.more = more;
        self
    }

    const fn with(mut self, files: &'static [&'static str]) -> Self {
        self.files = files;
        self
    }

    /// Its crate's name, from which its files are named.
    pub fn name(&self) -> &'static str {
        self.folder.rsplit('/').next().unwrap_or(self.folder)
    }

    /// The file with its code (or, on a page, with the glue).
    pub fn script_file(&self) -> String {
        let name = self.name();
        match &self.kind {
            Kind::Page => format!("{name}/{name}.js"),
            Kind::Script(script) if script.code_apart => format!("{name}-wasm.js"),
            Kind::Background | Kind::Script(_) | Kind::BareWasm => format!("{name}.js"),
        }
    }

    /// The file with its loader, if the loader is a separate file.
    pub fn loader_file(&self) -> String {
        format!("{}.js", self.name())
    }

    /// The file with its wasm, if the wasm is a separate file.
    pub fn wasm_file(&self) -> String {
        let name = self.name();
        match self.kind {
            Kind::Page => format!("{name}/{name}.wasm"),
            Kind::Background | Kind::Script(_) | Kind::BareWasm => format!("{name}.wasm"),
        }
    }

    /// The file with its twin.
    pub fn twin_file(&self) -> String {
        format!("{}-twin.js", self.name())
    }

    /// The files that the build makes from it.
    pub fn made(&self) -> Vec<String> {
        match &self.kind {
            Kind::Background => vec![self.script_file()],
            Kind::Page => vec![self.script_file(), self.wasm_file()],
            Kind::Script(script) if script.code_apart => {
                vec![self.loader_file(), self.script_file(), self.twin_file()]
            }
            Kind::Script(_) => vec![self.script_file(), self.twin_file()],
            Kind::BareWasm => vec![self.wasm_file()],
        }
    }

    /// Files that are shipped as they are: in the checkout, and in what is shipped.
    fn copied(&self) -> impl Iterator<Item = (String, String)> {
        self.files.iter().map(|file| {
            let shipped = match self.kind {
                Kind::Page => format!("{}/{file}", self.name()),
                Kind::Background | Kind::Script(_) | Kind::BareWasm => (*file).to_owned(),
            };
            (format!("{}/{file}", self.folder), shipped)
        })
    }

    /// The members of the workspace that it may depend on.
    pub fn may_depend_on(&self) -> Vec<&'static str> {
        let kind: &[&str] = match self.kind {
            Kind::Background => &["bridge", "webext"],
            Kind::Page => &["bridge", "pages", "webext"],
            Kind::Script(_) => &["webext"],
            Kind::BareWasm => &[],
        };
        [kind, self.more].concat()
    }

    /// What a CRM page must load of it.
    fn budgets(&self) -> Vec<Budget> {
        let Kind::Script(script) = &self.kind else { return Vec::new() };
        let (mut own, twin) = (self.made(), self.twin_file());
        own.retain(|file| *file != twin);
        let budget =
            |files, [raw, gzipped]: [usize; 2]| Budget { files, raw: raw * 1024, gzipped: gzipped * 1024 };
        vec![budget(own, script.most), budget(vec![twin], script.twin_most)]
    }
}

/// The part of this name.
pub fn named(name: &str) -> Result<&'static Part> {
    PARTS.iter().find(|part| part.name() == name).with_context(|| format!("xtask/src/parts.rs has no {name}"))
}

/// Every file of the parts: the build makes it, or copies it because the code names it.
pub fn files() -> Vec<String> {
    let made = PARTS.iter().flat_map(Part::made);
    made.chain(PARTS.iter().flat_map(Part::copied).map(|(_, shipped)| shipped)).collect()
}

/// Folders whose files are shipped as they are: their path in the checkout, their path in what is shipped, and the
/// files' endings.
pub fn folders() -> Vec<(&'static str, &'static str, &'static [&'static str])> {
    let pages = PARTS.iter().filter(|part| part.kind == Kind::Page);
    FOLDERS.into_iter().chain(pages.map(|part| (part.folder, part.name(), PAGE))).collect()
}

/// Single files that are shipped as they are, besides those of the folders: their path in the checkout, and in what
/// is shipped.
pub fn single_files() -> Vec<(String, String)> {
    PARTS.iter().filter(|part| part.kind != Kind::Page).flat_map(Part::copied).collect()
}

/// What CRM pages must load, and how heavy it may be.
pub fn budgets() -> Vec<Budget> {
    PARTS.iter().flat_map(Part::budgets).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_script_its_wasm_and_its_folder() {
        let page = Part::page("pages/side").with(&["look.js"]);
        assert_eq!(page.made(), ["side/side.js", "side/side.wasm"]);
        assert_eq!(page.may_depend_on(), ["bridge", "pages", "webext"]);
        assert!(folders().contains(&("pages/welcome", "welcome", PAGE)));
        assert!(folders().contains(&("pages/shared", "pages", PAGE)));
        assert!(files().contains(&"doctor/look.js".to_owned()));
    }

    #[test]
    fn a_script_is_itself_and_its_twin_and_the_loader_alone_where_the_code_is_apart() {
        assert_eq!(named("dock").unwrap().made(), ["dock.js", "dock-twin.js"]);
        assert_eq!(named("content").unwrap().made(), ["content.js", "content-wasm.js", "content-twin.js"]);
        assert_eq!(named("content").unwrap().may_depend_on(), ["webext", "bridge", "frame"]);
        assert_eq!(named("numbers").unwrap().made(), ["numbers.wasm"]);
        assert_eq!(single_files(), [("content/contacts/contacts.css".to_owned(), "contacts.css".to_owned())]);
        assert!(named("sidepanel").unwrap_err().to_string().contains("has no sidepanel"));
    }

    #[test]
    fn each_script_for_crm_pages_has_a_budget_for_itself_and_for_its_twin() {
        let of = |name: &str| {
            budgets()
                .into_iter()
                .find(|budget| budget.files.contains(&name.to_owned()))
                .map(|budget| budget.raw)
        };
        assert_eq!(of("content-wasm.js"), Some(64 * 1024));
        assert_eq!(of("content.js"), of("content-wasm.js"));
        assert_eq!(of("dock-twin.js"), Some(154 * 1024));
        assert_eq!(of("background.js"), None);
    }
}
