//! What is kept of a scenario that failed.

use anyhow::{Context, Result};
use std::fs;
use tests::driver::target_dir;
use tests::world::World;

/// Pictures of all tabs, the consoles and the state, below `target/e2e-failures/<name>/<folder>/`.
pub fn keep(world: &World, name: &str, folder: &str) -> Result<()> {
    let folder = target_dir().join("e2e-failures").join(name).join(folder);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let console: Vec<String> = world.browser.console()?.into_iter().map(|l| l.text).collect();
    fs::write(folder.join("console.txt"), console.join("\n"))?;
    let mut story = String::new();
    // Before the pictures, because a picture may bring its tab to the front.
    for (what, script) in [
        ("tabs as the extension sees them", "return browser.tabs.query({})"),
        ("content scripts", "return browser.scripting.getRegisteredContentScripts()"),
        ("storage.local", "return browser.storage.local.get()"),
    ] {
        match world.browser.in_extension(script, &[]) {
            Ok(value) => story += &format!("{what}: {value:#}\n"),
            Err(e) => story += &format!("{what}: {e:#}\n"),
        }
    }
    for (number, tab) in world.browser.tabs()?.iter().enumerate() {
        story += &format!("tab {number}: {}\n", tab.url);
        if let Err(e) = world.browser.screenshot(&tab.tab, &folder.join(format!("tab-{number}.png"))) {
            story += &format!("  no picture: {e:#}\n");
        }
    }
    story += &format!("navigations: {:#?}\n", world.crm.navigations());
    story += &format!("fired: {:#?}\n", world.ucontact.fired());
    match world.state() {
        Ok(state) => story += &format!("state: {state:#}\n"),
        Err(e) => story += &format!("state: {e:#}\n"),
    }
    match world.journal() {
        Ok(journal) => story += &format!("journal: {:#}\n", serde_json::Value::from(journal)),
        Err(e) => story += &format!("journal: {e:#}\n"),
    }
    fs::write(folder.join("story.txt"), story).context("writing the story")
}
