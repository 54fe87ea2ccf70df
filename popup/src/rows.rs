//! The rows of the interactions: what each is, how long it has been running, its record, and what the agent can do.

use bridge::view::InteractionView;
use bridge::wire::PopupState;
use pages::{Text, clock, dom, interaction};
use web_sys::Element;

use crate::{
    calls::{self, Record},
    search::{Found, Hit},
};

/// If an interaction has ended longer ago than this, the time of day alone does not say which day it was; in
/// milliseconds.
const THE_OTHER_DAY: u64 = 12 * 60 * 60 * 1000;

/// Shows the interactions of a state. While the agent is searching, the ended ones are those that were `found`.
pub fn show(state: &PopupState, found: Option<&Found<'_>>) {
    let lists = calls::lists(&state.view);
    let last: Vec<Hit<'_>> = lists.ended.iter().map(|ended| Hit::OnTheDesk(ended)).collect();
    let listed = found.map_or(last.as_slice(), |found| found.hits.as_slice());
    let focused = dom::document().active_element().and_then(|e| e.closest("[data-guid]").ok().flatten());

    let guids = |list: &[&InteractionView]| list.iter().map(|i| i.guid.clone()).collect::<Vec<_>>();
    let live: Element = dom::by_id("calls-live");
    dom::keyed(&live, &guids(&lists.live), || dom::stamp("live-row"), |row, i| show_live(row, lists.live[i]));
    let ended: Element = dom::by_id("calls-ended");
    dom::keyed(
        &ended,
        &guids(&listed.iter().map(Hit::interaction).collect::<Vec<_>>()),
        || dom::stamp("ended-row"),
        |row, i| {
            show_ended(row, &listed[i]);
        },
    );
    dom::set_shown(&ended, !listed.is_empty());
    dom::set_shown(&dom::by_id("calls-loading"), false);
    dom::set_shown(&dom::by_id("calls-empty"), state.view.interactions.is_empty());
    let more = (lists.more > 0 && found.is_none())
        .then(|| Text::with("moreEnded", [&lists.more.to_string()]).read());
    dom::set_text_or_hide(&dom::by_id("calls-more"), more.as_deref());

    // When an interaction ends, its row moves to the other list, and the keyboard focus with it.
    if let Some(key) =
        focused.filter(|row| !row.is_connected()).and_then(|row| row.get_attribute("data-guid"))
        && let Some(row) = row_of(&ended, &key)
    {
        dom::focus(&dom::part::<Element>(&row, "open"));
    }
}

fn row_of(list: &Element, key: &str) -> Option<Element> {
    let rows = list.children();
    (0..rows.length())
        .filter_map(|i| rows.item(i))
        .find(|row| row.get_attribute("data-key").as_deref() == Some(key))
}

/// Shows what all rows have: the sign of the channel, the client, and the second line.
fn show_common(row: &Element, interaction: &InteractionView, ended: Option<String>) {
    let (icon, name) = calls::channel(&interaction.channel);
    dom::set_attribute(&dom::part(row, "icon"), "href", icon);
    let client: Element = dom::part(row, "client");
    dom::set_text(&client, &interaction.client_id);
    dom::set_attribute(&client, "title", &interaction.client_id);
    let name = name.map_or_else(|| interaction.channel.clone(), |name| name.read());
    // The row of an ended interaction shows the channel only by its sign. The separator is for screen readers.
    dom::set_text(&dom::part(row, "channel"), &format!("{name} · "));
    let mut what = vec![interaction.campaign.clone()];
    what.extend(ended);
    what.extend(interaction.disposed.map(|_| Text::new("dispositionSent").read()));
    what.retain(|piece| !piece.is_empty());
    let what = what.join(" · ");
    let line: Element = dom::part(row, "what");
    dom::set_text(&line, &what);
    dom::set_attribute(&line, "title", &format!("{name} · {what}"));
}

