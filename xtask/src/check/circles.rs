//! No circle of imports: of two modules side by side, at most one names the other, directly or through others. So each
//! can be read, tested and moved without the rest. A folder and the file that declares its modules count as one module.
//! Inside, that file and its modules may name each other.

use super::Faults;
use super::modules::{Modules, Naming};
use super::sources::{self, Sources};
use anyhow::Result;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How deep the rule looks into a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The modules that the crate's root declares.
    Folders,
    /// The modules of each folder, too.
    Files,
}

/// The crates that must have no circle.
const CRATES: [(&str, Depth); 5] = [
    ("background", Depth::Files),
    ("bridge", Depth::Folders),
    ("dock", Depth::Folders),
    ("options", Depth::Folders),
    ("welcome", Depth::Folders),
];

pub fn check(metadata: &Value) -> Result<Faults> {
    let mut found = Faults::new();
    for (name, depth) in CRATES {
        let source = sources::read(metadata, name)?;
        found.extend(faults(name, &source.root, &source.sources, depth)?);
    }
    Ok(found)
}

/// The circles of one crate. Where several circles share a step, the shortest is reported.
pub fn faults(name: &str, root: &str, sources: &Sources, depth: Depth) -> Result<Faults> {
    let namings = Modules::read(root, sources)?.namings();
    let folders: BTreeSet<&[String]> = match depth {
        Depth::Folders => BTreeSet::from([&[][..]]),
        Depth::Files => {
            namings.iter().flat_map(|naming| above(&naming.from).chain(above(&naming.to))).collect()
        }
    };
    let mut faults = Faults::new();
    for folder in folders {
        let mut graph = graph(folder, &namings);
        while let Some(circle) = shortest_circle(&graph) {
            faults.push(describe(name, folder, &circle, &graph));
            for (from, to) in steps(&circle) {
                graph.get_mut(from).and_then(|known| known.remove(to));
            }
        }
    }
    Ok(faults)
}

/// The modules above this one, the root first.
fn above(place: &[String]) -> impl Iterator<Item = &[String]> {
    (0..place.len()).map(|length| place.get(..length).unwrap_or_default())
}

/// Which module names which, with the first such line of each file.
type Graph = BTreeMap<String, BTreeMap<String, BTreeMap<String, usize>>>;

/// The modules directly below `folder`, each with everything below it. The crate's root file counts as one of them.
fn graph(folder: &[String], namings: &[Naming]) -> Graph {
    let node = |place: &[String]| match place.strip_prefix(folder)?.first() {
        Some(first) => Some(first.clone()),
        None => folder.is_empty().then(|| "crate".to_owned()),
    };
    let mut graph = Graph::new();
    for naming in namings {
        if let (Some(from), Some(to)) = (node(&naming.from), node(&naming.to))
            && from != to
        {
            let files = graph.entry(from).or_default().entry(to).or_default();
            let first = files.entry(naming.file.clone()).or_insert(naming.line);
            *first = naming.line.min(*first);
        }
    }
    graph
}

/// One of the shortest circles. Its last module names its first.
fn shortest_circle(graph: &Graph) -> Option<Vec<String>> {
    graph.keys().filter_map(|start| circle_from(graph, start)).min_by_key(Vec::len)
}

