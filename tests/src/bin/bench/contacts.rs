//! Numbers in a page's text, compared with the npm package ringcentral-c2d. Each is put into a page that has loaded
//! and is at rest, so that what the main thread does afterwards is its work.

mod stage;

use crate::Effort;
use crate::row::{Row, thousands};
use crate::stats::{describe, p50};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use stage::{Seen, Stage, Timed, Traced};
use std::fs;
use std::thread::sleep;
use std::time::Duration;
use tests::driver::{Kind, target_dir};
use tests::servers::{Response, Server};
use tests::world::extension_dir;

/// Elements of a page, and how many of them have a number.
const PAGES: [(usize, usize); 2] = [(5_000, 1_000), (20_000, 4_000)];
/// How long each page is watched; both are done long before.
const WINDOW: Duration = Duration::from_secs(8);
/// How long a page rests after it has loaded.
const REST: Duration = Duration::from_millis(1_500);
/// The page that grows: rows a second, and for how many seconds.
const ROWS: usize = 100;
const SECONDS: usize = 10;
/// The longest task that our script may have, in milliseconds.
const LONGEST: f64 = 16.0;

/// Whose work is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    Ours,
    Theirs,
}

const ALL: [Who; 3] = [Who::Nobody, Who::Ours, Who::Theirs];

/// All rows of one browser.
pub fn measure(kind: Kind, effort: &Effort) -> Vec<Row> {
    rows(kind, effort).unwrap_or_else(|e| {
        let what = format!("{}: numbers in a page's text", kind.name());
        vec![Row::not_measured(&format!("contacts-{}", kind.name()), &what, &e)]
    })
}

fn rows(kind: Kind, effort: &Effort) -> Result<Vec<Row>> {
    let theirs = target_dir().join("../node_modules/ringcentral-c2d/build/index.js");
    let theirs = fs::read_to_string(&theirs).with_context(|| theirs.display().to_string())?;
    let bytes = theirs.len();
    let server = Server::start(move |request| match request.path.as_str() {
        "/theirs.js" => Response::new("text/javascript", theirs.as_str()),
        "/start.js" => Response::new("text/javascript", "globalThis.theirs = new RingCentralC2D();"),
        "/grow.js" => Response::new("text/javascript", GROW),
        path => {
            let sizes: Vec<usize> = path.split('/').filter_map(|part| part.parse().ok()).collect();
            match sizes[..] {
                [elements, numbers] => Response::html(page(elements, numbers)),
                _ => Response::html(page(0, 0)),
            }
        }
    })?;
    let mut stage: Box<dyn Stage> = match kind {
        Kind::Chromium => Box::new(Traced::start()?),
        Kind::Firefox => Box::new(Timed::start(&server)?),
    };
    let name = kind.name();
    let times = if effort.warm > 50 { 3 } else { 1 };
    let mut rows = vec![];
    for (elements, numbers) in PAGES {
        let url = format!("http://localhost:{}/list/{elements}/{numbers}", server.port());
        let mut seen = [vec![], vec![], vec![]];
        let mut brought = vec![];
        for _ in 0..times {
            for (who, seen) in ALL.into_iter().zip(&mut seen) {
                let (before, scanned) =
                    scan(stage.as_mut(), &url, who).with_context(|| format!("{who:?}"))?;
                seen.push(scanned);
                if who == Who::Ours {
                    brought.push(before);
                }
            }
        }
        let what = format!("{} elements, {} numbers", thousands(elements), thousands(numbers));
        rows.extend(told(name, &elements.to_string(), &what, &seen));
        let series = |pick: fn(&Seen) -> f64| -> Vec<f64> { brought.iter().map(pick).collect() };
        rows.push(
            Row::new(
                format!("contacts-{name}-{elements}-brought"),
                format!("{name}: {what}: brought into the open page, main thread; longest task, p50"),
                format!("{:.0} ms; {:.0} ms", p50(&series(|s| s.busy)), p50(&series(|s| s.longest))),
            )
            .note("once, in pages that are open when a site's setting changes: the script's start, and the browser's own work for a style sheet that comes late. A page that is opened afterwards has it from the start")
            .data(json!({"busy": describe(&series(|s| s.busy)), "longest": describe(&series(|s| s.longest))})),
        );
    }
    let mut seen = [vec![], vec![], vec![]];
    let url = format!("http://localhost:{}/grow/0/0", server.port());
    for _ in 0..times {
        for (who, seen) in ALL.into_iter().zip(&mut seen) {
            seen.push(grow(stage.as_mut(), &url, who).with_context(|| format!("{who:?}"))?);
        }
    }
    rows.extend(told(name, "grow", &format!("{ROWS} rows a second for {SECONDS} s"), &seen));
    let file =
        |name: &str| fs::metadata(extension_dir(kind).join(name)).map_or(0, |file| file.len() as usize);
    rows.push(
        Row::new(
            format!("contacts-{name}-bytes"),
            format!("{name}: script in a page whose numbers are looked for, bytes"),
            format!("{}; background {}", thousands(file("contacts.js")), thousands(file("numbers.wasm"))),
        )
        .other(thousands(bytes))
        .note("other: ringcentral-c2d; after the semicolon what the background loads, once"),
    );
    Ok(rows)
}