fn show_live(row: &Element, interaction: &InteractionView) {
    show_common(row, interaction, None);
    dom::set_attribute(&dom::part(row, "clock"), "title", &Text::new("elapsed").read());
    let record = calls::record(interaction);
    dom::set_attribute(&dom::part(row, "record"), "data-tone", record.tone);
    dom::set_attribute(&dom::part(row, "sign"), "href", record.sign);
    dom::set_text(&dom::part(row, "text"), &record.text.read());
    dom::set_items(&dom::part(row, "reasons"), &interaction::why(interaction));
    show_actions(row, &record, interaction);
}

fn show_ended(row: &Element, hit: &Hit<'_>) {
    let interaction = hit.interaction();
    let finished = interaction.finished.unwrap_or(interaction.assigned);
    let is_old = clock::now().saturating_sub(finished) > THE_OTHER_DAY;
    let at = if is_old { clock::moment(finished) } else { clock::time_of_day(finished) };
    show_common(row, interaction, Some(Text::with("endedAt", [&at]).read()));
    dom::set_attribute(&dom::part(row, "clock"), "title", &Text::new("lasted").read());
    set_clock(&dom::part(row, "clock"), interaction.assigned, finished);
    show_actions(row, &hit.record(), interaction);
}

/// Shows what the agent can do in a row: its buttons, and the records to choose from.
fn show_actions(row: &Element, record: &Record<'_>, interaction: &InteractionView) {
    dom::set_attribute(row, "data-guid", &interaction.guid);
    for (place, part) in ["open", "second"].into_iter().enumerate() {
        let button: Element = dom::part(row, part);
        let shown = record.buttons.get(place);
        if let Some(shown) = shown {
            dom::set_text(&button, &shown.label.read());
            dom::set_attribute(&button, "data-act", shown.act.name());
            dom::set_attribute(
                &button,
                "aria-label",
                &Text::with(shown.full, [&interaction.client_id]).read(),
            );
            let _ = button.class_list().toggle_with_force("primary", shown.primary);
        }
        dom::set_shown(&button, shown.is_some());
    }
    let choices: Element = dom::part(row, "choices");
    dom::set_shown(&choices, record.choices.is_some());
    let Some(shown) = &record.choices else { return };
    // Unfolded as long as the agent has not chosen; after that the agent may fold and unfold.
    let stage = if shown.open { "open" } else { "made" };
    if choices.get_attribute("data-stage").as_deref() != Some(stage) {
        dom::set_attribute(&choices, "data-stage", stage);
        dom::set_optional(&choices, "open", shown.open.then_some(""));
    }
    let count = shown.matches.len().to_string();
    let count =
        if shown.more { Text::with("choicesMore", [&count]) } else { Text::with("choices", [&count]) };
    dom::set_text(&dom::part(row, "count"), &count.read());
    let keys: Vec<&str> = shown.matches.iter().map(|found| found.url.as_str()).collect();
    dom::keyed(
        &dom::part(row, "matches"),
        &keys,
        || dom::stamp("choice"),
        |item, i| {
            let found = &shown.matches[i];
            let (label, address) = calls::choice(found);
            let button: Element = dom::part(item, "choose");
            dom::set_attribute(&button, "data-url", &found.url);
            dom::set_attribute(&button, "title", &found.url);
            dom::set_text(&dom::part(item, "label"), label);
            dom::set_text_or_hide(&dom::part(item, "address"), address);
        },
    );
}

/// Updates the running time of a live interaction.
pub fn show_clock(interaction: &InteractionView, now: u64) {
    if let Some(row) = row_of(&dom::by_id("calls-live"), &interaction.guid) {
        set_clock(&dom::part(&row, "clock"), interaction.assigned, now);
    }
}

fn set_clock(element: &Element, from: u64, to: u64) {
    dom::set_text(element, &clock::duration(from, to));
    dom::set_attribute(element, "datetime", &clock::machine_duration(from, to));
}
