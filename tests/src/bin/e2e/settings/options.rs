//! The settings: a configuration made, changed, tried and saved without a line of JSON.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::driver::{Tab, eventually, target_dir};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("options-form", form),
    scenario("options-errors", errors),
    scenario("options-undo-and-order", undo_and_order),
    scenario("options-json-in-step", json_in_step),
    scenario("options-try", try_it),
    scenario("options-add-a-crm", add_a_crm),
    scenario("options-by-keyboard", by_keyboard),
];

/// The settings in a tab.
struct Settings<'w> {
    world: &'w World,
    tab: Tab,
}

impl<'w> Settings<'w> {
    fn open(world: &'w World) -> Result<Self> {
        let tab = world.browser.open_extension("options/options.html")?;
        let settings = Self { world, tab };
        settings.wait("the settings to be there", "!document.querySelector('#bar').hidden")?;
        Ok(settings)
    }

    /// Runs a script with the helpers of `page.js`.
    fn run(&self, script: &str) -> Result<Value> {
        let script = format!("{}\n{script}", include_str!("../page.js"));
        self.world
            .browser
            .eval(&self.tab, &script, &[])
            .with_context(|| script.lines().last().unwrap_or_default().to_owned())
    }

    fn wait(&self, what: &str, condition: &str) -> Result<()> {
        eventually(LIMIT, what, || Ok((self.run(&format!("return !!({condition})"))? == true).then_some(())))
            .with_context(|| format!("the page: {:?}", self.run("return document.body.innerText")))
    }

    fn verdict(&self, tone: &str) -> Result<()> {
        self.wait(
            &format!("the verdict {tone}"),
            &format!("document.querySelector('#verdict').dataset.tone === '{tone}'"),
        )
    }

    fn save(&self) -> Result<Value> {
        self.wait("something to save", "!document.querySelector('#save').disabled")?;
        self.run("click('#save')")?;
        self.wait("it to be saved", "text('#verdict-text').startsWith('Saved')")?;
        stored(self.world)
    }

    fn shoot(&self, name: &str) -> Result<()> {
        let kind = self.world.browser.kind().name();
        for dark in [false, true] {
            self.world.browser.set_dark(&self.tab, dark)?;
            // While a colour is still changing, a picture would show neither.
            self.run("await Promise.all(document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished.catch(() => {})))")?;
            for (size, width, height) in [("wide", 1280, 1500), ("narrow", 400, 2600)] {
                self.world.browser.resize(&self.tab, width, height)?;
                let wider = self.run(
                    "return Math.max(...[document.documentElement, document.querySelector('.scroll')].map((e) => e.scrollWidth - e.clientWidth))",
                )?;
                ensure!(wider == 0, "{name} ({size}) is {wider} pixels wider than its window");
                let scheme = if dark { "dark" } else { "light" };
                let file = format!("screens/options-{name}-{size}-{scheme}-{kind}.png");
                self.world.browser.screenshot(&self.tab, &target_dir().join(file))?;
            }
        }
        self.world.browser.set_dark(&self.tab, false)?;
        self.world.browser.resize(&self.tab, 1280, 900)
    }
}

fn stored(world: &World) -> Result<Value> {
    world.browser.in_extension("return (await browser.storage.local.get('config')).config", &[])
}

