//! Pictures of what the agent and the administrator see.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tests::driver::{REST, Tab, eventually};
use tests::world::{LIMIT, World};

const HIGHEST: u32 = 2400;

/// Takes pictures into one folder.
pub struct Camera<'a> {
    world: &'a World,
    folder: &'a Path,
    taken: Vec<PathBuf>,
}

impl<'a> Camera<'a> {
    /// Pictures go below `folder`, named after the browser.
    pub fn new(world: &'a World, folder: &'a Path) -> Self {
        Self { world, folder, taken: vec![] }
    }

    /// What was taken so far.
    pub fn taken(&self) -> &[PathBuf] {
        &self.taken
    }

    /// Takes a picture of a tab, which is brought to the front, in one colour scheme.
    pub fn take(&mut self, name: &str, tab: &Tab, dark: bool) -> Result<()> {
        let browser = &self.world.browser;
        let scheme = if dark { "dark" } else { "light" };
        let file = self.folder.join(format!("{name}-{scheme}-{}.png", browser.kind().name()));
        browser.activate(tab)?;
        browser.set_dark(tab, dark)?;
        browser.eval(tab, REST, &[])?;
        browser.screenshot(tab, &file).with_context(|| format!("the picture {}", file.display()))?;
        self.taken.push(file);
        Ok(())
    }

    /// Opens a page of the extension at this width, as high as its content, and waits until its content is there.
    pub fn open_page(&self, path: &str, width: u32, least: u32) -> Result<Tab> {
        let browser = &self.world.browser;
        let tab = browser.open_extension(path)?;
        self.wait(
            &tab,
            &format!("{path} to be filled"),
            "return [...document.querySelectorAll('.bone')].every((bone) => !bone.checkVisibility())",
        )?;
        self.fit(&tab, width, least)?;
        Ok(tab)
    }

    /// Makes a page's viewport as high as its content.
    pub fn fit(&self, tab: &Tab, width: u32, least: u32) -> Result<()> {
        let browser = &self.world.browser;
        // A viewport that is high enough has no scroll bar, whose width would be missing.
        browser.resize(tab, width, HIGHEST)?;
        let height = browser.eval(tab, "return document.documentElement.offsetHeight", &[])?;
        let height = height.as_u64().and_then(|h| u32::try_from(h).ok()).context("no height")?;
        browser.resize(tab, width, height.clamp(least, HIGHEST))
    }

    /// Waits until a script in the tab answers `true`.
    pub fn wait(&self, tab: &Tab, what: &str, script: &str) -> Result<()> {
        eventually(LIMIT, what, || Ok((self.world.browser.eval(tab, script, &[])? == true).then_some(())))
    }
}
