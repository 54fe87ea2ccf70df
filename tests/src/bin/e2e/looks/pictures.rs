//! Pictures of every state of every surface, in the three languages and both themes, in `target/screens/`. No text is
//! cut off, and no text is in another language.
//!
//! A page gets its language in one of two ways. If uContact is there, uContact announces its language, and open pages
//! follow ([`live`]). If it is not, a page uses what it remembers of uContact, and the browser's own theme
//! ([`remembered`]).

mod doctor;
mod in_page;
mod popup;
mod settings;
mod welcome;

use super::accessibility::{settle, until};
use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashSet;
use tests::driver::{REST, Tab, target_dir};
use tests::simulator::{language, theme};
use tests::world::World;

pub const ALL: &[Scenario] = &[
    scenario("pictures-popup", popup::live_ones),
    scenario("pictures-popup-troubles", popup::troubles),
    scenario("pictures-settings", settings::settings),
    scenario("pictures-settings-managed", settings::managed),
    scenario("pictures-first-run", welcome::first_run),
    scenario("pictures-doctor", doctor::doctor),
    scenario("pictures-history-and-panel", doctor::history_and_panel),
    scenario("pictures-in-pages", in_page::in_pages),
];

const LANGUAGES: [&str; 3] = ["en", "es", "pt"];
const PRIMARY: &str = "#0b7c90";

/// A state of a page: what is done in the page to bring it about, with the helpers of `page.js`, and what holds then.
/// `CRM` and `UCONTACT` are replaced by the two origins.
struct State {
    name: &'static str,
    before: fn(&World) -> Result<()>,
    does: &'static str,
    holds: &'static str,
}

const fn state(name: &'static str, does: &'static str, holds: &'static str) -> State {
    State { name, before: |_| Ok(()), does, holds }
}

/// A state that is brought about from outside, before anything is done in the page.
const fn after(before: fn(&World) -> Result<()>, state: State) -> State {
    State { before, ..state }
}

/// A page, and how it is looked at.
#[derive(Clone, Copy)]
struct View {
    page: &'static str,
    width: u32,
    height: u32,
    /// This width is looked at, too, and in the state of this name a picture of it is kept.
    narrow: Option<(u32, &'static str)>,
}

const POPUP: View = View { page: "popup/popup.html", width: 400, height: 760, narrow: None };
const PANEL: View =
    View { page: "panel/panel.html", width: 420, height: 700, narrow: Some((320, "panel-elsewhere")) };

const fn wide(page: &'static str, width: u32, height: u32, narrow: &'static str) -> View {
    View { page, width, height, narrow: Some((420, narrow)) }
}

/// What was looked at so far, and what is wrong in it.
struct Album<'w> {
    world: &'w World,
    catalogues: Vec<(&'static str, HashSet<String>)>,
    wrong: RefCell<Vec<String>>,
}

/// Texts that do not fit into their element: a button, a heading or a label that is cut off or sticks out. (An
/// example in an empty field may end in an ellipsis.) And all texts. `root` is the document or a shadow tree.
const LOOK: &str = "
    const cut = [...root.querySelectorAll('button, summary, h1, h2, h3, label, legend, .chip, .input')]
      .filter((e) => e.checkVisibility() && (e.localName === 'select' || getComputedStyle(e).textOverflow !== 'ellipsis'))
      .filter((e) => !e.matches('input, textarea, .visually-hidden, .visually-hidden *') && e.clientWidth > 0)
      .filter((e) => e.scrollWidth > e.clientWidth + 1)
      .map((e) => `${e.id || e.className}: ${e.textContent.trim().slice(0, 60)}`)
      .concat([...root.querySelectorAll('[data-i18n-placeholder]')].filter((e) => e.checkVisibility()).filter((e) => {
        const style = getComputedStyle(e);
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = style.font;
        const room = e.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
        return e.localName === 'input' && pen.measureText(e.placeholder).width > room + 1;
      }).map((e) => `${e.id}: the placeholder ${e.placeholder}`));
    // The browser draws options, and reads attributes out.
    const said = new Set([...root.querySelectorAll('*')]
      .filter((e) => (e.closest('select') ?? e).checkVisibility())
      .flatMap((e) => [
        e.childElementCount ? null : e.textContent,
        ...['aria-label', 'title', 'placeholder'].map((name) => e.getAttribute(name)),
      ])
      .map((text) => text?.trim()).filter(Boolean));
    return { cut, said: [...said] };";

impl<'w> Album<'w> {
    fn new(world: &'w World) -> Result<Self> {
        let catalogues = LANGUAGES.map(|code| {
            let file = target_dir().join(format!("../_locales/{code}/messages.json"));
            let messages: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
            // The name of a catalogue's language is not a text of a page, and a region of a CRM may have the same
            // name.
            let shown =
                messages.as_object().into_iter().flatten().filter(|(key, _)| *key != "catalogueLanguage");
            let texts = shown.filter_map(|(_, text)| text["message"].as_str());
            Ok((code, texts.map(str::to_owned).collect()))
        });
        let catalogues = catalogues.into_iter().collect::<Result<_>>().context("the catalogues")?;
        Ok(Self { world, catalogues, wrong: RefCell::default() })
    }