fn told(name: &str, id: &str, what: &str, seen: &[Vec<Seen>; 3]) -> Vec<Row> {
    let [none, ours, theirs] = seen;
    let series = |seen: &[Seen], pick: fn(&Seen) -> f64| -> Vec<f64> { seen.iter().map(pick).collect() };
    let more = |seen: &[Seen], pick: fn(&Seen) -> f64| p50(&series(seen, pick)) - p50(&series(none, pick));
    let data = |pick: fn(&Seen) -> f64| {
        json!({"nobody": describe(&series(none, pick)), "ours": describe(&series(ours, pick)),
               "other": describe(&series(theirs, pick))})
    };
    let longest = p50(&series(ours, |s| s.longest));
    let mut rows = vec![
        Row::new(
            format!("contacts-{name}-{id}-busy"),
            format!("{name}: {what}: main thread added, {} times, p50", ours.len()),
            format!("{:.0} ms", more(ours, |s| s.busy)),
        )
        .other(format!("{:.0} ms", more(theirs, |s| s.busy)))
        .note("processor time of the page's main thread, painting included, beyond that of the page by itself; other: ringcentral-c2d. Ours looks at every element, and asks about and marks what is in view; it marks the rest when that comes into view")
        .data(data(|s| s.busy)),
        Row::new(
            format!("contacts-{name}-{id}-longest"),
            format!("{name}: {what}: longest task, p50"),
            format!("{longest:.1} ms"),
        )
        .other(format!("{:.0} ms (by itself {:.1})", p50(&series(theirs, |s| s.longest)), p50(&series(none, |s| s.longest))))
        .note("Chromium: processor time of the main thread's longest task (trace). Firefox: the longest time between two turns of a task that the page posts to itself again and again, by the wall's clock")
        .data(data(|s| s.longest)),
    ];
    // In a page that grows, the page's own work is part of the figure.
    if id != "grow"
        && let Some(row) = rows.pop()
    {
        rows.push(row.target(format!("≤ {LONGEST:.0} ms"), longest <= LONGEST));
    }
    if none.iter().all(|seen| seen.memory > 0.0) {
        rows.push(
            Row::new(
                format!("contacts-{name}-{id}-memory"),
                format!("{name}: {what}: memory added to the page's process, p50"),
                format!("{:.1} MB", more(ours, |s| s.memory) / 1024.0),
            )
            .other(format!("{:.1} MB", more(theirs, |s| s.memory) / 1024.0))
            .note("private memory after a collection, beyond the page by itself")
            .data(data(|s| s.memory)),
        );
    }
    rows
}

