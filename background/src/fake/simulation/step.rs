//! What may happen in a day.

use std::rc::Rc;

use bridge::view::{Millis, Start};
use bridge::wire::question::{Choose, EraseHistory, Open, Save, State};
use bridge::wire::{Question, Request};
use webext::runtime::Sender;

use super::super::World;
use super::super::account::What;
use super::super::configurations::{CRM, OTHER, PLAIN, RECORDS, SHOP, configuration};
use super::super::documents::Document;
use super::super::tasks::Owner;
use super::super::ucontact::CAMPAIGNS;

/// Where the agent may go.
const SITES: [&str; 4] = [CRM, SHOP, PLAIN, OTHER];

/// The number under which the agent's popup asks. Its requests arrive in order.
const POPUP: u64 = u64::MAX;

/// One thing that happens. Tabs, panels and places are told by their turn among those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// uContact assigns an interaction.
    Assign { guid: u32, campaign: usize },
    /// uContact finishes it.
    Finish { guid: u32 },
    /// The agent sends a disposition.
    Dispose { guid: u32 },
    /// uContact announces its theme.
    Theme { colour: u32 },
    /// uContact announces its language.
    Language { language: u32 },
    /// The agent asks for a record, in the popup.
    Open { guid: u32 },
    /// The agent chooses the second of several records.
    Choose { guid: u32 },
    /// The agent starts an interaction.
    Start { client: u32 },
    /// Somebody saves a configuration.
    Save { version: u32 },
    /// The administrator's policy arrives, changes, or goes (0).
    Policy { version: u32 },
    /// The agent erases everything that has ended.
    Erase,
    /// The agent looks at the desk, in the popup.
    Look,
    /// The agent opens a tab.
    OpenTab { site: usize },
    /// A tab closes.
    CloseTab { tab: usize },
    /// The agent goes elsewhere in a tab.
    Navigate { tab: usize, site: usize },
    /// The agent looks at another tab.
    ShowTab { tab: usize },
    /// The browser puts a tab to sleep.
    Discard { tab: usize },
    /// Something in a tab's page is not saved, or is again.
    Unsaved { tab: usize },
    /// The agent types in a tab's page, or stops.
    Type { tab: usize },
    /// A tab's page is busy.
    Busy { tab: usize, milliseconds: Millis },
    /// A tab's page takes uContact's frame away for good.
    Break { tab: usize },
    /// The agent clicks for the panel, in a tab.
    ToPanel { tab: usize },
    /// The agent opens the panel by the browser's own button.
    OpenPanel,
    /// A panel closes.
    ClosePanel { panel: usize },
    /// The agent wants uContact at a place.
    Take { place: usize },
    /// The permission for a host is taken back, or granted again.
    Permission { host: usize },
    /// The browser is closed and started again, with its tabs or without.
    Restart { restored: bool },
    /// The worker is stopped after so many turns of its tasks.
    Stop { polls: u64 },
    /// The disk is full, or has room again.
    Full { full: bool },
    /// The disk is slow, or quick again.
    Slow { slow: bool },
    /// The CRM does not answer, or does again.
    Down { down: bool },
    /// The agent looks at another program, or comes back.
    Away { away: bool },
    /// The browser has an update of the extension.
    Update,
}

/// The guid of an interaction.
pub(crate) fn guid(number: u32) -> String {
    format!("g{number}")
}

