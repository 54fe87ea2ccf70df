//! The extension's dock in a page. Its shadow tree is closed to the page, and so to a test in the page. The test
//! looks into it from the extension's own world, and uses only the mouse and the keyboard.

use crate::driver::{Tab, eventually};
use crate::world::{LIMIT, World};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;

/// The dock of the one tab at an address.
pub struct Dock<'a> {
    world: &'a World,
    /// The tab.
    pub tab: Tab,
    url: String,
}

/// A rectangle in the viewport, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// Keys in WebDriver's actions.
pub mod key {
    /// The tabulator.
    pub const TAB: &str = "\u{e004}";
    /// Enter.
    pub const ENTER: &str = "\u{e007}";
    /// F6.
    pub const F6: &str = "\u{e036}";
    /// Escape.
    pub const ESCAPE: &str = "\u{e00c}";
    /// Shift.
    pub const SHIFT: &str = "\u{e008}";
    /// End.
    pub const END: &str = "\u{e010}";
    /// Home.
    pub const HOME: &str = "\u{e011}";
    /// Arrow to the left.
    pub const LEFT: &str = "\u{e012}";
    /// Arrow up.
    pub const UP: &str = "\u{e013}";
    /// Arrow to the right.
    pub const RIGHT: &str = "\u{e014}";
    /// Arrow down.
    pub const DOWN: &str = "\u{e015}";
}

impl<'a> Dock<'a> {
    /// Waits until the dock is in the page that this tab shows.
    pub fn wait(world: &'a World, tab: &Tab, url: &str) -> Result<Self> {
        let dock = Dock { world, tab: tab.clone(), url: url.into() };
        dock.until("the dock", "host && root && root.querySelector('.bar')")?;
        Ok(dock)
    }

    /// The dock of a page that may have none.
    pub fn of(world: &'a World, tab: &Tab, url: &str) -> Self {
        Dock { world, tab: tab.clone(), url: url.into() }
    }

    /// Runs the body of an async function in the extension's own world of the page, with `host`, `root` and `args`.
    pub fn look(&self, script: &str, args: &[Value]) -> Result<Value> {
        let script = format!(
            "const [tab] = (await browser.tabs.query({{}})).filter((t) => t.url === arguments[0]); \
             const func = async (args) => {{ \
               const host = document.querySelector('[data-ucontact-bridge-dock]'); \
               const root = host && (host.openOrClosedShadowRoot ?? globalThis.chrome.dom.openOrClosedShadowRoot(host)); \
               {script} }}; \
             const [found] = await browser.scripting.executeScript({{target: {{tabId: tab.id}}, func, args: [arguments[1]]}}); \
             if (found.error) throw new Error(String(found.error)); \
             return found.result ?? null"
        );
        self.world.browser.in_extension(&script, &[json!(self.url), json!(args)])
    }

    /// Waits until an expression over `host` and `root` holds.
    pub fn until(&self, what: &str, expression: &str) -> Result<()> {
        let script = format!("return !!({expression})");
        eventually(LIMIT, what, || Ok((self.look(&script, &[])? == true).then_some(())))
            .with_context(|| format!("the dock: {}", self.story()))
    }

    fn story(&self) -> String {
        let script = "return root ? [host.getBoundingClientRect().toJSON(), root.querySelector('.bar')?.innerText, \
                      root.querySelector('iframe')?.outerHTML, root.activeElement?.className] : 'none'";
        self.look(script, &[]).map_or_else(|e| format!("{e:#}"), |v| v.to_string())
    }

    /// Where the dock is.
    pub fn rect(&self) -> Result<Rect> {
        self.rect_of("")
    }

    /// Where a part of the dock is, by a selector in its shadow tree; `""` for the whole.
    pub fn rect_of(&self, part: &str) -> Result<Rect> {
        let script = "const part = args[0] ? root.querySelector(args[0]) : host; const r = part.getBoundingClientRect(); \
                      return [r.x, r.y, r.width, r.height]";
        let found = self.look(script, &[json!(part)]).with_context(|| format!("where {part:?} is"))?;
        let number = |n: usize| found[n].as_f64().context("no number");
        Ok(Rect { x: number(0)?, y: number(1)?, width: number(2)?, height: number(3)? })
    }

    /// Waits until the dock is in the wanted place.
    pub fn wait_rect(&self, what: &str, wanted: impl Fn(Rect) -> bool) -> Result<Rect> {
        let mut last = None;
        eventually(LIMIT, what, || {
            let rect = self.rect()?;
            last = Some(rect);
            Ok(wanted(rect).then_some(rect))
        })
        .with_context(|| format!("it stands at {last:?}"))
    }

    /// Clicks a part in its middle.
    pub fn click(&self, part: &str) -> Result<()> {
        let rect = self.rect_of(part)?;
        ensure!(rect.width > 0.0, "{part} is not to be seen");
        self.drag(rect.middle(), &[])
    }

    /// Moves the mouse there, without a click.
    pub fn point(&self, (x, y): (f64, f64)) -> Result<()> {
        let step = json!({"type": "pointerMove", "x": x.round(), "y": y.round(), "duration": 0});
        let parameters = json!({"pointerType": "mouse"});
        let mouse = json!({"type": "pointer", "id": "mouse", "parameters": parameters, "actions": [step]});
        self.world.browser.input(&self.tab, &json!([mouse]))
    }

    /// Presses the mouse there, moves it over these points, and lets it go.
    pub fn drag(&self, from: (f64, f64), over: &[(f64, f64)]) -> Result<()> {
        let to = |(x, y): (f64, f64)| json!({"type": "pointerMove", "x": x.round(), "y": y.round(), "duration": 0});
        let mut steps = vec![to(from), json!({"type": "pointerDown", "button": 0})];
        if let Some(first) = over.first() {
            // Like a hand, which starts slowly. Chromium sends a first move over a frame of another process to that
            // frame.
            steps.push(to((from.0 + (first.0 - from.0).signum(), from.1 + (first.1 - from.1).signum())));
        }
        steps.extend(over.iter().map(|point| to(*point)));
        steps.push(json!({"type": "pointerUp", "button": 0}));
        let parameters = json!({"pointerType": "mouse"});
        let mouse = json!({"type": "pointer", "id": "mouse", "parameters": parameters, "actions": steps});
        self.world.browser.input(&self.tab, &json!([mouse]))
    }

    /// Presses keys, one after the other; those before the last are held while it is pressed.
    pub fn press(&self, keys: &[&str]) -> Result<()> {
        let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
        let steps: Vec<Value> = down.chain(up).collect();
        self.world.browser.input(&self.tab, &json!([{"type": "key", "id": "keys", "actions": steps}]))
    }

    /// Moves the focus to a part by the keyboard alone.
    pub fn tab_to(&self, part: &str) -> Result<()> {
        for _ in 0..60 {
            if self.look("return !!root?.activeElement?.matches(args[0])", &[json!(part)])? == true {
                return Ok(());
            }
            self.press(&[key::TAB])?;
        }
        anyhow::bail!("the keyboard does not come to {part}")
    }

    /// Keeps a picture of the page.
    pub fn picture(&self, path: &Path) -> Result<()> {
        self.world.browser.screenshot(&self.tab, path)
    }
}

impl Rect {
    /// Its middle.
    pub fn middle(self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}