fn circle_from(graph: &Graph, start: &str) -> Option<Vec<String>> {
    let mut ways = VecDeque::from([vec![start.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in graph.get(way.last()?).into_iter().flat_map(BTreeMap::keys) {
            if next == start {
                return Some(way);
            }
            if seen.insert(next) {
                ways.push_back([way.as_slice(), std::slice::from_ref(next)].concat());
            }
        }
    }
    None
}

/// Each module of the circle with the next one.
fn steps(circle: &[String]) -> impl Iterator<Item = (&String, &String)> {
    circle.iter().zip(circle.iter().cycle().skip(1))
}

fn describe(name: &str, folder: &[String], circle: &[String], graph: &Graph) -> String {
    let path = |module: &String| [folder, std::slice::from_ref(module)].concat().join("::");
    let mut text = format!("{name}: a circle: {}", circle.iter().map(path).collect::<Vec<_>>().join(" → "));
    text += &circle.first().map(|first| format!(" → {}", path(first))).unwrap_or_default();
    for (from, to) in steps(circle) {
        let files = graph.get(from).and_then(|known| known.get(to)).into_iter().flatten();
        let places: Vec<String> = files.map(|(file, line)| format!("{file}:{line}")).collect();
        text += &format!("\n       {} names {} in {}", path(from), path(to), places.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(depth: Depth, files: &[(&str, &str)]) -> Faults {
        let sources =
            files.iter().map(|(name, text)| (format!("c/src/{name}"), (*text).to_owned())).collect();
        faults("c", "c/src/lib.rs", &sources, depth).unwrap()
    }

    #[test]
    fn a_circle_is_found_with_the_lines_that_make_it() {
        let found = faults_of(
            Depth::Folders,
            &[
                ("lib.rs", "mod desk;\nmod rules;\nmod view;\n"),
                ("desk.rs", "use crate::view::View;\n"),
                ("rules.rs", "mod why_not;\n"),
                ("rules/why_not.rs", "\n\nfn f() { crate::desk::now() }\n"),
                ("view.rs", "use super::{\n    rules::why_not::{self, Reason as R},\n};\n"),
            ],
        );
        let expected = "c: a circle: desk → view → rules → desk\n       desk names view in c/src/desk.rs:1\n       \
                        view names rules in c/src/view.rs:2\n       rules names desk in c/src/rules/why_not.rs:3";
        assert_eq!(found, [expected]);
    }

    #[test]
    fn modules_that_name_only_lower_ones_make_no_circle() {
        let found = faults_of(
            Depth::Files,
            &[
                ("lib.rs", "mod a;\nmod b;\npub mod ground;\nuse a::A;\n"),
                ("a.rs", "use crate::{b::B, ground};\nfn f(x: ground::G) {}"),
                ("b.rs", "use crate::ground::*;"),
                ("ground.rs", "pub struct G;\nuse std::fmt::{self, Display};\nuse other::a::A;"),
            ],
        );
        assert_eq!(found, Faults::new());
    }

    #[test]
    fn a_parent_and_its_children_may_name_each_other_but_two_children_may_not() {
        let lib = ("lib.rs", "mod desk;");
        let family = [
            lib,
            ("desk.rs", "mod notice; mod store; use notice::N; use store::S; pub struct Desk;"),
            ("desk/notice.rs", "use super::Desk; pub struct N;"),
            ("desk/store.rs", "use crate::desk::Desk; pub struct S;"),
        ];
        assert_eq!(faults_of(Depth::Files, &family), Faults::new());
        // Through the parent's `pub use`.
        let siblings = [
            lib,
            ("desk.rs", "mod notice; mod store; pub use notice::N; pub use store::*;"),
            ("desk/notice.rs", "use super::S; pub struct N;"),
            ("desk/store.rs", "pub struct S;\nfn f() -> super::N { todo() }"),
        ];
        let found = faults_of(Depth::Files, &siblings);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("c: a circle: desk::notice → desk::store → desk::notice"), "{found:?}");
        assert_eq!(faults_of(Depth::Folders, &siblings), Faults::new(), "one folder");
    }

    #[test]
    fn no_module_names_the_crate_s_root() {
        let found = faults_of(
            Depth::Folders,
            &[("lib.rs", "mod a;\nuse a::A;\nfn ready() {}"), ("a.rs", "use crate::ready;")],
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("c: a circle: a → crate → a"), "{found:?}");
    }

    #[test]
    fn comments_strings_and_tests_make_no_circle() {
        let a = "use crate::b::B;\npub struct A;";
        for harmless in [
            "// use crate::a::A;",
            "/// [`crate::a::A`]\npub struct B;",
            "/* crate::a::A /* nested */ */",
            "const T: &str = \"crate::a::A\"; const R: &str = r#\"use crate::a::A;\"#;",
            "#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}",
            "#[cfg(test)]\nmod tests;",
            "#[cfg(test)]\n#[path = \"b/tests.rs\"]\nmod tests;",
            "#[cfg(all(test, unix))]\nuse crate::a::{A, B};\nfn f() {}",
            "#[cfg(test)]\npub(crate) fn f<X, Y>(x: X) -> crate::a::A { todo() }",
            "struct S { #[cfg(test)] a: Vec<u8>, b: u8 }",
            "fn f() { #[cfg(test)]\nlet x = crate::a::A { };\n}",
            "use other::crate_::a; fn f() { ::a::A::new(); <T as a>::a::b() }",
        ] {
            let files = [
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", a),
                ("b.rs", harmless),
                ("b/tests.rs", "use crate::a::A;"),
            ];
            assert_eq!(faults_of(Depth::Files, &files), Faults::new(), "{harmless}");
        }
    }

    #[test]
    fn every_way_to_name_a_module_is_seen() {
        let a = "use crate::b::B;\npub struct A; pub fn f() {}";
        for naming in [
            "use crate::a;",
            "use super::a::A;",
            "use super::*;\nfn f() { a::f() }",
            "use crate::{self as root, a::{A, *}};",
            "pub use crate::a::A as B;",
            "pub(in crate::a) struct B;\nfn f(x: &'static crate::a::A) {}",
            "fn f() { let x = vec![crate::a::f()]; }",
            "macro_rules! m { () => { $crate::a::f() } }",
            "mod inside { use super::super::a; }",
            "struct B(pub crate::a::A);",
            "#[cfg(not(test))]\nfn f() { crate::a::f() }",
            "fn f() { use crate::a; }",
            "use crate::hands_on::A;",
            "use crate::hands_on::renamed;\nfn f() { renamed::f() }",
            "use crate::hands_on as h;\nfn f() { h::renamed::f() }",
        ] {
            let files = [
                ("lib.rs", "mod a; mod b; mod hands_on;"),
                ("a.rs", a),
                ("b.rs", naming),
                ("hands_on.rs", "pub use crate::a::{self as renamed, *};"),
            ];
            let found = faults_of(Depth::Files, &files);
            assert!(
                found.iter().any(|fault| fault.contains("b names a in c/src/b.rs:")),
                "{naming}: {found:?}"
            );
        }
    }

    #[test]
    fn a_module_without_a_file_is_an_error() {
        let sources = Sources::from([("c/src/lib.rs".to_owned(), "mod a;".to_owned())]);
        let error = faults("c", "c/src/lib.rs", &sources, Depth::Files).unwrap_err();
        assert_eq!(error.to_string(), "c/src/lib.rs: no file for `mod a;`");
    }
}