/// From nothing to a configuration with two rules, and an interaction that opens a record by it.
fn form(world: &World) -> Result<()> {
    let page = Settings::open(world)?;
    let (ucontact, record) = (world.ucontact.origin(), world.crm.url("/contact/"));
    page.run(&format!("type('#ucontact-url', '{ucontact}/')"))?;
    page.wait("the address to be checked", "text('#probe-result').includes('answers')")?;
    page.run("click('#add-site')")?;
    page.run("type('#site-0-name', 'Alder'); type('#site-0-pages', 'http://localhost/*')")?;
    page.wait("the site's permission", "text('#site-list .chip') === 'Allowed'")?;
    page.run("click('#rule-add'); type('#rule-name', 'Chats'); type('#rule-channel', 'webchat')")?;
    // Completion: the brace offers the names, an arrow and Enter take one.
    page.run(&format!("type('#rule-url', '{record}{{cl')"))?;
    ensure!(page.run("return text('#completions')")? == "clientId");
    page.run("press('#rule-url', 'Enter')")?;
    ensure!(page.run("return value('#rule-url')")? == format!("{record}{{clientId}}"));
    page.run(
        "click('#rule-add'); type('#rule-name', 'Callers'); type('#rule-channel', 'telephony\\nsms\\n')",
    )?;
    page.run("type('#sample', '099123456'); click('#let-add')")?;
    page.run(r"type('#let-0-let-name', 'phone'); type('#let-0-let-match', '^(?:011)?0?(\\d{8})$'); type('#let-0-let-to', '+598$1')")?;
    ensure!(page.run("return text('#let-list .result')")? == "phone = +59899123456");
    let search = world.crm.url("/search?q={phone}");
    page.run(&format!("type('#rule-url', '{search}')"))?;
    ensure!(
        page.run("return text('#rule-url-result')")?.as_str().is_some_and(|t| t.ends_with("%2B59899123456"))
    );
    page.shoot("form")?;
    // A third rule, which asks the CRM.
    page.run("click('#rule-add'); type('#rule-name', 'By the CRM'); click('#lookup-on')")?;
    page.run(&format!(
        "type('#lookup-url', '{0}'); type('#lookup-results', '$.results[*]')",
        world.crm.url("/api?q={clientId}")
    ))?;
    page.run("click('#of-add'); type('#of-0-of-name', 'id'); type('#of-0-of-from', '/url'); type('#of-0-of-match', '/(\\\\d+)$'); type('#of-0-of-to', '$1')")?;
    page.run("click('#of-add'); type('#of-1-of-name', 'label'); type('#of-1-of-from', '/name')")?;
    page.run(&format!(
        "type('#rule-url', '{record}{{id}}'); type('#rule-none-url', '{}')",
        world.crm.url("/new?q={clientId}")
    ))?;
    page.shoot("lookup")?;
    let saved = page.save()?;
    ensure!(
        saved
            == json!({
                "version": 1,
                "ucontact": {"url": format!("{ucontact}/")},
                "sites": [{"name": "Alder", "pages": ["http://localhost/*"]}],
                "rules": [
                    {"name": "Chats", "when": {"channel": "webchat"}, "url": format!("{record}{{clientId}}")},
                    {"name": "Callers", "when": {"channel": ["telephony", "sms"]},
                     "let": {"phone": {"from": "clientId", "match": "^(?:011)?0?(\\d{8})$", "to": "+598$1"}},
                     "url": search},
                    {"name": "By the CRM",
                     "lookup": {"url": world.crm.url("/api?q={clientId}"), "results": "$.results[*]",
                                "let": {"id": {"from": "/url", "match": "/(\\d+)$", "to": "$1"}, "label": "/name"}},
                     "url": format!("{record}{{id}}"), "none": world.crm.url("/new?q={clientId}")}
                ]
            }),
        "saved {saved:#}"
    );
    page.shoot("saved")?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "webchat", "7"))?;
    world.wait_opened("g1")?;
    world.wait_tab(&world.crm.url("/contact/7")).map(drop)
}

/// Each error is shown at its field, while typing. Nothing is saved meanwhile, and the configuration in force stays.
fn errors(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let page = Settings::open(world)?;
    for (field, wrong, line, good) in [
        (
            "#ucontact-url",
            "http://acme.example/",
            "#ucontact-url-wrong",
            format!("{}/", world.ucontact.origin()),
        ),
        ("#site-0-pages", "<all_urls>", "#site-0-pages-wrong", "http://localhost/*".to_owned()),
        ("#rule-client", "(", "#rule-client-wrong", String::new()),
        (
            "#rule-url",
            "https://{campaign}.acme.example/",
            "#rule-url-wrong",
            world.crm.url("/contact/{clientId}"),
        ),
    ] {
        page.run(&format!("type('{field}', '{wrong}')"))?;
        let told = page.run(&format!("return [text('{line}').length > 10, document.querySelector('{field}').getAttribute('aria-invalid'), document.querySelector('#save').disabled]"))?;
        ensure!(told == json!([true, "true", true]), "{field}: {told}");
        page.run(&format!("type('{field}', '{good}')"))?;
        ensure!(page.run(&format!("return document.querySelector('{line}').textContent"))? == "", "{field}");
    }
    page.verdict("none")?;
    page.run("click('#rule-add')")?;
    page.verdict("bad")?;
    page.shoot("errors")?;
    page.run("document.querySelector('#rule-name').focus(); click('#next-error')")?;
    ensure!(
        page.run("return document.activeElement.id")? == "rule-url",
        "the next error's field has the focus"
    );
    // The browser warns before the page is left while something is unsaved, and only then.
    let leave =
        "const event = new Event('beforeunload', {cancelable: true}); return !window.dispatchEvent(event)";
    ensure!(page.run(leave)? == true, "unsaved changes can be lost");
    page.run("click('#discard')")?;
    ensure!(page.run(leave)? == false, "nothing is unsaved");
    ensure!(stored(world)? == world.config());
    Ok(())
}

