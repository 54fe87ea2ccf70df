//! `cargo xtask build`.
//!
//! compile → wasm-bindgen → wasm-opt (→ wasm2js) → fill the loader → minify; then add each browser's manifest. One
//! call of cargo compiles all parts; the other steps run for as many parts at once as there are cores.

mod assemble;
mod binaryen;
mod bindgen;
pub mod cache;
mod compile;
mod features;
mod leak;
pub mod manifest;
mod minify;
mod pack;
mod slim;
pub mod target;
pub mod tree;
mod zip;

use crate::parts::{self, PARTS, Part};
use crate::{parallel, paths, progress, schema};
use anyhow::{Context, Result, bail};
use assemble::Tools;
pub use compile::Compiled;
use manifest::Browser;
use std::fs;
use std::path::PathBuf;
use target::Compiler;
use tree::Files;

/// What to build, and into which folder.
pub struct Options {
    /// The tests' manifest, and no zips.
    pub e2e: bool,
    /// Where `chrome/` and `firefox/` go.
    pub out: PathBuf,
    /// For which browsers.
    pub browsers: &'static [Browser],
}

impl Options {
    /// `dist/`, or `target/e2e/`.
    pub fn new(e2e: bool) -> Self {
        let out = if e2e { paths::work().join("e2e") } else { paths::root().join("dist") };
        Self { e2e, out, browsers: &Browser::ALL }
    }

    fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self::new(args.iter().any(|arg| arg == "--e2e"));
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--e2e" => {}
                "--out" => options.out = args.next().context("--out wants a folder")?.into(),
                other => bail!("build knows --e2e and --out DIR, not {other:?}"),
            }
        }
        Ok(options)
    }
}

/// `cargo xtask build …`
pub fn command(args: &[String]) -> Result<()> {
    build(&Options::parse(args)?)
}

/// Builds both browsers' folders.
pub fn build(options: &Options) -> Result<()> {
    build_all(std::slice::from_ref(options))
}

/// Builds the browsers' folders for each of the options, and prints how large the files are. What the folders have in
/// common is made once.
pub fn build_all(options: &[Options]) -> Result<()> {
    let compiled = compile(&target::find()?, &[])?;
    for (name, bytes) in finish(&compiled, options)? {
        eprintln!("xtask: {name}: {bytes} bytes");
    }
    for options in options {
        eprintln!("xtask: {} (unpacked, Chromium calls it {})", options.out.display(), manifest::CHROME_ID);
    }
    Ok(())
}

/// The first half of a build, for which a compiler is enough: the parts with these names as wasm; all parts if the list is empty.
pub fn compile(compiler: &Compiler, names: &[&str]) -> Result<Vec<Compiled>> {
    let parts: Vec<&Part> = match names {
        [] => PARTS.iter().collect(),
        names => names.iter().map(|name| parts::named(name)).collect::<Result<_>>()?,
    };
    let what = format!("compiling {} parts of the extension to wasm", parts.len());
    progress::step(&what, "about a minute", || compile::compile(compiler, &parts))
}

/// The second half, with the tools from npm: makes the files from what was compiled, and the browsers' folders for
/// each of the options. Returns the names and sizes of the files that were made, not copied.
pub fn finish(compiled: &[Compiled], options: &[Options]) -> Result<Vec<(String, usize)>> {
    let (shared, made) =
        progress::step("making the wasm small", "half a minute to two", || shared_files(compiled))?;
    let source = read("manifest.json")?;
    for options in options {
        write(options, &shared, &source)?;
    }
    Ok(made)
}

/// Writes the browsers' folders, each with its manifest.
fn write(options: &Options, shared: &Files, manifest: &str) -> Result<()> {
    for browser in options.browsers {
        let mut files = shared.clone();
        let text = manifest::derive(manifest, *browser, options.e2e)?;
        files.insert("manifest.json".to_owned(), text.into_bytes());
        if *browser == Browser::Chrome {
            files.insert(schema::FILE.to_owned(), schema::text()?.into_bytes());
        }
        tree::replace(&options.out.join(browser.name()), &files)?;
        if !options.e2e {
            let name = format!("ucontact-bridge-{}-{}.zip", env!("CARGO_PKG_VERSION"), browser.name());
            cache::write(&options.out.join(name), &zip::zip(&files)?)?;
        }
    }
    Ok(())
}

/// Everything that is the same for both browsers, and the names and sizes of the files that were made, not copied.
fn shared_files(compiled: &[Compiled]) -> Result<(Files, Vec<(String, usize)>)> {
    let tools = Tools::find()?;
    // The heaviest part first, so that at the end no core is still busy with one of them alone.
    let mut heaviest_first: Vec<&Compiled> = compiled.iter().collect();
    heaviest_first.sort_by_key(|(_, wasm)| std::cmp::Reverse(wasm.len()));
    let made = parallel::map(heaviest_first, |(part, wasm)| {
        assemble::files_of(part, wasm, &tools).with_context(|| part.name())
    });
    let mut files = tree::statics(&paths::root())?;
    let mut sizes = Vec::new();
    for made in made {
        for (name, bytes) in made? {
            sizes.push((name.clone(), bytes.len()));
            files.insert(name, bytes);
        }
    }
    sizes.sort_unstable();
    Ok((files, sizes))
}

fn read(path: &str) -> Result<String> {
    let path = paths::root().join(path);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
