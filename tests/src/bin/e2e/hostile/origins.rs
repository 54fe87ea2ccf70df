//! What the messages of the extension's own pages can cause leads only to the literal origins of a configuration.

use crate::{Scenario, scenario};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::driver::eventually;
use tests::servers::{Request, Response, Server};
use tests::simulator::assigned;
use tests::world::{LIMIT, World};

pub const ALL: &[Scenario] = &[
    scenario("origins-tried", tried),
    scenario("origins-probed", probed),
    scenario("origins-choice", choice),
    scenario("origins-redirect", redirect),
];

/// What a client's id, or a field of an answer, may contain.
const HOSTILE: [&str; 8] = [
    "//evil.invalid/",
    "https://evil.invalid/",
    "@evil.invalid",
    "\\\\evil.invalid\\",
    "../../../evil",
    ".evil.invalid",
    "x\r\nHost: evil.invalid",
    "javascript:alert(1)",
];

/// Whether it is a lookup; the browser itself asks for other things.
fn is_lookup(request: &Request) -> bool {
    !request.is_navigation() && request.path != "/favicon.ico"
}

/// A configuration with one lookup, whose answer and record are at this origin.
fn config(world: &World, origin: &str, api: &str) -> Value {
    let mut config = world.config();
    config["open"] = "tab".into();
    config["rules"] = json!([{
        "lookup": {"url": format!("{origin}{api}"), "results": "$[*]", "let": {"id": "/id", "label": "/id"}},
        "url": format!("{origin}/record/{{+id}}"),
        "none": format!("{origin}/none/{{+clientId}}"),
    }]);
    config
}

fn try_lookup(world: &World, json: &str, client_id: &str) -> Result<Value> {
    let event =
        json!({"guid": client_id, "campaign": client_id, "channel": client_id, "clientId": client_id});
    world.request(&json!({"request": "tryLookup", "json": json, "event": event}))
}

/// Hostile events and answers under an honest configuration, and hostile configurations. Another server on this
/// machine, whose host is granted, receives nothing; nor does anybody else.
fn tried(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let answers = json!(HOSTILE.map(|id| json!({"id": id}))).to_string();
    let server = Server::start(move |_| Response::new("application/json", answers.clone()))?;
    let origin = format!("http://localhost:{}", server.port());
    let other = world.other.origin();
    world.other.server().clear_requests();
    for hostile in
        HOSTILE.map(str::to_owned).into_iter().chain([format!("{other}/"), format!("@{}", &other[7..])])
    {
        for api in ["/api/{+clientId}", "/api?q={clientId}", "/{+clientId}{?guid}"] {
            let config = config(world, &origin, api).to_string();
            server.clear_requests();
            let tried = try_lookup(world, &config, &hostile)?;
            let requests: Vec<Request> = server.requests().into_iter().filter(is_lookup).collect();
            // Either this server was asked, or none: a segment `..` makes the rule not apply.
            match tried["tried"].as_str() {
                Some("lookup") => {
                    let at_home =
                        |url: &Value| url.as_str().is_some_and(|u| u.starts_with(&format!("{origin}/")));
                    ensure!(at_home(&tried["asked"]) && at_home(&tried["none"]), "{tried}");
                    ensure!(requests.len() == 1, "{requests:#?}");
                    let matches = tried["outcome"]["matches"].as_array().cloned().unwrap_or_default();
                    ensure!(!matches.is_empty() && matches.iter().all(|m| at_home(&m["url"])), "{tried}");
                }
                Some("noRule") => ensure!(hostile.contains("..") && requests.is_empty(), "{tried}"),
                _ => anyhow::bail!("{hostile} at {api}: {tried}"),
            }
        }
        // A configuration with such an address is invalid, and its rule asks nobody.
        for address in
            [hostile.clone(), format!("https://{hostile}"), format!("https://{{clientId}}{hostile}/")]
        {
            let mut config = config(world, &origin, "/api");
            config["rules"][0]["lookup"]["url"] = address.clone().into();
            let tried = try_lookup(world, &config.to_string(), &hostile)?;
            let invalid = tried["tried"] == "invalid";
            let not_granted = tried["outcome"]["why"]["failure"] == "permissionMissing";
            let literal = address.starts_with(&format!("{other}/"));
            ensure!(invalid || not_granted || literal, "{address}: {tried}");
        }
    }
    // The one address that names the other server literally is asked, as typed.
    let requests: Vec<Request> = world.other.server().requests().into_iter().filter(is_lookup).collect();
    ensure!(requests.len() == 1 && requests[0].target == "/", "{requests:#?}");
    // Nothing of this is remembered or opened.
    ensure!(world.browser.tabs()?.is_empty() && world.journal()?.is_empty());
    ensure!(world.state()?["view"]["interactions"] == json!([]));
    Ok(())
}