    /// Fails if anything was wrong.
    fn close(self) -> Result<()> {
        let wrong = self.wrong.into_inner();
        ensure!(wrong.is_empty(), "{} texts are wrong:\n{}", wrong.len(), wrong.join("\n"));
        Ok(())
    }

    /// Goes through the states of a page that follows uContact's frame of this label.
    fn live(&self, label: &str, view: View, states: &[State]) -> Result<()> {
        let world = self.world;
        let tab = self.open(view)?;
        for state in states {
            self.bring_about(&tab, state)?;
            self.follow(label, view, &[(state.name, tab.clone())])?;
        }
        world.browser.close(&tab)
    }

    /// Pages that are open and follow uContact's frame of this label, by their states' names.
    fn follow(&self, label: &str, view: View, open: &[(&str, Tab)]) -> Result<()> {
        let each = |what: &str, holds: &str| {
            open.iter().try_for_each(|(name, tab)| until(self.world, tab, &format!("{name}: {what}"), holds))
        };
        self.speak(
            label,
            |code| each(code, &format!("document.documentElement.lang === '{code}'")),
            |scheme| each(scheme, &format!("document.documentElement.dataset.theme === '{scheme}'")),
            |code, scheme| open.iter().try_for_each(|(name, tab)| self.take(tab, view, name, code, scheme)),
        )
    }

    /// Makes uContact announce every language in both themes, and calls `take` once the surface has followed.
    fn speak(
        &self,
        label: &str,
        spoken: impl Fn(&str) -> Result<()>,
        worn: impl Fn(&str) -> Result<()>,
        take: impl Fn(&str, &str) -> Result<()>,
    ) -> Result<()> {
        // Forward and back again, so that each step changes one thing.
        let back = LANGUAGES.into_iter().rev();
        let steps = LANGUAGES.into_iter().map(|code| (code, "light")).chain(back.map(|code| (code, "dark")));
        let (mut said, mut painted) = ("", "");
        for (code, scheme) in steps {
            if said != code {
                self.world.ucontact.fire(label, &language(code))?;
            }
            if painted != scheme {
                self.world.ucontact.fire(label, &theme(scheme == "dark", PRIMARY))?;
            }
            spoken(code)?;
            worn(scheme)?;
            (said, painted) = (code, scheme);
            take(code, scheme)?;
        }
        Ok(())
    }

    /// Goes through the states of a page that remembers uContact's language and theme, while uContact announces
    /// nothing.
    fn remembered(&self, view: View, states: &[State]) -> Result<()> {
        self.remembered_each(view, |_| Ok(()), states)
    }

