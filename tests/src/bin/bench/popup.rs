//! The popup with a full history, compared with an empty page of the extension.

use crate::row::{Row, thousands};
use crate::stats::{describe, p50};
use crate::{Effort, copy_folder, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::PathBuf;
use tests::driver::{Kind, Options};
use tests::simulator::{assigned, finished};
use tests::world::{World, extension_dir};

/// What the history holds.
const ENTRIES: usize = 1_000;

/// How many interactions the desk itself has received, so that its list is full.
const HEARD: usize = 55;

/// How many times as long as a blank page the popup may take.
const MOST: f64 = 1.5;

const POPUP: &str = "popup/popup.html";
const BLANK: &str = "bench/blank.html";

const BLANK_PAGE: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>blank</title>\
    <script src=mark.js></script><p>A page.";

/// All rows of one browser.
pub fn measure(kind: Kind, effort: &Effort) -> Vec<Row> {
    popup(kind, effort).unwrap_or_else(|e| {
        let what = format!("{}: the popup until it can be used", kind.name());
        vec![Row::not_measured(&format!("popup-{}", kind.name()), &what, &e)]
    })
}

/// Our build, with a blank page next to the popup, and in both a script that reports when the page can be used.
fn marked(kind: Kind) -> Result<PathBuf> {
    let folder = scratch(&format!("popup-{}", kind.name()))?;
    copy_folder(&extension_dir(kind), &folder)?;
    fs::create_dir_all(folder.join("bench"))?;
    fs::write(folder.join("bench/mark.js"), include_str!("popup/mark.js"))?;
    fs::write(folder.join(BLANK), BLANK_PAGE)?;
    let page = fs::read_to_string(folder.join(POPUP))?;
    ensure!(page.contains("</head>"), "the popup has no head");
    fs::write(
        folder.join(POPUP),
        page.replacen("</head>", "<script src=\"../bench/mark.js\"></script></head>", 1),
    )?;
    Ok(folder)
}

/// Puts a thousand interactions of the last days into the history.
const FILL: &str = "
    const opening = indexedDB.open('ucontact-bridge');
    const database = await new Promise((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
    });
    const writing = database.transaction('history', 'readwrite');
    const now = Date.now();
    for (let n = 0; n < arguments[0]; n++) {
        const assigned = now - 864e5 - n * 6e4;
        writing.objectStore('history').put({
            guid: `kept-${n}`, campaign: 'Ventas', channel: 'whatsapp', clientId: `59899${100000 + n}`, assigned,
            finished: assigned + 45000, disposed: null, record: { state: 'known', url: `http://localhost/contact/${n}` },
        });
    }
    await new Promise((resolve) => (writing.oncomplete = resolve));
    database.close();";

fn popup(kind: Kind, effort: &Effort) -> Result<Vec<Row>> {
    let options = Options { extension: Some(marked(kind)?), popup: true, ..Options::default() };
    let world = World::start_with(kind, &options)?;
    let mut config = world.config();
    config["open"] = "never".into();
    world.configure(&config)?;
    world.open_desk()?;
    for n in 0..HEARD {
        let guid = format!("heard-{n}");
        world.ucontact.fire("main", &assigned(&guid, "Ventas", "webchat", &n.to_string()))?;
        if n % 10 != 0 {
            world.ucontact.fire("main", &finished(&guid))?;
        }
    }
    world.wait_interaction(&format!("heard-{}", HEARD - 1), "to be over", |i| !i["finished"].is_null())?;
    world.browser.in_extension(FILL, &[json!(ENTRIES)])?;

    let mut steps = vec![];
    let mut open = |path: &str| -> Result<f64> {
        let took = world.browser.in_extension(include_str!("popup/open.js"), &[json!(path)])?;
        let there = took["there"].as_f64().with_context(|| format!("{path} took {took}"))?;
        if path == POPUP {
            steps.push(took);
        }
        Ok(there)
    };
    let (mut ours, mut blank) = (vec![], vec![]);
    for n in 0..effort.warm_up + effort.pairs {
        let (a, b) = if n.is_multiple_of(2) {
            let a = open(POPUP)?;
            (a, open(BLANK)?)
        } else {
            let b = open(BLANK)?;
            (open(POPUP)?, b)
        };
        if n >= effort.warm_up {
            ours.push(a);
            blank.push(b);
        }
    }
    // Where the time goes: milliseconds from the same moment, at the median.
    let step = |name: &str| -> Value {
        let series: Vec<f64> = steps.iter().filter_map(|took| took[name].as_f64()).collect();
        json!(p50(&series).round())
    };
    let steps: Map<String, Value> = ["script", "texts", "parsed", "loaded", "there", "connection"]
        .map(|name| (name.to_owned(), step(name)))
        .into_iter()
        .collect();
    let ratio = p50(&ours) / p50(&blank);
    let name = kind.name();
    Ok(vec![
        Row::new(
            format!("popup-{name}"),
            format!("{name}: the popup, {} kept, {} times, p50", thousands(ENTRIES), ours.len()),
            format!("{:.1} ms; {ratio:.2}×", p50(&ours)),
        )
        .other(format!("{:.1} ms", p50(&blank)))
        .target(format!("≤ {MOST}×"), ratio <= MOST)
        .note(
            "from the call that the toolbar's button makes (action.openPopup) to the page having loaded and showing the \
             desk's live and last interactions; other: a page of the extension with one line of text, opened the same way",
        )
        .data(json!({"ours": describe(&ours), "blank": describe(&blank), "ratio": ratio, "steps": steps})),
    ])
}