/// The live check of uContact's address with hostile texts: it asks the server that is named, or nobody.
fn probed(world: &World) -> Result<()> {
    world.configure(&world.config())?;
    let server = Server::start(|_| Response::html("uContact"))?;
    let origin = format!("http://localhost:{}", server.port());
    world.other.server().clear_requests();
    let (mut asked, mut refused) = (0, 0);
    for hostile in HOSTILE.map(str::to_owned).into_iter().chain([format!("@{}", &world.other.origin()[7..])])
    {
        let texts = [
            hostile.clone(),
            format!("{origin}{hostile}"),
            format!("{origin}/{hostile}"),
            format!("https:{hostile}"),
        ];
        for url in texts {
            server.clear_requests();
            let pages = [hostile.as_str(), "http://localhost/*", url.as_str()];
            let reply = world.request(&json!({"request": "probe", "url": url, "pages": pages}))?;
            let requests: Vec<Request> = server.requests().into_iter().filter(is_lookup).collect();
            match reply["probe"].as_str() {
                Some("badAddress" | "permissionMissing") => {
                    refused += 1;
                    ensure!(requests.is_empty(), "{url:?}: {reply}, and yet {requests:#?}");
                }
                Some("reachable") => {
                    asked += 1;
                    ensure!(url.starts_with(&format!("{origin}/")), "{url:?}: {reply}");
                    ensure!(requests.len() == 1, "{url:?}: {requests:#?}");
                }
                _ => anyhow::bail!("{url:?}: {reply}"),
            }
        }
    }
    ensure!(asked > 3 && refused > 10, "one-sided: {asked} asked, {refused} refused");
    ensure!(world.other.server().requests().is_empty(), "the other server was asked");
    Ok(())
}

/// An answer with hostile texts: what is offered is on the CRM's host, and nothing else can be chosen.
fn choice(world: &World) -> Result<()> {
    let answers = json!(HOSTILE.map(|id| json!({"id": id}))).to_string();
    let server = Server::start(move |request| match request.path.as_str() {
        "/api" => Response::new("application/json", answers.clone()),
        _ => Response::html("a record"),
    })?;
    let origin = format!("http://localhost:{}", server.port());
    world.configure(&config(world, &origin, "/api"))?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("g", "Ventas", "telephony", "5"))?;
    let known = world.wait_interaction("g", "to be chosen", |i| i["record"]["state"] == "choose")?;
    let matches = known["lookup"]["matches"].as_array().cloned().unwrap_or_default();
    ensure!(matches.len() > 4, "{known}");
    world.other.server().clear_requests();
    let before = world.browser.tabs()?;
    let evil = HOSTILE.map(str::to_owned).into_iter().chain([
        format!("{}/", world.other.origin()),
        format!("{origin}/record/"),
        format!("{origin}/record/5"),
        origin.clone(),
    ]);
    for url in evil {
        world.request(&json!({"request": "choose", "guid": "g", "url": url}))?;
        world.request(&json!({"request": "choose", "guid": url, "url": matches[0]["url"]}))?;
        world.request(&json!({"request": "open", "guid": url}))?;
    }
    world.request(&json!({"request": "open", "guid": "g"}))?;
    let known = world.wait_interaction("g", "to be there", |_| true)?;
    ensure!(known["record"]["state"] == "choose", "{known}");
    ensure!(world.browser.tabs()? == before, "a tab was opened: {:?}", world.browser.tabs()?);
    for found in matches {
        let url = found["url"].as_str().unwrap_or_default();
        ensure!(url.starts_with(&format!("{origin}/record/")), "{found}");
        world.request(&json!({"request": "choose", "guid": "g", "url": url}))?;
        world.wait_interaction("g", "to be opened", |i| {
            i["record"]["state"] == "opened" && i["record"]["url"] == url
        })?;
    }
    let tabs = world.browser.tabs()?;
    let elsewhere: Vec<_> = tabs.iter().filter(|tab| !tab.url.starts_with("http://localhost:")).collect();
    ensure!(elsewhere.is_empty() && tabs.len() > before.len(), "{elsewhere:?} of {tabs:?}");
    ensure!(world.other.server().requests().is_empty(), "the other server was asked");
    Ok(())
}

/// A lookup that is redirected to another host does not follow, and neither does the agent's session.
fn redirect(world: &World) -> Result<()> {
    let elsewhere = world.other.url(&[("label", "elsewhere")]);
    let server = Server::start(move |request| match request.path.as_str() {
        "/api" => Response::html("").status(302).header("Location", &elsewhere),
        "/near" => Response::html("").status(307).header("Location", "/api"),
        _ => Response::html("the page for no match"),
    })?;
    let origin = format!("http://localhost:{}", server.port());
    for (guid, api) in [("away", "/api"), ("near", "/near")] {
        world.configure(&config(world, &origin, api))?;
        world.open_desk()?;
        world.other.server().clear_requests();
        server.clear_requests();
        world.ucontact.fire("main", &assigned(guid, "Ventas", "telephony", "5"))?;
        let known =
            world.wait_interaction(guid, "to fail", |i| i["lookup"]["outcome"]["outcome"] == "failed")?;
        ensure!(known["lookup"]["outcome"]["why"] == json!({"failure": "signedOut"}), "{known}");
        world.wait_opened(guid)?;
        eventually(LIMIT, "the page for no match", || {
            Ok(server.requests().iter().any(|r| r.path == "/none/5").then_some(()))
        })?;
        ensure!(world.other.server().requests().is_empty(), "the redirect was followed");
        let asked: Vec<Request> = server.requests().into_iter().filter(is_lookup).collect();
        ensure!(asked.len() == 1 && asked[0].path == api, "{asked:#?}");
    }
    Ok(())
}
