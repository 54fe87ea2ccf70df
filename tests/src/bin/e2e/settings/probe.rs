//! The live check of uContact's address: what it reports about framing is what the browser does.

use crate::{Scenario, scenario};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::{Duration, Instant};
use tests::driver::Kind;
use tests::servers::{Response, Server};
use tests::world::World;

pub const ALL: &[Scenario] = &[scenario("probe-framing", framing), scenario("probe-outcomes", outcomes)];

fn probe(world: &World, url: &str, pages: &[&str]) -> Result<Value> {
    let reply = world.request(&json!({"request": "probe", "url": url, "pages": pages}))?;
    ensure!(reply["probe"].is_string(), "not a probe: {reply}");
    Ok(reply)
}

/// Each row is a header of uContact's; `{crm}` is the CRM's origin, `{port}` its port, `{own}` the extension's
/// origin.
const HEADERS: [(&str, &str); 26] = [
    ("fa", ""),
    ("fa", "*"),
    ("fa", "'none'"),
    ("fa", "'self'"),
    ("fa", "'none' {crm}"),
    ("fa", "{crm}"),
    ("fa", "{crm}/"),
    ("fa", "{crm}/some/path"),
    ("fa", "http:"),
    ("fa", "https:"),
    ("fa", "HTTP://LOCALHOST:{port}"),
    ("fa", "localhost:{port}"),
    ("fa", "localhost"),
    ("fa", "http://localhost"),
    ("fa", "http://localhost:*"),
    ("fa", "http://*:{port}"),
    ("fa", "http://*.localhost:{port}"),
    ("fa", "https://crm.acme.example nonsense..host {crm}"),
    ("fa", "{crm}, frame-ancestors 'none'"),
    ("fa", "{crm}; frame-ancestors 'none'"),
    ("fa", "chrome-extension: moz-extension:"),
    ("fa", "{own}"),
    ("xfo", "DENY"),
    ("xfo", "sameorigin"),
    ("xfo", "ALLOW-FROM {crm}"),
    ("xfo", "SAMEORIGIN, ALLOW-FROM {crm}"),
];

/// For every header: what the probe says about the CRM's page, compared with a frame that the page really loads.
fn framing(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let (crm, own) = (world.crm.origin(), world.browser.extension_origin()?);
    let port = crm.rsplit(':').next().unwrap_or_default();
    let tab = world.browser.open(&world.crm.url("/contacts"))?;
    let (mut framed, mut refused) = (0, 0);
    for (key, value) in HEADERS {
        let value = value.replace("{crm}", &crm).replace("{port}", port).replace("{own}", &own);
        let url = world.ucontact.url(&[(key, &value)]);
        let probe = probe(world, &url, &["http://localhost/*", &format!("{own}/")])?;
        let told = |origin: &str| {
            let frames = probe["frames"].as_array().into_iter().flatten();
            let found = frames.clone().find(|frame| frame["ancestor"] == origin);
            found.map(|frame| frame["refusal"].is_null()).with_context(|| format!("{origin} in {probe}"))
        };
        world.ucontact.server().clear_requests();
        let script = "const frame = document.createElement('iframe'); frame.src = arguments[0]; \
             const loaded = new Promise((then) => { frame.onload = then; }); \
             document.body.append(frame); await loaded; frame.remove()";
        world.browser.eval(&tab, script, &[json!(url)])?;
        // A refused frame fires `load`, too: it shows the browser's own text, and asks for no script of uContact's.
        let requests = world.ucontact.server().requests();
        ensure!(requests.iter().any(|r| r.path == "/"), "{key} {value}: the frame was not asked for");
        let is_framed = requests.iter().any(|r| r.path == "/simulator.js");
        let told_crm = told(&crm)?;
        ensure!(
            told_crm == is_framed,
            "{key} {value}: told {told_crm}, the browser did {is_framed}: {probe}"
        );
        *(if is_framed { &mut framed } else { &mut refused }) += 1;

        let expected = match value.as_str() {
            "" => true,
            "*" => world.browser.kind() == Kind::Firefox,
            _ => value.contains("extension:") || value.starts_with("ALLOW-FROM"),
        };
        ensure!(told(&own)? == expected, "{key} {value}: of an extension's page: {probe}");
    }
    ensure!(framed > 8 && refused > 8, "one-sided: {framed} framed, {refused} refused");
    Ok(())
}

/// Each way in which an address can fail to be uContact's. No redirect is followed, and no cookie is sent.
fn outcomes(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let elsewhere = format!("{}/elsewhere", world.other.origin());
    let server = Server::start(move |request| match request.path.as_str() {
        "/away" => Response::html("").status(302).header("Location", &elsewhere),
        "/near" => Response::html("").status(307).header("Location", "/page"),
        "/broken" => Response::html("").status(500),
        "/slow" => Response { delay: Duration::from_secs(9), ..Response::html("") },
        "/huge" => Response::html(vec![b' '; 64 << 20]),
        _ => Response::html("fine").header("Set-Cookie", "session=secret; SameSite=Lax"),
    })?;
    let at = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let tab = world.browser.open(&at("/page"))?;
    world.browser.close(&tab)?;
    world.other.server().clear_requests();
    let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    for (url, expected) in [
        (
            at("/page"),
            json!({"probe": "reachable", "frames": [{"ancestor": "http://localhost", "refusal": null}]}),
        ),
        (
            at("/huge"),
            json!({"probe": "reachable", "frames": [{"ancestor": "http://localhost", "refusal": null}]}),
        ),
        (at("/away"), json!({"probe": "redirected"})),
        (at("/near"), json!({"probe": "redirected"})),
        (at("/broken"), json!({"probe": "status", "status": 500})),
        (world.crm.url("/nothing"), json!({"probe": "status", "status": 404})),
        (format!("http://127.0.0.1:{free}/"), json!({"probe": "unreachable"})),
        (at("/slow"), json!({"probe": "timedOut"})),
        (
            "https://acme.ucontact.invalid/".to_owned(),
            json!({"probe": "permissionMissing", "host": "https://acme.ucontact.invalid/*"}),
        ),
    ] {
        let (started, got) = (Instant::now(), probe(world, &url, &[])?);
        ensure!(got == expected, "{url}: {got}");
        ensure!(started.elapsed() < Duration::from_secs(8), "{url}: after {:?}", started.elapsed());
    }
    for bad in [
        "javascript:alert(1)",
        "http://example.com/",
        "https://u@h/",
        "https:\\\\h\\",
        "",
        "https://h/\u{e9}",
    ] {
        let got = probe(world, bad, &[])?;
        ensure!(
            got["probe"] == "badAddress" && got["message"].as_str().is_some_and(|m| m.len() > 10),
            "{bad}: {got}"
        );
    }
    ensure!(world.other.server().requests().is_empty(), "led elsewhere");
    let probes = server.requests().into_iter().filter(|r| !r.is_navigation() && r.path != "/favicon.ico");
    let probes: Vec<_> = probes.collect();
    ensure!(probes.len() == 6, "asked more than once: {probes:#?}");
    ensure!(probes.iter().all(|r| !r.headers.contains_key("cookie")), "a cookie went along: {probes:#?}");
    Ok(())
}
