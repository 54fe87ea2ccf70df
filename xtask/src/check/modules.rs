//! The modules of a crate, and which of them names which. Like the compiler, this follows a path through `use` and
//! `pub use` to the module that declares the item. It does not see what a method's type or a macro's output needs.

pub mod scan;

use super::sources::Sources;
use anyhow::{Context, Result, anyhow};
use proc_macro2::TokenTree;
use scan::{Scope, Use};
use std::collections::{BTreeMap, BTreeSet};

/// All modules of a crate; the first is its root.
pub struct Modules(Vec<Module>);

struct Module {
    /// The file that holds this module.
    file: String,
    /// The path of the module that the whole file is; empty for the crate's root.
    place: Vec<String>,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    scope: Scope,
}

/// A line that names a module of another file.
#[derive(Debug)]
pub struct Naming {
    pub file: String,
    pub line: usize,
    /// The paths of the two files' modules.
    pub from: Vec<String>,
    pub to: Vec<String>,
}

/// What was found while following a path.
#[derive(Default)]
struct Walk {
    /// The modules that declare the item, or whose `pub use` leads to the item.
    met: BTreeSet<usize>,
    /// The modules whose `use` was searched for a name, so that a circle of `use` ends.
    asked: BTreeSet<(usize, String)>,
}

impl Modules {
    /// Follows `mod x;` from the crate's root file. `sources` holds all files in and below the root's folder.
    pub fn read(root: &str, sources: &Sources) -> Result<Self> {
        let mut modules = Self(Vec::new());
        modules.add_file(root, Vec::new(), None, sources)?;
        Ok(modules)
    }

    /// The files, without those that only tests compile.
    pub fn files(&self) -> BTreeSet<&str> {
        self.0.iter().map(|module| module.file.as_str()).collect()
    }

    fn add_file(
        &mut self,
        file: &str,
        place: Vec<String>,
        parent: Option<usize>,
        sources: &Sources,
    ) -> Result<usize> {
        let text = sources.get(file).with_context(|| format!("{file} is not there"))?;
        let tokens: Vec<TokenTree> = scan::tokens(text).with_context(|| file.to_owned())?;
        let (folder, last) = file.rsplit_once('/').unwrap_or(("", file));
        // The children of `a/b.rs` are in `a/b/`.
        let children = match last.trim_end_matches(".rs") {
            "mod" | "lib" | "main" => folder.to_owned(),
            name => format!("{folder}/{name}"),
        };
        self.add(scan::scope(&tokens), file, &children, place, parent, sources)
    }

    fn add(
        &mut self,
        mut scope: Scope,
        file: &str,
        folder: &str,
        place: Vec<String>,
        parent: Option<usize>,
        sources: &Sources,
    ) -> Result<usize> {
        let index = self.0.len();
        let (files, inline) = (std::mem::take(&mut scope.files), std::mem::take(&mut scope.inline));
        let (file, children) = (file.to_owned(), BTreeMap::new());
        self.0.push(Module { file: file.clone(), place: place.clone(), parent, children, scope });
        let mut children = BTreeMap::new();
        for (name, path) in files {
            let found = match path {
                Some(path) => Some(format!("{}/{path}", file.rsplit_once('/').unwrap_or_default().0)),
                None => [format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")]
                    .into_iter()
                    .find(|path| sources.contains_key(path)),
            };
            let found = found.ok_or_else(|| anyhow!("{file}: no file for `mod {name};`"))?;
            let place = [place.as_slice(), std::slice::from_ref(&name)].concat();
            children.insert(name, self.add_file(&found, place, Some(index), sources)?);
        }
        for (name, scope) in inline {
            let folder = format!("{folder}/{name}");
            children.insert(name, self.add(scope, &file, &folder, place.clone(), Some(index), sources)?);
        }
        if let Some(module) = self.0.get_mut(index) {
            module.children = children;
        }
        Ok(index)
    }

    /// Every line where one file names another's module.
    pub fn namings(&self) -> Vec<Naming> {
        let mut namings = Vec::new();
        for (index, module) in self.0.iter().enumerate() {
            let used = module.scope.uses.iter().map(|used| &used.path);
            for path in used.chain(&module.scope.paths) {
                let mut walk = Walk::default();
                self.follow(index, &path.names, &mut walk);
                for to in walk.met.iter().filter_map(|met| self.0.get(*met)) {
                    if to.file != module.file {
                        namings.push(Naming {
                            file: module.file.clone(),
                            line: path.line,
                            from: module.place.clone(),
                            to: to.place.clone(),
                        });
                    }
                }
            }
        }
        namings
    }

    /// Adds the module that declares what `path` names, and the modules whose `pub use` leads there. None if no module
    /// of this crate is known to declare the item: it comes from another crate, or from a macro.
    fn follow(&self, from: usize, path: &[String], walk: &mut Walk) -> Option<()> {
        let (first, mut rest) = path.split_first()?;
        let here = self.0.get(from)?;
        let mut at = match first.as_str() {
            "crate" => 0,
            "self" => from,
            "super" => here.parent?,
            name => match here.children.get(name) {
                Some(child) => *child,
                None => return self.follow_name(from, name, rest, walk),
            },
        };
        while let Some((name, further)) = rest.split_first() {
            let module = self.0.get(at)?;
            at = match (name.as_str(), module.children.get(name)) {
                ("super", _) => module.parent?,
                ("self", _) => at,
                (_, Some(child)) => *child,
                // An item of this module, or one from its `use`.
                (name, None) => {
                    walk.met.insert(at);
                    let is_own = module.scope.items.contains(name);
                    return if is_own { Some(()) } else { self.follow_name(at, name, further, walk) };
                }
            };
            rest = further;
        }
        walk.met.insert(at);
        Some(())
    }

    /// Follows a name through a module's `use`.
    fn follow_name(&self, at: usize, name: &str, rest: &[String], walk: &mut Walk) -> Option<()> {
        let scope = &self.0.get(at)?.scope;
        if scope.items.contains(name) || !walk.asked.insert((at, name.to_owned())) {
            return None;
        }
        let named = |used: &&Use| used.name.as_deref() == Some(name);
        if let Some(used) = scope.uses.iter().find(named) {
            return self.follow(at, &[used.path.names.as_slice(), rest].concat(), walk);
        }
        let globs = scope.uses.iter().filter(|used| used.name.is_none());
        globs.map(|used| [used.path.names.as_slice(), &[name.to_owned()], rest].concat()).find_map(|path| {
            let before = walk.met.clone();
            let found = self.follow(at, &path, walk);
            if found.is_none() {
                walk.met = before;
            }
            found
        })
    }
}
