//! `cargo xtask build`.
//!
//! compile → wasm-bindgen → wasm-opt (→ wasm2js) → fill the loader → minify; then each browser's manifest beside it.

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

use crate::npm::{BINARYEN, TERSER, Tool};
use crate::{paths, schema};
use anyhow::{Context, Result, bail};
use bindgen::Bound;
use manifest::Browser;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tree::Files;

/// What to build, and where to.
pub struct Options {
    /// The tests' manifest, and no zips.
    pub e2e: bool,
    /// Where `chrome/` and `firefox/` go.
    pub out: PathBuf,
}

impl Options {
    /// `dist/`, or `target/e2e/`.
    pub fn new(e2e: bool) -> Self {
        Self { e2e, out: if e2e { paths::work().join("e2e") } else { paths::root().join("dist") } }
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

/// Builds both browsers' folders for each of the options. What they have in common is made once.
pub fn build_all(options: &[Options]) -> Result<()> {
    let shared = shared_files()?;
    let source = read("manifest.json")?;
    for options in options {
        write(options, &shared, &source)?;
    }
    for name in [
        "contacts.js",
        "contacts-twin.js",
        "content.js",
        "content-wasm.js",
        "content-twin.js",
        "dock.js",
        "dock-twin.js",
        "background.js",
        NUMBERS,
        "doctor/doctor.js",
        "doctor/doctor.wasm",
        "history/history.js",
        "history/history.wasm",
        "popup/popup.js",
        "popup/popup.wasm",
        "options/options.js",
        "options/options.wasm",
        "panel/panel.js",
        "panel/panel.wasm",
        "welcome/welcome.js",
        "welcome/welcome.wasm",
    ] {
        let bytes = shared.get(name).map_or(0, Vec::len);
        eprintln!("xtask: {name}: {bytes} bytes");
    }
    for options in options {
        eprintln!("xtask: {} (unpacked, Chromium calls it {})", options.out.display(), manifest::CHROME_ID);
    }
    Ok(())
}

/// Writes both browsers' folders, each with its manifest.
fn write(options: &Options, shared: &Files, manifest: &str) -> Result<()> {
    for browser in Browser::ALL {
        let mut files = shared.clone();
        let text = manifest::derive(manifest, browser, options.e2e)?;
        files.insert("manifest.json".to_owned(), text.into_bytes());
        if browser == Browser::Chrome {
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

/// Everything that is the same for both browsers.
fn shared_files() -> Result<Files> {
    let compiled = compile::compile(&target::find()?)?;
    let (binaryen, terser) = (Tool::find(BINARYEN)?, Tool::find(TERSER)?);
    let mut files = tree::statics(&paths::root())?;
    files.insert("contacts.css".to_owned(), read("content/contacts/contacts.css")?.into_bytes());
    let mut scripts: BTreeMap<&str, String> = BTreeMap::new();
    let (loader, page) = (read("webext/loader.js")?, read("webext/page.js")?);
    let (unpack, twin_loader) = (read("webext/unpack.js")?, read("webext/twin.js")?);
    for (part, wasm) in &compiled {
        if *part == "numbers" {
            files.insert(NUMBERS.to_owned(), binaryen::optimise(&binaryen, wasm)?);
            continue;
        }
        let Bound { glue, wasm } = bindgen::bind(part, wasm)?;
        let packed = match page_script(part) {
            Some((place, twin_path)) => {
                let wasm = binaryen::optimise_for_js(&binaryen, &wasm)?;
                let twin = binaryen::to_js(&binaryen, &wasm)?;
                scripts.insert(twin_path, pack::with_twin(&twin_loader, place, &glue, &twin)?);
                let starter = match *part {
                    // Its code is a file of its own.
                    "content" => {
                        scripts.insert("content.js", pack::with_events(&read("content/loader.js")?)?);
                        read("content/wasm.js")?
                    }
                    part => read(&format!("content/{part}/loader.js"))?,
                };
                pack::with_wasm(&pack::with_unpack(&starter, &unpack, part)?, &glue, &wasm)?
            }
            None => {
                let (path, wasm) = (path_of(part)?, binaryen::optimise(&binaryen, &wasm)?);
                match path.rsplit_once('/') {
                    // A page's wasm is a file of its own, which comes in while the page is parsed.
                    Some(_) => {
                        files.insert(path.replace(".js", ".wasm"), wasm);
                        pack::with_glue(&page, &glue)?
                    }
                    None => pack::with_wasm(&loader, &glue, &wasm)?,
                }
            }
        };
        scripts.insert(path_of(part)?, packed);
    }
    for (path, script) in scripts {
        let minified =
            minify::minify(&terser, &script, path == "contacts.js").with_context(|| path.to_owned())?;
        files.insert(path.to_owned(), minified.into_bytes());
    }
    Ok(files)
}

/// The finder of numbers: plain exports and no glue, and a file of its own, because it is loaded only where it is wanted.
const NUMBERS: &str = "numbers.wasm";

/// For a script of CRM pages, which their policies may forbid: the global at which it waits for its twin, and the twin's
/// file.
fn page_script(part: &str) -> Option<(&'static str, &'static str)> {
    match part {
        "contacts" => Some(("ucontactContacts", "contacts-twin.js")),
        "content" => Some(("ucontactBridge", "content-twin.js")),
        "dock" => Some(("ucontactDock", "dock-twin.js")),
        _ => None,
    }
}

/// Where a part's script is shipped.
fn path_of(part: &str) -> Result<&'static str> {
    Ok(match part {
        "background" => "background.js",
        "contacts" => "contacts.js",
        "content" => "content-wasm.js",
        "dock" => "dock.js",
        "doctor" => "doctor/doctor.js",
        "history" => "history/history.js",
        "options" => "options/options.js",
        "panel" => "panel/panel.js",
        "popup" => "popup/popup.js",
        "welcome" => "welcome/welcome.js",
        other => bail!("{other} has no place in what is shipped: name it in build/mod.rs"),
    })
}

fn read(path: &str) -> Result<String> {
    let path = paths::root().join(path);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
