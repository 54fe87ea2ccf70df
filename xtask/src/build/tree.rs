//! The files that are shipped: collecting them, and writing a folder of them.

use crate::parts;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Paths with `/`, and contents.
pub type Files = BTreeMap<String, Vec<u8>>;

/// All files that are shipped as they are in the checkout.
pub fn statics(root: &Path) -> Result<Files> {
    let mut files = Files::new();
    for (folder, place, endings) in parts::folders() {
        collect(&root.join(folder), place, endings, &mut files)?;
    }
    for (source, shipped) in parts::single_files() {
        let bytes = fs::read(root.join(&source)).with_context(|| format!("cannot read {source}"))?;
        files.insert(shipped, bytes);
    }
    Ok(files)
}

fn collect(dir: &Path, name: &str, endings: &[&str], files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        let Some(last) = path.file_name().and_then(|name| name.to_str()) else {
            bail!("{}: a file's name must be UTF-8", path.display());
        };
        let name = format!("{name}/{last}");
        if path.is_dir() {
            collect(&path, &name, endings, files)?;
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(name, bytes);
        }
    }
    Ok(())
}

/// Makes `dir` contain exactly these files. The new folder is complete before it replaces the old one.
pub fn replace(dir: &Path, files: &Files) -> Result<()> {
    let parent = dir.parent().context("the folder to write needs a parent")?;
    let name = dir.file_name().context("the folder to write needs a name")?.to_string_lossy();
    let new = parent.join(format!(".{name}.new-{}", std::process::id()));
    let old = parent.join(format!(".{name}.old-{}", std::process::id()));
    for (file, bytes) in files {
        let path = new.join(file);
        fs::create_dir_all(path.parent().unwrap_or(&new))?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if dir.exists() {
        fs::rename(dir, &old).with_context(|| format!("cannot replace {}", dir.display()))?;
    }
    fs::rename(&new, dir).with_context(|| format!("cannot write {}", dir.display()))?;
    if old.exists() {
        fs::remove_dir_all(&old).with_context(|| format!("cannot remove {}", old.display()))?;
    }
    Ok(())
}

/// The files of a folder.
pub fn read(dir: &Path) -> Result<Files> {
    fn walk(dir: &Path, prefix: &str, files: &mut Files) -> Result<()> {
        for entry in fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &format!("{name}/"), files)?;
            } else {
                files.insert(name, fs::read(entry.path())?);
            }
        }
        Ok(())
    }
    let mut files = Files::new();
    walk(dir, "", &mut files)?;
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_file_does_not_stay() {
        let base = std::env::temp_dir().join(format!("xtask-tree-test-{}", std::process::id()));
        let dir = base.join("chrome");
        let files = |names: &[&str]| -> Files {
            names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
        };
        let (first, second) = (files(&["a.js", "x/y.css"]), files(&["a.js"]));
        replace(&dir, &first).unwrap();
        assert_eq!(read(&dir).unwrap(), first);
        replace(&dir, &second).unwrap();
        assert_eq!(read(&dir).unwrap(), second);
        assert_eq!(fs::read_dir(&base).unwrap().count(), 1, "nothing is left beside it");
        fs::remove_dir_all(base).unwrap();
    }
}
