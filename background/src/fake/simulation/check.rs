//! What must always hold, checked once the world has come to rest.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use bridge::journal::Key;
use bridge::view::{InteractionView, Millis};
use bridge::wire::question::{Configuration, State};
use bridge::wire::{Configured, PopupState};

use super::super::World;
use super::super::account::{Account, What};
use super::super::configurations::configuration;
use super::super::tasks::Owner;
use super::step::asked;

/// The first that does not hold.
pub(in crate::fake) fn all(world: &Rc<World>) -> Option<String> {
    let broken = world.account.borrow().broken.first().cloned();
    let Some((state, configured)) = told(world) else {
        return broken.or_else(|| Some("the background does not answer in the evening".to_owned()));
    };
    let now = world.now();
    broken
        .or_else(|| nothing_waits(world))
        .or_else(|| acknowledged_is_kept(world))
        .or_else(|| nothing_happens_twice(&world.account.borrow()))
        .or_else(|| live_is_what_lives(&world.account.borrow(), &state.view.interactions, now))
        .or_else(|| said_last_counts(&world.account.borrow(), &state.view))
        .or_else(|| one_frame(world))
        .or_else(|| saved_is_in_force(world, &configured))
}

/// Everything that a page has to say has been heard.
fn nothing_waits(world: &World) -> Option<String> {
    let waits = world.documents.all().into_iter().find(|document| document.outbox.is_waiting())?;
    Some(format!("document {} waits for ever for an acknowledgement", waits.number))
}

/// Every event that was acknowledged is in the account, unless it was forgotten since, or the disk was full.
fn acknowledged_is_kept(world: &World) -> Option<String> {
    let (account, database) = (world.account.borrow(), world.database.borrow());
    for event in account.told.iter().filter(|event| event.acknowledged.is_some()) {
        let Some(key) = event.what.key() else { continue };
        let key = key.as_str();
        if account.forgotten.contains(key) || account.unwritten.contains(key) {
            continue;
        }
        if !database.journal.contains_key(key) {
            return Some(format!("{key} was acknowledged, and is not in the journal"));
        }
        if let What::Assigned(guid) = &event.what
            && !database.history.contains_key(guid)
        {
            return Some(format!("{guid} was acknowledged, and is not in the history"));
        }
    }
    None
}

/// No record opens twice by itself, and no start is posted twice.
fn nothing_happens_twice(account: &Account) -> Option<String> {
    let mut opened: BTreeMap<&str, u32> = BTreeMap::new();
    for opening in account.openings.iter().filter(|opening| opening.shown_already) {
        let times = opened.entry(&opening.url).or_default();
        *times += 1;
        let asked = account.asked_for.get(&opening.url).copied().unwrap_or_default();
        let guid = opening.url.rsplit('/').next().unwrap_or_default();
        // What the journal could not write down, or has forgotten, nobody can know of later.
        let known =
            !account.was_unwritten(guid) && !account.forgotten.contains(Key::assignment(guid).as_str());
        if *times > asked && known {
            return Some(format!("{} was opened again while a tab showed it", opening.url));
        }
    }
    account.posts.iter().find_map(|(client, posts)| {
        let asked = account.starts.get(client).copied().unwrap_or_default();
        (*posts > asked)
            .then(|| format!("the start for {client} was posted {posts} times, and asked for {asked} times"))
    })
}

/// An interaction is live if what each page said of it last is that it was assigned, and is not if that is its end.
fn live_is_what_lives(account: &Account, known: &[InteractionView], now: Millis) -> Option<String> {
    let mut last: BTreeMap<&str, BTreeMap<u64, bool>> = BTreeMap::new();
    // What was told without an acknowledgement may have been heard, or not.
    let mut unsure = BTreeSet::new();
    // What was told again stands in the desk's memory alone, which a full disk may not have stored.
    let (mut once, mut again) = (BTreeSet::new(), BTreeSet::new());
    for event in &account.told {
        let (guid, live) = match &event.what {
            What::Assigned(guid) => (guid, true),
            What::Finished(guid) => (guid, false),
            _ => continue,
        };
        if !once.insert((guid, live)) {
            again.insert(guid.as_str());
        }
        if event.acknowledged.is_some() {
            last.entry(guid).or_default().insert(event.document, live);
        } else {
            unsure.insert((guid.as_str(), live));
        }
    }
    let is_lost = |guid: &str| account.was_unwritten(guid) || account.unremembered && again.contains(guid);
    last.iter().filter(|(guid, _)| !is_lost(guid)).find_map(|(guid, said)| {
        let all = |live: bool| said.values().all(|said| *said == live) && !unsure.contains(&(*guid, !live));
        match known.iter().find(|known| known.guid == *guid).map(|known| known.is_live(now)) {
            Some(true) if all(false) => Some(format!("{guid} was finished, and is live")),
            Some(false) if all(true) => Some(format!("{guid} was assigned last, and is not live")),
            None if all(true) => Some(format!("{guid} was assigned last, and is not known")),
            _ => None,
        }
    })
}

