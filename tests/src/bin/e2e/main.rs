//! The end-to-end tests: named scenarios in real browsers, each from a clean state, without retries.
//!
//! `e2e [--browser chromium|firefox|both] [--only NAME]… [--headed] [--list]`

mod contacting;
mod events;
mod hostile;
mod looks;
mod pages;
mod phone;
mod records;
mod settings;

use anyhow::{Context, Result, bail};
use std::fs;
use std::process::ExitCode;
use std::time::Instant;
use tests::driver::{Kind, target_dir};
use tests::world::World;

/// One thing that must show.
struct Scenario {
    name: &'static str,
    play: fn(&World) -> Result<()>,
}

const fn scenario(name: &'static str, play: fn(&World) -> Result<()>) -> Scenario {
    Scenario { name, play }
}

fn scenarios() -> Vec<&'static Scenario> {
    let groups = [
        events::ALL,
        records::ALL,
        contacting::ALL,
        settings::ALL,
        pages::ALL,
        phone::ALL,
        looks::ALL,
        hostile::ALL,
    ];
    groups.into_iter().flatten().copied().flatten().collect()
}

struct Arguments {
    browsers: Vec<Kind>,
    only: Vec<String>,
    headed: bool,
    list: bool,
}

fn arguments() -> Result<Arguments> {
    let mut found =
        Arguments { browsers: vec![Kind::Chromium, Kind::Firefox], only: vec![], headed: false, list: false };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--browser" => {
                found.browsers = match args.next().as_deref() {
                    Some("chromium") => vec![Kind::Chromium],
                    Some("firefox") => vec![Kind::Firefox],
                    Some("both") => vec![Kind::Chromium, Kind::Firefox],
                    other => bail!("--browser is chromium, firefox or both, not {other:?}"),
                }
            }
            "--only" => found.only.push(args.next().context("--only needs a scenario's name")?),
            "--headed" => found.headed = true,
            "--list" => found.list = true,
            other => bail!("unknown argument {other:?}; known: --browser, --only, --headed, --list"),
        }
    }
    for name in &found.only {
        if !scenarios().iter().any(|s| s.name == name) {
            bail!("there is no scenario {name:?}; --list tells them");
        }
    }
    Ok(found)
}

/// How many scenarios went well, and how many did not.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

fn play_all(kind: Kind, scenarios: &[&Scenario], headed: bool) -> Tally {
    let mut tally = Tally::default();
    let mut world = None;
    for (number, scenario) in scenarios.iter().enumerate() {
        let started = Instant::now();
        // After a failure the next scenario gets a new browser, so that nothing is passed on.
        let ready = match world.take() {
            Some(world) => world,
            None => match World::start(kind, headed) {
                Ok(world) => world,
                Err(e) => {
                    let rest = scenarios.len() - number;
                    println!(
                        "{:<9} FAILED: the browser could not be started, {rest} not played: {e:#}",
                        kind.name()
                    );
                    tally.failed += rest;
                    return tally;
                }
            },
        };
        let outcome = Ok(ready).and_then(|world: World| {
            let outcome =
                world.reset().context("making everything clean").and_then(|()| (scenario.play)(&world));
            if outcome.is_err()
                && let Err(e) = keep_evidence(&world, scenario.name)
            {
                eprintln!("the evidence for {} could not be kept: {e:#}", scenario.name);
            }
            outcome.map(|()| world)
        });
        let seconds = started.elapsed().as_secs_f32();
        let (browser, name) = (kind.name(), scenario.name);
        match outcome {
            Ok(same) => {
                tally.passed += 1;
                println!("{browser:<9} ok     {name} ({seconds:.1} s)");
                world = Some(same);
            }
            Err(e) => {
                tally.failed += 1;
                println!("{browser:<9} FAILED {name} ({seconds:.1} s): {e:#}");
            }
        }
    }
    tally
}

/// Pictures of all tabs, the consoles and the state, below `target/e2e-failures/<scenario>/<browser>/`.
fn keep_evidence(world: &World, name: &str) -> Result<()> {
    let folder = target_dir().join("e2e-failures").join(name).join(world.browser.kind().name());
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let console: Vec<String> = world.browser.console()?.into_iter().map(|l| l.text).collect();
    fs::write(folder.join("console.txt"), console.join("\n"))?;
    let mut story = String::new();
    // Before the pictures: taking one may bring its tab to the front.
    for (what, script) in [
        ("tabs as the extension sees them", "return browser.tabs.query({})"),
        ("content scripts", "return browser.scripting.getRegisteredContentScripts()"),
        ("storage.local", "return browser.storage.local.get()"),
    ] {
        match world.browser.in_extension(script, &[]) {
            Ok(value) => story += &format!("{what}: {value:#}\n"),
            Err(e) => story += &format!("{what}: {e:#}\n"),
        }
    }
    for (number, tab) in world.browser.tabs()?.iter().enumerate() {
        story += &format!("tab {number}: {}\n", tab.url);
        if let Err(e) = world.browser.screenshot(&tab.tab, &folder.join(format!("tab-{number}.png"))) {
            story += &format!("  no picture: {e:#}\n");
        }
    }
    story += &format!("navigations: {:#?}\n", world.crm.navigations());
    story += &format!("fired: {:#?}\n", world.ucontact.fired());
    match world.state() {
        Ok(state) => story += &format!("state: {state:#}\n"),
        Err(e) => story += &format!("state: {e:#}\n"),
    }
    match world.journal() {
        Ok(journal) => story += &format!("journal: {:#}\n", serde_json::Value::from(journal)),
        Err(e) => story += &format!("journal: {e:#}\n"),
    }
    fs::write(folder.join("story.txt"), story).context("writing the story")
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(e) => {
            eprintln!("{e:#}");
            return ExitCode::from(2);
        }
    };
    let chosen: Vec<&Scenario> = scenarios()
        .into_iter()
        .filter(|s| arguments.only.is_empty() || arguments.only.iter().any(|n| n == s.name))
        .collect();
    if arguments.list {
        chosen.iter().for_each(|s| println!("{}", s.name));
        return ExitCode::SUCCESS;
    }
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let running: Vec<_> = arguments
            .browsers
            .iter()
            .map(|kind| scope.spawn(|| play_all(*kind, &chosen, arguments.headed)))
            .collect();
        // A scenario that panics is a fault of the tests themselves: it counts as a failure.
        running.into_iter().map(|r| r.join().unwrap_or(Tally { passed: 0, failed: 1 })).collect()
    });
    let (passed, failed) = tallies.iter().fold((0, 0), |(p, f), t| (p + t.passed, f + t.failed));
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
