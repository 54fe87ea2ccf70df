//! axe-core, in a page.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use tests::dock::Dock;
use tests::driver::{Tab, target_dir};
use tests::world::World;

/// The axe-core script.
pub struct Axe(String);

impl Axe {
    /// Reads it from where the build puts it.
    pub fn read() -> Result<Self> {
        let file = target_dir().join("../node_modules/axe-core/axe.min.js");
        let text = fs::read_to_string(&file);
        Ok(Axe(text.with_context(|| format!("{} is not there: any build brings it", file.display()))?))
    }

    /// What axe finds in a page once nothing moves any more (`violations`, as texts), how many rules held (`passes`),
    /// and by how much the page is wider than its window (`wider`).
    pub fn run(&self, world: &World, tab: &Tab) -> Result<Value> {
        let script = format!("if (!window.axe) {{ {} }}\n{}", self.0, include_str!("accessibility.js"));
        world.browser.eval(tab, &script, &[])
    }

    /// Requires that axe finds nothing wrong with a dock. It runs in the extension's own world, which may look into
    /// the closed tree.
    pub fn run_in_dock(&self, dock: &Dock<'_>, state: &str) -> Result<()> {
        let script = format!(
            "Object.defineProperty(host, 'shadowRoot', {{value: root, configurable: true}}); \
             if (!window.axe) {{ {} }} \
             const found = await window.axe.run(host, {{iframes: false}}); \
             return {{passes: found.passes.length, seen: JSON.stringify(found.passes).includes('hold'), \
                      violations: found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target + ' ' + n.failureSummary).join('; '))}}",
            self.0
        );
        let found = dock.look(&script, &[])?;
        ensure!(
            found["passes"].as_u64() > Some(5) && found["seen"] == true,
            "axe saw next to nothing: {found}"
        );
        ensure!(found["violations"] == json!([]), "{state}: {:#}", found["violations"]);
        let texts = dock.look(CONTRAST, &[])?;
        let texts = texts.as_array().context("no list")?;
        ensure!(!texts.is_empty(), "{state}: no text is to be seen");
        for text in texts {
            ensure!(text[1].as_f64() >= Some(4.5), "{state}: {} has a contrast of {} only", text[0], text[1]);
        }
        Ok(())
    }
}

/// Every text that a dock shows, and its contrast with what is behind it, because axe cannot tell that in there
/// (`incomplete`).
const CONTRAST: &str = "
    const context = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const light = (colours) => {
      context.clearRect(0, 0, 1, 1);
      for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
      const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((n) => n / 255)
        .map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const shown = [...root.querySelectorAll('.label, .words, .ask p, .ask button')].filter((e) => e.checkVisibility());
    return shown.map((e) => {
      const behind = [];
      for (let up = e; up; up = up.parentElement) behind.unshift(getComputedStyle(up).backgroundColor);
      const [text, ground] = [light([...behind, getComputedStyle(e).color]), light(behind)];
      return [e.textContent, Math.max(text, ground) / Math.min(text, ground)];
    });";
