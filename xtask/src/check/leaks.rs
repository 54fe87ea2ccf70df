//! Nothing of a developer's machine is committed: no paths, no private keys, no registry's address.

use super::{Faults, tracked};
use crate::paths;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// Marks of a machine, written in halves, so that this file does not contain them.
const MARKS: [(&str, &str); 5] = [
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/Us", "ers/"), "a path of one machine"),
    (concat!("-----BEGIN ", "PRIVATE"), "a private key"),
    (concat!("-----BEGIN RSA ", "PRIVATE"), "a private key"),
];

/// Settings that would make everybody use one registry.
const REGISTRIES: [(&str, &[&str]); 4] = [
    (".npmrc", &["registry", "//"]),
    (".cargo/config.toml", &["[source", "[registries", "[registry", "replace-with"]),
    ("requirements.txt", &["--index-url", "--extra-index-url", "-i ", "http:", "https:"]),
    ("pip.conf", &["index-url"]),
];

pub fn check(root: &Path) -> Result<Faults> {
    let here = paths::root().to_string_lossy().into_owned();
    let mut faults = Faults::new();
    for name in tracked(root)? {
        // Pictures and the like are not text.
        let Ok(text) = fs::read_to_string(root.join(&name)) else { continue };
        faults.extend(faults_in(&name, &text, &here));
    }
    Ok(faults)
}

fn faults_in(name: &str, text: &str, here: &str) -> Faults {
    let mut faults = Faults::new();
    for (index, line) in text.lines().enumerate() {
        let mut fault = |what: &str| faults.push(format!("{name}:{}: {what}", index + 1));
        for (mark, what) in MARKS {
            if line.match_indices(mark).any(|(at, _)| begins(&line[..at])) {
                fault(what);
            }
        }
        // A checkout at `/app` or the like would be found in harmless words.
        if here.matches('/').count() > 1 && line.contains(&format!("{here}/")) {
            fault("the path of this checkout");
        }
        for (file, settings) in REGISTRIES {
            let at = |setting: &&str| {
                line.trim_start().starts_with(*setting) || (setting.ends_with(':') && line.contains(*setting))
            };
            if name.ends_with(file) && settings.iter().any(at) {
                fault("a registry's address");
            }
        }
    }
    faults
}

/// True if a path begins after `before`. (`example.org/home/` is an address.)
fn begins(before: &str) -> bool {
    !before.ends_with(|last: char| last.is_alphanumeric() || "-_.}".contains(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_machine_are_found_with_their_line() {
        let text = format!("fine\nsee {}me/notes\n", MARKS[0].0);
        assert_eq!(faults_in("docs/a.md", &text, "/srv/x"), ["docs/a.md:2: a path of one machine"]);
        let address = format!("http://example.com{}", MARKS[0].0);
        assert_eq!(faults_in("docs/a.md", &address, "/srv/x"), Faults::new());
        assert_eq!(faults_in("a", "in /srv/x/dist", "/srv/x").len(), 1);
        assert_eq!(faults_in("a", "in /app/dist", "/app"), Faults::new());
        assert_eq!(faults_in("key.pem", MARKS[3].0, "/srv/x").len(), 1);
    }

    #[test]
    fn a_registry_is_found_where_it_would_count() {
        assert_eq!(faults_in(".npmrc", "registry=https://mirror.example/", "/srv/x").len(), 1);
        assert_eq!(faults_in(".npmrc", "omit-lockfile-registry-resolved=true", "/srv/x"), Faults::new());
        assert_eq!(faults_in(".cargo/config.toml", "[source.crates-io]", "/srv/x").len(), 1);
        assert_eq!(
            faults_in("tests/creme/requirements.txt", "--index-url https://mirror.example", "/srv/x").len(),
            1
        );
        assert_eq!(
            faults_in("tests/creme/requirements.txt", "a @ https://mirror.example/a.whl", "/srv/x").len(),
            1
        );
        assert_eq!(faults_in("README.md", "the registry", "/srv/x"), Faults::new());
    }
}