/// Puts one of the two into a page at rest, and watches it. Our script comes first with nothing to search, then with
/// everything: the first figure is the browser's own work, once, in pages that are open when a site's setting
/// changes.
fn scan(stage: &mut dyn Stage, url: &str, who: Who) -> Result<(Seen, Seen)> {
    stage.configure(&config("off"))?;
    stage.load(url)?;
    stage.begin()?;
    if who == Who::Ours {
        let mut nowhere = config("text");
        nowhere["sites"][0]["contactsIn"] = json!(["#nowhere"]);
        stage.configure(&nowhere)?;
    }
    sleep(REST);
    let brought = stage.end()?;
    stage.begin()?;
    bring(stage, who)?;
    sleep(WINDOW);
    let seen = stage.end()?;
    settled(stage, who)?;
    Ok((brought, seen))
}

/// The same in a page that grows; the scripts are there before it grows.
fn grow(stage: &mut dyn Stage, url: &str, who: Who) -> Result<Seen> {
    stage.configure(&config("off"))?;
    stage.load(url)?;
    bring(stage, who)?;
    sleep(REST);
    stage.begin()?;
    add_script(stage, "/grow.js")?;
    sleep(Duration::from_secs(SECONDS as u64 + 2));
    let seen = stage.end()?;
    let rows = stage.run("return document.querySelectorAll('li').length")?;
    ensure!(rows == ROWS * SECONDS, "{rows} rows were added");
    settled(stage, who)?;
    Ok(seen)
}

fn bring(stage: &mut dyn Stage, who: Who) -> Result<()> {
    match who {
        Who::Nobody => Ok(()),
        Who::Ours => stage.configure(&config("text")),
        Who::Theirs => {
            add_script(stage, "/theirs.js")?;
            add_script(stage, "/start.js")
        }
    }
}

/// A script that did nothing was not measured.
fn settled(stage: &mut dyn Stage, who: Who) -> Result<()> {
    let script = match who {
        Who::Nobody => return Ok(()),
        Who::Ours => "return CSS.highlights.get('ucontact-bridge').size > 5",
        Who::Theirs => {
            "return document.querySelectorAll('[class*=rc-c2d], [class*=c2d], [id*=c2d]').length > 0"
        }
    };
    ensure!(stage.run(script)? == true, "{who:?} did nothing");
    Ok(())
}

fn add_script(stage: &mut dyn Stage, path: &str) -> Result<()> {
    let script = format!(
        "await new Promise((then, fail) => {{ const script = document.createElement('script'); script.src = '{path}'; \
         script.onload = then; script.onerror = fail; document.head.append(script); }})"
    );
    stage.run(&script).map(drop)
}

fn config(contacts: &str) -> Value {
    json!({
        "version": 1,
        "ucontact": {"url": "https://ucontact.example/"},
        "sites": [{"pages": ["http://localhost/*"], "contacts": contacts, "region": "US"}],
        "rules": []
    })
}

/// A list of so many elements, of which so many have a number.
fn page(elements: usize, numbers: usize) -> String {
    let mut html = String::from(
        "<!doctype html><title>list</title><link rel=icon href=data:,><style>body { font: 14px/1.4 sans-serif }</style><main>",
    );
    let every = elements.checked_div(numbers).unwrap_or(1).max(1);
    for n in 0..elements {
        if n % every == 0 {
            html += &format!(
                "<p>Client {n}, call ({}) {}-{:04} today</p>",
                201 + n % 9,
                555 + n % 300,
                1000 + n % 9000
            );
        } else {
            html += &format!(
                "<p>Order {n} of 2026-03-{:02}, {} items, USD {}.50</p>",
                1 + n % 28,
                n % 7,
                10 + n % 900
            );
        }
    }
    html += "</main><ul></ul>";
    html
}

/// Appends rows in even steps, the newest first.
const GROW: &str = "
const list = document.querySelector('ul');
let rows = 0;
const begun = performance.now();
const timer = setInterval(() => {
  // As many rows as are due, even if the timer is late.
  const due = Math.min(1000, Math.floor((performance.now() - begun) / 10));
  while (rows < due) {
    const row = document.createElement('li');
    row.textContent = `Client ${rows}, call (${201 + rows % 9}) ${555 + rows % 300}-${1000 + rows}`;
    list.prepend(row);
    rows += 1;
  }
  if (rows === 1000) clearInterval(timer);
}, 10);";
