//! Which crate may depend on which (docs/architecture.md), from `cargo metadata`.

use super::Faults;
use crate::parts::{self, Kind, PARTS, Part};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The members of the workspace that are not shipped as parts of their own, and the members that each may depend on.
/// For the parts, see `parts.rs`.
const MAY_DEPEND_ON: [(&str, &[&str]); 6] = [
    ("bridge", &[]),
    ("frame", &[]),
    ("pages", &["bridge", "webext"]),
    ("tests", &[]),
    ("webext", &["bridge"]),
    ("xtask", &["bridge"]),
];

fn may_depend_on(name: &str) -> Option<Vec<&'static str>> {
    match MAY_DEPEND_ON.iter().find(|(member, _)| *member == name) {
        Some((_, allowed)) => Some(allowed.to_vec()),
        None => parts::named(name).ok().map(Part::may_depend_on),
    }
}

/// `bridge` may not need a browser, because it runs in `cargo test` and in `cargo xtask explain`. Neither may a part
/// without glue, because nothing would provide its imports.
fn is_without_browser(name: &str) -> bool {
    name == "bridge" || PARTS.iter().any(|part| part.kind == Kind::BareWasm && part.name() == name)
}

fn is_browser(name: &str) -> bool {
    ["wasm-bindgen", "web-sys", "js-sys", "idb"].contains(&name)
        || name.starts_with("gloo-")
        || name.starts_with("wasm-bindgen-")
}

/// The normal dependencies of each package, by id, and the names.
struct Graph<'a> {
    names: BTreeMap<&'a str, &'a str>,
    edges: BTreeMap<&'a str, Vec<&'a str>>,
}

/// Faults of what `cargo metadata` says.
pub fn faults(metadata: &Value) -> Result<Faults> {
    let graph = graph(metadata).context("cargo metadata is not what it was")?;
    let members: Vec<&str> =
        metadata["workspace_members"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut faults = Faults::new();
    for id in &members {
        let name = graph.names.get(id).copied().unwrap_or(id);
        let Some(allowed) = may_depend_on(name) else {
            faults.push(format!(
                "{name} is new: if it is shipped, add its line to xtask/src/parts.rs, else say in check/deps.rs what it \
                 may depend on; docs/architecture.md names it, too"
            ));
            continue;
        };
        for dependency in graph.edges.get(id).into_iter().flatten() {
            let dependency_name = graph.names.get(dependency).copied().unwrap_or(dependency);
            if members.contains(dependency) && !allowed.contains(&dependency_name) {
                faults
                    .push(format!("{name} depends on {dependency_name}; it may depend on {allowed:?} only"));
            }
        }
        if is_without_browser(name) {
            faults.extend(
                browser_path(&graph, id)
                    .map(|path| format!("{name} reaches a browser: {}", path.join(" → "))),
            );
        }
    }
    Ok(faults)
}

fn graph(metadata: &Value) -> Option<Graph<'_>> {
    let mut graph = Graph { names: BTreeMap::new(), edges: BTreeMap::new() };
    for package in metadata["packages"].as_array()? {
        graph.names.insert(package["id"].as_str()?, package["name"].as_str()?);
    }
    for node in metadata["resolve"]["nodes"].as_array()? {
        let normal = node["deps"].as_array()?.iter().filter(|dependency| {
            // `kind` is null for a normal dependency, else "dev" or "build".
            dependency["dep_kinds"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
        });
        let edges = normal.filter_map(|dependency| dependency["pkg"].as_str()).collect();
        graph.edges.insert(node["id"].as_str()?, edges);
    }
    Some(graph)
}

/// The path from a package to the first browser crate that it reaches.
fn browser_path<'a>(graph: &Graph<'a>, from: &'a str) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::from([from]);
    let mut ways = vec![vec![from]];
    while let Some(way) = ways.pop() {
        let last = way.last().copied()?;
        for next in graph.edges.get(last).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(next);
            if graph.names.get(next).is_some_and(|name| is_browser(name)) {
                return Some(longer.iter().map(|id| graph.names.get(id).copied().unwrap_or(id)).collect());
            }
            if seen.insert(next) {
                ways.push(longer);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A workspace of the members given, with the edges given as (from, to, kind).
    fn metadata(members: &[&str], edges: &[(&str, &str, Option<&str>)]) -> Value {
        let mut names: BTreeSet<&str> = members.iter().copied().collect();
        names.extend(edges.iter().flat_map(|(from, to, _)| [*from, *to]));
        let nodes: Vec<Value> = names
            .iter()
            .map(|name| {
                let deps: Vec<Value> = edges
                    .iter()
                    .filter(|(from, _, _)| from == name)
                    .map(|(_, to, kind)| json!({"pkg": to, "dep_kinds": [{"kind": kind}]}))
                    .collect();
                json!({"id": name, "deps": deps})
            })
            .collect();
        let packages: Vec<Value> = names.iter().map(|name| json!({"id": name, "name": name})).collect();
        json!({"packages": packages, "workspace_members": members, "resolve": {"nodes": nodes}})
    }

    #[test]
    fn the_house_as_it_is_meant_passes() {
        let good = metadata(
            &["bridge", "webext", "content", "frame", "xtask", "tests"],
            &[
                ("webext", "bridge", None),
                ("webext", "web-sys", None),
                ("content", "frame", None),
                ("content", "webext", None),
                ("xtask", "bridge", None),
                ("xtask", "wasm-bindgen-cli-support", None),
                ("bridge", "serde", None),
            ],
        );
        assert_eq!(faults(&good).unwrap(), Faults::new());
    }

    #[test]
    fn a_browser_crate_behind_the_brain_is_found() {
        let bad = metadata(&["bridge"], &[("bridge", "idna", None), ("idna", "gloo-utils", None)]);
        assert_eq!(faults(&bad).unwrap(), ["bridge reaches a browser: bridge → idna → gloo-utils"]);
        let test_only = metadata(&["bridge"], &[("bridge", "wasm-bindgen-test", Some("dev"))]);
        assert_eq!(faults(&test_only).unwrap(), Faults::new());
    }

    #[test]
    fn parts_do_not_lean_on_each_other() {
        for (from, to) in
            [("popup", "options"), ("content", "background"), ("tests", "bridge"), ("xtask", "webext")]
        {
            let bad = metadata(&[from, to], &[(from, to, None)]);
            assert!(
                faults(&bad).unwrap().iter().any(|fault| fault.contains(&format!("{from} depends on {to}")))
            );
        }
    }

    #[test]
    fn a_new_member_must_say_what_it_is() {
        assert!(faults(&metadata(&["sidepanel"], &[])).unwrap()[0].contains("sidepanel is new"));
    }
}