/// Undo, redo, copies, and reordering by keyboard and by pointer.
fn undo_and_order(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let page = Settings::open(world)?;
    let names =
        "return [...document.querySelectorAll('.rule-row .rule-name')].map((n) => n.innerText.split(' ')[0])";
    page.run("document.querySelectorAll('.rule-row')[0].click(); click('#rule-copy'); type('#rule-name', 'Third one')")?;
    ensure!(page.run(names)? == json!(["Web", "Third", "Callers,"]));
    page.run("press('#rule-list', 'ArrowDown', {altKey: true})")?;
    ensure!(page.run(names)? == json!(["Web", "Callers,", "Third"]));
    ensure!(page.run("return text('#rules-say')")? == "Third one is now number 3");
    page.run("press('#rule-list', 'Home'); press('#rule-list', 'Delete')")?;
    ensure!(page.run(names)? == json!(["Callers,", "Third"]));
    // By its grip: from the second place before the first.
    page.run(
        "const grip = document.querySelectorAll('.grip')[1], list = $('#rule-list'), top = list.getBoundingClientRect().top; \
         const pointer = (type, y, at) => at.dispatchEvent(new PointerEvent(type, {bubbles: true, cancelable: true, pointerId: 1, button: 0, clientX: 20, clientY: top + y})); \
         list.setPointerCapture = () => {}; \
         pointer('pointerdown', 78, grip); pointer('pointermove', 40, list); pointer('pointermove', 4, list); pointer('pointerup', 4, list)",
    )?;
    ensure!(page.run(names)? == json!(["Third", "Callers,"]), "{}", page.run(names)?);
    for expect in [json!(["Callers,", "Third"]), json!(["Web", "Callers,", "Third"])] {
        page.run("press('#rule-list', 'z', {ctrlKey: true})")?;
        ensure!(page.run(names)? == expect, "{}", page.run(names)?);
    }
    page.run("press('#rule-list', 'z', {ctrlKey: true, shiftKey: true})")?;
    ensure!(page.run(names)? == json!(["Callers,", "Third"]));
    page.run("click('#undo')")?;
    let saved = page.save()?;
    let order: Vec<&str> =
        saved["rules"].as_array().into_iter().flatten().filter_map(|r| r["name"].as_str()).collect();
    ensure!(order == ["Web chats carry the record's id", "Callers, by number", "Third one"], "{order:?}");
    Ok(())
}