    /// The same; `before` is done for each language.
    fn remembered_each(&self, view: View, before: fn(&World) -> Result<()>, states: &[State]) -> Result<()> {
        let world = self.world;
        for code in LANGUAGES {
            // What `pages::language` keeps after uContact has announced a language.
            let keep = "const all = await (await fetch(browser.runtime.getURL(`_locales/${arguments[0]}/messages.json`))).json(); \
                        const texts = Object.fromEntries(Object.entries(all).map(([key, { message }]) => [key, message])); \
                        const { version } = browser.runtime.getManifest(); \
                        const own = browser.i18n.getMessage('catalogueLanguage'); \
                        localStorage.setItem('language', JSON.stringify({ version, browser: own, texts }));";
            before(world)?;
            world.browser.in_extension(keep, &[json!(code)])?;
            let tab = self.open(view)?;
            for state in states {
                self.bring_about(&tab, state)?;
                let spoken = world.browser.eval(&tab, "return document.documentElement.lang", &[])?;
                ensure!(spoken == code, "{} speaks {spoken}, not {code}", state.name);
                for scheme in ["light", "dark"] {
                    world.browser.set_dark(&tab, scheme == "dark")?;
                    self.take(&tab, view, state.name, code, scheme)?;
                }
            }
            world.browser.close(&tab)?;
        }
        Ok(())
    }

    fn open(&self, view: View) -> Result<Tab> {
        let tab = self.world.browser.open_extension(view.page)?;
        self.world.browser.resize(&tab, view.width, view.height)?;
        settle(self.world, &tab).context(view.page)?;
        Ok(tab)
    }

    fn bring_about(&self, tab: &Tab, state: &State) -> Result<()> {
        let world = self.world;
        let play = || {
            (state.before)(world)?;
            let fill = |text: &str| {
                text.replace("UCONTACT", &world.ucontact.origin()).replace("CRM", &world.crm.origin())
            };
            if !state.does.is_empty() {
                let script = format!("{}\n{}", include_str!("../page.js"), fill(state.does));
                world.browser.eval(tab, &script, &[])?;
            }
            until(world, tab, state.holds, &fill(state.holds))
        };
        play().with_context(|| {
            let text = world.browser.eval(tab, "return document.body.innerText.slice(0, 2000)", &[]);
            format!("{}: {text:?}", state.name)
        })
    }

    /// A picture of a page as it is. In the light theme it is also checked for texts that are cut off, narrow too.
    fn take(&self, tab: &Tab, view: View, name: &str, code: &str, scheme: &str) -> Result<()> {
        let browser = &self.world.browser;
        let look = format!("{REST} const root = document; {LOOK}");
        let narrow = view.narrow.filter(|_| scheme == "light").map(|(width, _)| ("-narrow", width));
        for (size, width) in narrow.into_iter().chain([("", view.width)]) {
            if narrow.is_some() {
                browser.resize(tab, width, view.height)?;
            }
            self.note(code, &format!("{name}{size}"), &browser.eval(tab, &look, &[])?);
            if size.is_empty() || Some(name) == view.narrow.map(|(_, name)| name) {
                browser.screenshot(tab, &self.file(code, &format!("{name}{size}"), scheme))?;
            }
        }
        Ok(())
    }

    /// Notes what is cut off, and texts that only another language's catalogue has.
    fn note(&self, code: &str, name: &str, found: &Value) {
        let texts = |key: &str| found[key].as_array().cloned().unwrap_or_default();
        let mut wrong = self.wrong.borrow_mut();
        wrong.extend(texts("cut").iter().map(|text| format!("{code}, {name}: cut off is {text}")));
        let is_of = |code: &str, text: &str| {
            self.catalogues.iter().any(|(known, texts)| *known == code && texts.contains(text))
        };
        for text in texts("said").iter().filter_map(Value::as_str).filter(|text| !is_of(code, text)) {
            if let Some(other) = LANGUAGES.into_iter().find(|other| is_of(other, text)) {
                wrong.push(format!("{code}, {name}: in {other} stands {text:?}"));
            }
        }
    }

    fn file(&self, code: &str, name: &str, scheme: &str) -> std::path::PathBuf {
        let kind = self.world.browser.kind().name();
        target_dir().join(format!("screens/{code}-{name}-{scheme}-{kind}.png"))
    }
}

/// Nothing is configured, as if it had never been.
fn unconfigure(world: &World) -> Result<()> {
    world.browser.in_extension(include_str!("../../../world/clear.js"), &[])?;
    world.browser.kill_background()?;
    world.state().map(drop)
}

/// Closes the tabs whose address contains this.
fn close_all(world: &World, part: &str) -> Result<()> {
    for tab in world.browser.tabs()?.into_iter().filter(|tab| tab.url.contains(part)) {
        world.browser.close(&tab.tab)?;
    }
    Ok(())
}
