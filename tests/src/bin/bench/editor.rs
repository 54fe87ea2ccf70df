//! The settings with 10,000 rules: a key typed in one of them, and saving all of them.

use crate::Effort;
use crate::row::{Row, thousands};
use crate::stats::{describe, p50, quantile};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::driver::{Kind, Tab, eventually};
use tests::world::{LIMIT, World};

const RULES: usize = 10_000;

/// How long typing one key may take, until its frame is painted, in milliseconds.
const MOST_KEY: f64 = 50.0;
/// How long saving and applying may take, in milliseconds.
const MOST_SAVE: f64 = 1_000.0;

/// All rows of one browser.
pub fn measure(kind: Kind, effort: &Effort) -> Vec<Row> {
    editor(kind, effort).unwrap_or_else(|e| {
        let what = format!("{}: the settings with many rules", kind.name());
        vec![Row::not_measured(&format!("editor-{}", kind.name()), &what, &e)]
    })
}

fn editor(kind: Kind, effort: &Effort) -> Result<Vec<Row>> {
    let world = World::start(kind, false)?;
    let mut series = vec![];
    for count in [2, RULES] {
        world.configure(&config(&world, count)).with_context(|| format!("{count} rules"))?;
        let tab = world.browser.open_extension("options/options.html")?;
        let ready = "return !document.querySelector('#bar').hidden && \
                     document.querySelector('#verdict').dataset.tone === 'none' && \
                     document.querySelectorAll('.rule-row').length > 1";
        eventually(LIMIT, "the settings", || {
            Ok((world.browser.eval(&tab, ready, &[])? == true).then_some(()))
        })?;
        let keys = numbers(&world.browser.eval(&tab, TYPE, &[json!(effort.warm)])?)?;
        let mut saves = vec![];
        for n in 0..effort.cold {
            saves.push(save(&world, &tab, n)?);
        }
        // A large configuration is stored as text at once, and as an object later.
        let stored = "const { config, saved } = await browser.storage.local.get(['config', 'saved']); \
                      return (saved ? JSON.parse(saved) : config).rules.length";
        let rules = world.browser.in_extension(stored, &[])?;
        ensure!(rules == count, "{rules} rules were saved, not {count}");
        world.browser.close(&tab)?;
        series.push((keys, saves));
    }
    let [(few_keys, few_saves), (keys, saves)] = &series[..] else { anyhow::bail!("two series") };
    let name = kind.name();
    let told = |series: &[f64]| format!("{:.1}, {:.1} ms", p50(series), quantile(series, 0.99));
    let row = |id: &str, what: &str, ours: &[f64], few: &[f64], note: &str| {
        Row::new(
            format!("editor-{name}-{id}"),
            format!("{name}: {what} with {} rules, {} times", thousands(RULES), ours.len()),
            told(ours),
        )
        .other(told(few))
        .note(note)
        .data(json!({"10000": describe(ours), "2": describe(few)}))
    };
    Ok(vec![
        row(
            "key",
            "a key in the settings",
            keys,
            few_keys,
            "p50, p99; from the key's event in a rule's address to the frame that shows it; other: with 2 rules",
        )
        .target(format!("≤ {MOST_KEY:.0} ms"), quantile(keys, 0.99) <= MOST_KEY),
        row(
            "save",
            "saving and applying",
            saves,
            few_saves,
            "p50, p99; from the click to the page saying that it is in force and stored (as text; the object that config-v1 \
             describes is stored once the settings are closed); other: with 2 rules",
        )
        .target(format!("≤ {MOST_SAVE:.0} ms"), quantile(saves, 0.99) <= MOST_SAVE),
    ])
}

/// Types into the address of the rule in the middle, key by key, and returns how long each key took.
const TYPE: &str = "
    const list = document.querySelector('#rule-list');
    list.scrollTop = list.scrollHeight / 2;
    const frame = () => new Promise((then) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => then(performance.now());
        port2.postMessage(0);
    }));
    await frame(); await frame();
    const rows = document.querySelectorAll('.rule-row');
    rows[Math.floor(rows.length / 2)].click();
    const field = document.querySelector('#rule-url');
    field.focus();
    const times = [];
    for (let n = 0; n < arguments[0]; n += 1) {
        await frame();
        const start = performance.now();
        field.value += 'x';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        times.push(await frame() - start);
    }
    return times";

/// Changes a rule, and saves all of them.
fn save(world: &World, tab: &Tab, n: usize) -> Result<f64> {
    let script = "
        const field = document.querySelector('#rule-name'), button = document.querySelector('#save');
        field.value = `Saved ${arguments[0]}`;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        while (button.disabled) await new Promise((then) => setTimeout(then, 5));
        const line = document.querySelector('#verdict');
        const done = new Promise((then) => new MutationObserver(() => {
            if (['good', 'warn'].includes(line.dataset.tone) && button.disabled) then(performance.now());
        }).observe(line, { attributes: true, subtree: true, childList: true, characterData: true }));
        const start = performance.now();
        button.click();
        return await done - start";
    world.browser.eval(tab, script, &[json!(n)])?.as_f64().context("no time")
}

fn numbers(list: &Value) -> Result<Vec<f64>> {
    let list: Vec<f64> = list.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    ensure!(!list.is_empty(), "nothing was measured");
    Ok(list)
}

/// Every kind of rule: conditions of each kind, expressions, variables, lookups.
fn config(world: &World, count: usize) -> Value {
    let host = world.crm.origin();
    let rule = |n: usize| match n % 4 {
        0 => json!({"name": format!("Campaign {n}"), "when": {"campaign": format!("Campaign {n}*")},
                    "url": format!("{host}/contact/{{clientId}}")}),
        1 => json!({"when": {"channel": ["telephony", "sms"], "clientId": format!("^0{n}\\d+$")},
                    "url": format!("{host}/contact/{{clientId}}")}),
        2 => json!({"name": format!("By number {n}"),
                    "let": {"phone": {"from": "clientId", "match": format!("^(?:{n})?0?(\\d{{8}})$"), "to": "+598$1"}},
                    "url": format!("{host}/search?q={{phone}}")}),
        _ => json!({"when": {"campaign": format!("Ventas {n}")},
                    "lookup": {"url": format!("{host}/api?q={{clientId}}"), "results": "$.results[*]",
                               "let": {"id": {"from": "/url", "match": "/(\\d+)$", "to": "$1"}}},
                    "url": format!("{host}/contact/{{id}}")}),
    };
    let mut config = world.config();
    config["rules"] = (0..count).map(rule).collect();
    config
}