/// What is typed in one view is in the other. A text that the form cannot show stays in the JSON view until it is
/// fixed.
fn json_in_step(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let page = Settings::open(world)?;
    page.run("type('#site-0-name', 'Birch'); click('#json-toggle')")?;
    let text = page.run("return value('#text')")?;
    let text = text.as_str().unwrap_or_default().to_owned();
    ensure!(text.contains("\"name\": \"Birch\""), "{text}");
    page.verdict("good")?;
    page.run(&format!(
        "type('#text', {})",
        json!(text.replace("\"version\": 1", "\"version\": 1, \"colour\": 2"))
    ))?;
    page.verdict("bad")?;
    page.wait("the error and its path", "text('#error-list').includes('colour')")?;
    page.shoot("json")?;
    page.run("click('#json-toggle')")?;
    page.wait(
        "the text to stay",
        "text('#verdict-text').includes('colour') && !document.querySelector('#json').hidden",
    )?;
    page.run(&format!("type('#text', {})", json!(text.replace("Birch", "Cedar"))))?;
    page.verdict("good")?;
    page.run("click('#json-back')")?;
    ensure!(page.run("return value('#site-0-name')")? == "Cedar");
    // A good file goes into the form and can be undone; a bad one goes into the text.
    let import = |text: &str| {
        page.run(&format!(
            "const data = new DataTransfer(); data.items.add(new File([{}], 'c.json')); \
             const file = document.querySelector('#file'); file.files = data.files; file.dispatchEvent(new Event('change'))",
            json!(text)
        ))
    };
    import(&text.replace("Birch", "Dogwood"))?;
    page.wait("the file to be in the form", "value('#site-0-name') === 'Dogwood'")?;
    page.run("click('#undo')")?;
    ensure!(page.run("return value('#site-0-name')")? == "Cedar");
    import("{\"version\": 1,")?;
    page.wait(
        "the file to be in the text",
        "!document.querySelector('#json').hidden && text('#error-list').includes('JSON')",
    )?;
    page.run(&format!("type('#text', {})", json!(text.replace("Birch", "Elm"))))?;
    let saved = page.save()?;
    ensure!(saved["sites"][0]["name"] == "Elm", "{saved:#}");
    Ok(())
}

/// For each rule, why it applies or not; every value; the address; and a real interaction.
fn try_it(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g1", "Ventas", "telephony", "099123456"))?;
    world.wait_opened("g1")?;
    let page = Settings::open(world)?;
    page.wait("the interaction that was seen", "document.querySelectorAll('#try-seen option').length === 2")?;
    page.run("choose('#try-seen', '0')")?;
    let url = world.crm.url("/search?q=%2B59899123456");
    ensure!(page.run("return document.querySelector('#try-url').href")? == url);
    let told = page.run("return [text('#try-end'), text('#try-variables'), document.querySelector('#try-reasons').textContent]")?;
    ensure!(told[0].as_str().is_some_and(|t| t.contains("Rule 2")), "{told}");
    ensure!(told[1].as_str().is_some_and(|t| t.contains("+59899123456")), "{told}");
    ensure!(told[2].as_str().is_some_and(|t| t.contains("webchat")), "{told}");
    // The trial follows what is typed.
    page.run("document.querySelectorAll('.rule-row')[1].click(); type('#let-0-let-to', '+54$1')")?;
    ensure!(
        page.run("return document.querySelector('#try-url').href")?
            == world.crm.url("/search?q=%2B5499123456")
    );
    page.shoot("try")?;
    page.run("type('#try-channel', 'fax'); click('#try-run')")?;
    ensure!(page.run("return document.querySelector('#try-end').dataset.tone")? == "warn");
    ensure!(stored(world)? == world.config(), "trying saves nothing");
    Ok(())
}

/// A known CRM, and another one by the example of its records: each adds a site and a rule at once.
fn add_a_crm(world: &World) -> Result<()> {
    let page = Settings::open(world)?;
    let (browser, tab) = (&world.browser, &page.tab);
    browser.click(tab, "#welcome-add")?;
    page.wait("the dialog", "document.querySelector('#add').open")?;
    ensure!(page.run("return document.querySelector('#add-take').disabled")? == true);
    browser.click(tab, "#add-form option[value=zendesk]")?;
    browser.type_into(tab, "#add-form [id$=instance]", "acme/x")?;
    page.wait("the error at its field", "document.querySelector('#add-form [aria-invalid]')")?;
    ensure!(page.run("return document.querySelector('#add-take').disabled")? == true);
    browser.type_into(tab, "#add-form [id$=instance]", "\u{e003}\u{e003}")?;
    page.shoot("add")?;
    browser.click(tab, "#add-take")?;
    ensure!(
        page.run("return [value('#site-0-pages'), value('#rule-url'), document.activeElement.id]")?
            == json!([
                "https://acme.zendesk.com/*",
                "https://acme.zendesk.com/agent/users/{clientId}",
                "rule-name"
            ])
    );
    browser.click(tab, "#add-crm")?;
    browser.click(tab, "#add-form [value=example] + label")?;
    browser.type_into(tab, "#add-form [id$=url-1]", "https://crm.acme.example/#/people/5f8a1b2c/view")?;
    browser.type_into(tab, "#add-form [id$=client-1]", "5f8a1b2c")?;
    page.wait("what was learnt", "!document.querySelector('#add-take').disabled")?;
    browser.click(tab, "#add-take")?;
    ensure!(page.run("return value('#rule-url')")? == "https://crm.acme.example/#/people/{clientId}/view");
    ensure!(page.run("return document.querySelectorAll('.site').length")? == 2);
    // One undo removes the site and the rule.
    page.run("press('#rule-list', 'z', {ctrlKey: true})")?;
    ensure!(page.run("return [document.querySelectorAll('.site').length, document.querySelectorAll('.rule-row').length]")? == json!([1, 1]));
    Ok(())
}

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = "\u{e00d}";

