//! How many bytes are put into which page, and how many are shipped.

use crate::row::{Row, thousands};
use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use tests::crm::POLICIES;
use tests::driver::{Kind, eventually};
use tests::simulator::assigned;
use tests::world::{LIMIT, World, extension_dir};

const PAGE: (usize, usize) = (65_536, 28_672);
const TWIN: (usize, usize) = (122_880, 36_864);

/// What other products put into a page, raw and gz, from their published builds; gz if it could be measured.
const PEERS: [(&str, usize, Option<usize>); 5] = [
    ("App Connect click-to-dial, every URL and frame", 1_194_444, Some(259_076)),
    ("RingCentral Embeddable's adapter", 2_032_170, Some(422_112)),
    ("Amazon Connect Streams", 730_481, Some(190_489)),
    ("HubSpot calling SDK", 16_592, None),
    ("Aircall Everywhere", 6_651, None),
];

/// Raw and gz size of a file.
fn size(file: &Path) -> Result<(usize, usize)> {
    let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    Ok((bytes.len(), encoder.finish()?.len()))
}

fn told((raw, gz): (usize, usize)) -> String {
    format!("{} / {} gz", thousands(raw), thousands(gz))
}

/// The files themselves, the same for every browser.
pub fn files(kind: Kind) -> Vec<Row> {
    let all = |files: &[&str]| -> Result<(usize, usize)> {
        let mut sum = (0, 0);
        for file in files {
            let (raw, gz) = size(&extension_dir(kind).join(file))?;
            sum = (sum.0 + raw, sum.1 + gz);
        }
        Ok(sum)
    };
    let one = |id: &str, what: &str, files: &[&str], target: (usize, usize)| match all(files) {
        Ok(found) => Row::new(id, what, told(found))
            .target(format!("≤ {}", told(target)), found.0 <= target.0 && found.1 <= target.1)
            .data(json!({"raw": found.0, "gz": found.1})),
        Err(e) => Row::not_measured(id, what, &e),
    };
    let mut rows = vec![
        one("bytes-page", "Bytes put into a configured page", &["content.js", "content-wasm.js"], PAGE).note(
            "content.js and content-wasm.js, raw and gzip -9; the twin (content-twin.js) comes beside them",
        ),
        one("bytes-twin", "Bytes of the twin, where the page forbids wasm", &["content-twin.js"], TWIN),
    ];
    for (name, raw, gz) in PEERS {
        let size = gz.map_or_else(|| thousands(raw), |gz| told((raw, gz)));
        rows.push(
            Row::new("bytes-peer", format!("  {name}"), "")
                .other(size)
                .note("stated, not measured here: from the peer's published build")
                .data(json!({"peer": name, "raw": raw, "gz": gz})),
        );
    }
    rows
}

/// The zips of `dist/`, if they were built.
pub fn zips() -> Row {
    const WHAT: &str = "What is shipped (dist/*.zip)";
    let list = || -> Result<Vec<(String, u64)>> {
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
        let mut zips = vec![];
        for entry in fs::read_dir(&dist).context("dist is not built")? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".zip") {
                zips.push((name, entry.metadata()?.len()));
            }
        }
        ensure!(!zips.is_empty(), "dist holds no zip: run `cargo xtask build`");
        zips.sort();
        Ok(zips)
    };
    match list() {
        Ok(zips) => {
            let size = |bytes: u64| thousands(usize::try_from(bytes).unwrap_or(usize::MAX));
            let told: Vec<_> = zips.iter().map(|(name, bytes)| format!("{name} {}", size(*bytes))).collect();
            Row::new("zips", WHAT, told.join(", ")).data(json!(zips))
        }
        Err(e) => Row::not_measured("zips", WHAT, &e),
    }
}

/// What a real browser has in its pages: nothing if the page is not configured, and the twin if wasm is forbidden.
pub fn in_pages(kind: Kind) -> Vec<Row> {
    let name = kind.name();
    let outcome = World::start(kind, false).and_then(|world| Ok([unconfigured(&world)?, twins(&world)?]));
    match outcome {
        Ok(rows) => rows.into(),
        Err(e) => vec![Row::not_measured(
            &format!("bytes-other-{name}"),
            &format!("{name}: bytes put into other pages"),
            &e,
        )],
    }
}

/// Looks into the extension's own world of a tab's page: is the content script there?
const PROBE: &str = "
  const [tab] = await browser.tabs.query({ url: arguments[0] });
  const [{ result }] = await browser.scripting.executeScript({
    target: { tabId: tab.id },
    func: () => typeof globalThis.ucontactBridge,
  });
  return result;";

fn unconfigured(world: &World) -> Result<Row> {
    let name = world.browser.kind().name();
    let mut config = world.config();
    config["sites"][0]["pages"] = json!(["http://localhost/with-softphone*", "http://localhost/policy/*"]);
    world.configure(&config)?;
    world.open_desk()?;
    world.browser.open(&world.crm.url("/contact/7"))?;
    let probe = |pattern: &str| world.browser.in_extension(PROBE, &[pattern.into()]);
    let configured = probe("http://localhost/with-softphone*")?;
    ensure!(
        configured == "object",
        "the probe does not see the content script where it must be: {configured}"
    );
    let other = probe("http://localhost/contact/*")?;
    let registered =
        world.browser.in_extension("return browser.scripting.getRegisteredContentScripts()", &[])?;
    let matches: Vec<&Value> =
        registered.as_array().into_iter().flatten().flat_map(|s| s["matches"].as_array()).flatten().collect();
    let none = other == "undefined";
    let found = if none { "0".to_owned() } else { format!("content.js is there ({other})") };
    Ok(Row::new(
        format!("bytes-other-{name}"),
        format!("{name}: bytes put into a page that is not configured"),
        found,
    )
    .note(
            "the extension's own world in that tab is looked into: it holds nothing of the content script, and does on a \
             configured page",
        )
    .target("0", none)
    .data(json!({"configured": configured, "other": other, "matches": matches})))
}

fn twins(world: &World) -> Result<Row> {
    let name = world.browser.kind().name();
    world.listen()?;
    let (mut with, mut without) = (vec![], vec![]);
    for policy in POLICIES.into_iter().filter(|p| *p != "sandbox") {
        let said = |list: &[Value]| list.iter().filter(|m| m["say"] == "twin").count();
        let before = said(&world.heard()?);
        let path = format!("/policy/{policy}");
        let tab = world.browser.open(&world.crm.url_with(&path, &format!("label={policy}&coep=1")))?;
        world.ucontact.wait_ready(policy)?;
        // Either script may run there. Once an event has come through, it has started.
        let guid = format!("twin-{policy}");
        world.ucontact.fire(policy, &assigned(&guid, "Ventas", "webchat", "9"))?;
        world.wait_opened(&guid).with_context(|| format!("on the page with the policy {policy}"))?;
        let asked = eventually(LIMIT, "what was heard", || Ok(Some(said(&world.heard()?))))? > before;
        if asked {
            with.push(policy)
        } else {
            without.push(policy)
        }
        world.browser.close(&tab)?;
    }
    let list = |names: &[&str]| if names.is_empty() { "nowhere".to_owned() } else { names.join(", ") };
    Ok(Row::new(
        format!("twin-{name}"),
        format!("{name}: policies under which the twin is loaded"),
        list(&with),
    )
    .note("of the demo CRM's policies: none, script-self, nonce, default-none, trusted-types, coep")
    .data(json!({"with": with, "without": without})))
}