/// The theme and the language are those that a page said last.
fn said_last_counts(account: &Account, view: &bridge::view::View) -> Option<String> {
    if account.unremembered {
        return None;
    }
    // Of each document what was acknowledged last, and what was not: that may have been heard.
    let (mut themes, mut languages) = (BTreeSet::new(), BTreeSet::new());
    let mut heard = BTreeSet::new();
    for event in account.told.iter().rev() {
        let (said, value) = match &event.what {
            What::Theme(colour) => (&mut themes, colour.as_str()),
            What::Language(language) => (&mut languages, language.as_str()),
            _ => continue,
        };
        let is_theme = matches!(event.what, What::Theme(_));
        if event.acknowledged.is_none() || heard.insert((event.document, is_theme)) {
            said.insert(value);
        }
    }
    let is_one = |said: &BTreeSet<&str>, is: Option<&str>, is_theme: bool| {
        let acknowledged = heard.iter().any(|(_, of)| *of == is_theme);
        is.map_or(!acknowledged, |is| said.contains(is))
    };
    let theme = view.theme.as_ref().map(|theme| theme.primary.as_str());
    if !is_one(&themes, theme, true) {
        return Some(format!("the theme is {theme:?}, which no page said last"));
    }
    let language = view.language.as_deref();
    (!is_one(&languages, language, false))
        .then(|| format!("the language is {language:?}, which no page said last"))
}

/// One place has uContact's frame, if there is one that could.
fn one_frame(world: &World) -> Option<String> {
    let places = world.documents.all().into_iter().filter_map(|document| document.place.borrow().clone());
    let places: Vec<_> = places.collect();
    let (have, could) = (
        places.iter().filter(|place| place.has_frame()).count(),
        places.iter().filter(|place| place.is_free()).count(),
    );
    (have != could.min(1)).then(|| format!("{have} places have uContact's frame, of {could} that could"))
}

/// The configuration in force is the policy, or the one that was saved last.
fn saved_is_in_force(world: &World, configured: &Configured) -> Option<String> {
    let account = world.account.borrow();
    let is = |version: u32, json: &str| {
        let wanted: Option<serde_json::Value> = serde_json::from_str(&configuration(version)).ok();
        wanted.is_some() && wanted == serde_json::from_str(json).ok()
    };
    let in_force = configured.json.as_deref().unwrap_or_default();
    if let Some(policy) = &world.disk.borrow().policy {
        let (policy, in_force): (serde_json::Value, serde_json::Value) =
            (serde_json::from_str(policy).ok()?, serde_json::from_str(in_force).unwrap_or_default());
        return (policy != in_force).then(|| "the policy is not in force".to_owned());
    }
    let first = account.saves.iter().rposition(|(_, answered)| *answered);
    let mut allowed: BTreeSet<u32> =
        account.saves[first.unwrap_or_default()..].iter().map(|(version, _)| *version).collect();
    if first.is_none() {
        allowed.insert(1);
    }
    if !allowed.iter().any(|version| is(*version, in_force)) {
        let is = in_force.split("\"CRM ").nth(1).and_then(|rest| rest.split('"').next());
        return Some(format!("none of the configurations {allowed:?} is in force, but {is:?}"));
    }
    let docked = world.scripts.borrow().scripts.iter().filter(|script| script.id.starts_with("dock")).count();
    let wanted = in_force.matches("\"inject\"").count();
    (docked != wanted).then(|| format!("{docked} docks are registered, of {wanted} in the configuration"))
}

/// What the pages are told in the evening.
fn told(world: &Rc<World>) -> Option<(PopupState, Configured)> {
    let told = Rc::new(RefCell::new(None));
    let (then, shared) = (told.clone(), world.clone());
    world.tasks.spawn(Owner::Agent, async move {
        let state = asked(shared.clone(), State {}).await;
        let configured = asked(shared, Configuration {}).await;
        *then.borrow_mut() = state.ok().zip(configured.ok());
    });
    world.pass_until(60_000, |_| told.borrow().is_some());
    told.take()
}