/// Tab reaches everything that can be used, each with a name. A rule is made, moved, tried and saved by keys alone.
fn by_keyboard(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let page = Settings::open(world)?;
    let (browser, tab) = (&world.browser, &page.tab);
    let press = |selector: &str, text: &str| browser.type_into(tab, selector, text);
    press("#rule-add", ENTER)?;
    page.wait("the new rule's name", "document.activeElement.id === 'rule-name'")?;
    press("#rule-name", "Faxes")?;
    press("#rule-channel", "fax")?;
    press("#rule-url", &format!("{}{{cl{TAB}", world.crm.url("/contact/")))?;
    ensure!(
        page.run("return value('#rule-url')")? == world.crm.url("/contact/{clientId}"),
        "Tab takes what is offered"
    );
    press("#lookup-on", SPACE)?;
    page.wait("the lookup", "document.querySelector('#lookup-url').checkVisibility()")?;
    press("#lookup-on", SPACE)?;
    press("#try-client", "7")?;
    page.run("document.querySelector('#try-channel').select()")?;
    press("#try-channel", &format!("fax{ENTER}"))?;
    page.wait("the try", "document.querySelector('#try-url').href.endsWith('/contact/7')")?;
    press("#save", ENTER)?;
    page.wait("it to be saved", "text('#verdict-text').startsWith('Saved')")?;
    let saved = stored(world)?;
    ensure!(saved["rules"].as_array().into_iter().flatten().any(|rule| rule["name"] == "Faxes"), "{saved:#}");

    // From the first to the last: nothing that can be used is left out, and nothing hides the focused element.
    let keys = |text: &str| browser.type_into(tab, ":focus", text);
    page.run("document.querySelector('#import').focus()")?;
    let here = "const e = document.querySelector(':focus') ?? document.body; e.dataset.reached = ''; \
                const area = e.getBoundingClientRect(); \
                const bar = document.querySelector('#bar').getBoundingClientRect(); \
                return [e.id || e.dataset.do || e.dataset.part || e.tagName, \
                        !e.closest('#bar') && area.top > bar.top - 8, e.matches(':focus-visible')]";
    let mut order: Vec<String> = vec![];
    loop {
        let seen = page.run(here)?;
        let name = seen[0].as_str().unwrap_or_default().to_owned();
        ensure!(seen[1] == false, "{name} has the focus behind the bar");
        if name == "save" || name == "discard" || name == "BODY" || order.len() > 150 {
            break;
        }
        order.push(name);
        // The last Tab leads out of the page, where Firefox's driver finds nothing any more.
        keys(TAB).with_context(|| format!("from {:?}", order.last()))?;
    }
    let left = page.run(
        "return [...document.querySelectorAll('button, input, select, textarea, summary, a[href], [tabindex=\"0\"]')] \
         .filter((e) => e.checkVisibility() && !e.matches(':disabled') && !e.closest('#bar') && !('reached' in e.dataset)) \
         .map((e) => e.outerHTML.slice(0, 80))",
    )?;
    ensure!(left == json!([]), "no key reaches {left:#}; reached: {order:?}");
    Ok(())
}