impl Step {
    /// It happens.
    pub fn happen(self, world: &Rc<World>) {
        world.figures.borrow_mut().steps += 1;
        world.note(|| format!("== {self:?}"));
        let tab = |turn: usize| {
            let windows = world.windows.borrow();
            let tabs = &windows.tabs;
            (!tabs.is_empty()).then(|| tabs[turn % tabs.len()].id)
        };
        let page = |turn: usize| tab(turn).and_then(|tab| world.documents.in_tab(tab));
        match self {
            Step::Assign { guid: of, campaign } => {
                world.ucontact_tells(&What::Assigned(guid(of)), CAMPAIGNS[campaign % CAMPAIGNS.len()]);
            }
            Step::Finish { guid: of } => world.ucontact_tells(&What::Finished(guid(of)), ""),
            Step::Dispose { guid: of } => world.ucontact_tells(&What::Disposed(guid(of)), ""),
            Step::Theme { colour } => {
                let colour = format!("#{colour:06x}");
                world.crm.borrow_mut().ucontact.colour.clone_from(&colour);
                world.ucontact_tells(&What::Theme(colour), "");
            }
            Step::Language { language } => {
                let language = ["en", "es", "pt", "de"][language as usize % 4].to_owned();
                world.crm.borrow_mut().ucontact.language.clone_from(&language);
                world.ucontact_tells(&What::Language(language), "");
            }
            Step::Open { guid: of } => {
                let url = format!("{RECORDS}{}", guid(of));
                *world.account.borrow_mut().asked_for.entry(url).or_default() += 1;
                ask(world, Open { guid: guid(of) });
            }
            Step::Choose { guid: of } => {
                let url = format!("{RECORDS}{}-1", guid(of));
                *world.account.borrow_mut().asked_for.entry(url.clone()).or_default() += 1;
                ask(world, Choose { guid: guid(of), url });
            }
            Step::Start { client } => {
                let client_id = format!("s{client}");
                *world.account.borrow_mut().starts.entry(client_id.clone()).or_default() += 1;
                let start = Start { campaign: "direct".into(), channel: "telephony".into(), client_id };
                ask(world, bridge::wire::question::Start { start });
            }
            Step::Save { version } => save(world, version),
            Step::Policy { version } => {
                world.figures.borrow_mut().policies += 1;
                world.disk.borrow_mut().policy = (version > 0).then(|| configuration(version));
                world.event("the policy has changed", |background| background.policy_changed());
            }
            Step::Erase => {
                world.figures.borrow_mut().erased += 1;
                ask(world, EraseHistory {});
            }
            Step::Look => ask(world, State {}),
            Step::OpenTab { site } => {
                let window = world.windows.borrow().front;
                world.open_tab(window, SITES[site % SITES.len()], true);
            }
            Step::CloseTab { tab: turn } => {
                if let Some(tab) = tab(turn) {
                    world.close_tab(tab);
                }
            }
            Step::Navigate { tab: turn, site } => {
                let calm = page(turn).is_none_or(|page| !page.is_own() && !in_use(&page));
                if let Some(tab) = tab(turn).filter(|_| calm) {
                    world.navigate(tab, SITES[site % SITES.len()]);
                }
            }
            Step::ShowTab { tab: turn } => {
                if let Some(tab) = tab(turn) {
                    world.show_tab(tab);
                }
            }
            Step::Discard { tab: turn } => {
                if let Some(tab) = tab(turn) {
                    world.discard(tab);
                }
            }
            Step::Unsaved { tab } => toggle(page(tab), |page| &page.unsaved),
            Step::Type { tab } => toggle(page(tab), |page| &page.typing),
            Step::Busy { tab, milliseconds } => {
                if let Some(page) = page(tab) {
                    page.busy.set(world.now() + milliseconds);
                }
            }
            Step::Break { tab } => {
                let place = page(tab).and_then(|page| Some((page.clone(), page.place.borrow().clone()?)));
                if let Some((page, place)) = place.filter(|(_, place)| place.has_frame() && !place.panel) {
                    world.break_place(&page, &place);
                }
            }
            Step::ToPanel { tab } => {
                if let Some(page) = page(tab).filter(|page| page.content.get()) {
                    world.wants_panel(&page);
                }
            }
            Step::OpenPanel => {
                let window = world.windows.borrow().front;
                world.open_side_panel(window);
            }
            Step::ClosePanel { panel } => {
                let panels = world.panels();
                if let Some(panel) = panels.get(panel % panels.len().max(1)) {
                    match panel.tab {
                        Some(tab) => world.close_tab(tab),
                        None => world.close_side_panel(panel),
                    }
                }
            }
            Step::Take { place } => {
                let places = world.documents.all().into_iter().filter_map(|document| {
                    let place = document.place.borrow().clone()?;
                    Some((document, place))
                });
                let places: Vec<_> = places.collect();
                if let Some((document, place)) = places.get(place % places.len().max(1)) {
                    world.place_takes(document, place);
                }
            }
            Step::Permission { host } => world.turn_permission(host),
            Step::Restart { restored } => world.restart_browser(restored),
            Step::Stop { polls } => world.stop_in.set(Some(polls)),
            Step::Full { full } => world.disk.borrow_mut().full = full,
            Step::Slow { slow } => world.disk.borrow_mut().slow = slow,
            Step::Down { down } => world.crm.borrow_mut().down = down,
            Step::Away { away } => world.windows.borrow_mut().away = away,
            Step::Update => {
                world.event("the extension has an update", |background| background.update_available());
            }
        }
    }
}

fn in_use(page: &Rc<Document>) -> bool {
    page.place.borrow().as_ref().is_some_and(|place| place.is_in_use())
}

fn toggle(page: Option<Rc<Document>>, flag: impl Fn(&Document) -> &std::cell::Cell<bool>) {
    if let Some(page) = page {
        flag(&page).set(!flag(&page).get());
    }
}

/// The popup, as the browser names it.
fn popup(world: &World) -> Sender {
    Sender { id: Some("bridge".to_owned()), url: Some(world.own("popup/popup.html")), ..Sender::default() }
}

/// The popup asks something, and does not ask again.
fn ask<Q: Question + Into<Request>>(world: &Rc<World>, question: Q) {
    let asked = world.ask(popup(world), POPUP, format!("the popup asks: {}", Q::NAME), question.into());
    world.tasks.spawn(Owner::Agent, async move { drop(asked.await) });
}

/// The popup asks something; what is answered, or why it was not.
pub(crate) async fn asked<Q: Question + Into<Request>>(
    world: Rc<World>,
    question: Q,
) -> Result<Q::Reply, String> {
    let what = format!("the popup asks: {}", Q::NAME);
    let asked = world.ask(popup(&world), POPUP, what, question.into());
    match asked.await {
        Ok(reply) => reply.read::<Q>(),
        Err(error) => Err(error.to_string()),
    }
}

/// Somebody saves a configuration.
fn save(world: &Rc<World>, version: u32) {
    let save = world.account.borrow_mut().saves.len();
    world.account.borrow_mut().saves.push((version, false));
    let then = world.clone();
    let asked = asked(world.clone(), Save { json: configuration(version) });
    world.tasks.spawn(Owner::Agent, async move {
        if asked.await.is_ok_and(|checked| checked.errors.is_empty()) {
            then.figures.borrow_mut().saves += 1;
            then.account.borrow_mut().saves[save].1 = true;
        }
    });
}
