//! The list. Of thousands of rows only those in sight are in the page.

use bridge::view::InteractionView;
use pages::{Text, clock, dom, interaction};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A row's height in CSS pixels, as in history.css.
const ROW: i32 = 60;

/// So many rows beyond each edge are in the page, too, so that scrolling shows no gap.
const MARGIN: usize = 8;

/// Shows those of the listed rows that are in sight.
pub fn show(all: &[InteractionView], listed: &[usize]) {
    let list: HtmlElement = dom::by_id("list");
    let rows: Element = dom::by_id("rows");
    let height = list.client_height().max(ROW * 8);
    let first = ((list.scroll_top() / ROW).max(0) as usize).saturating_sub(MARGIN);
    let last = (first + (height / ROW) as usize + 2 * MARGIN + 1).min(listed.len());
    let _ = list.style().set_property("--rows", &listed.len().to_string());
    let shown = &listed[first.min(last)..last];
    let keys: Vec<&str> = shown.iter().filter_map(|index| Some(all.get(*index)?.guid.as_str())).collect();
    dom::keyed(
        &rows,
        &keys,
        || dom::stamp("row"),
        |row, at| {
            if let Some(known) = shown.get(at).and_then(|index| all.get(*index)) {
                fill(row, known, first + at, listed.len());
            }
        },
    );
}

fn fill(row: &Element, known: &InteractionView, place: usize, count: usize) {
    if let Some(style) = dom::style(row) {
        let _ = style.set_property("--place", &place.to_string());
    }
    dom::set_attribute(row, "aria-posinset", &(place + 1).to_string());
    dom::set_attribute(row, "aria-setsize", &count.to_string());
    let part = |name: &str| dom::part::<Element>(row, name);
    dom::set_text(&part("when"), &clock::moment(known.assigned));
    let lasted = known.finished.map(|end| clock::duration(known.assigned, end));
    dom::set_text(&part("lasted"), &lasted.unwrap_or_else(|| Text::new("historyLive").read()));
    let client = if known.client_id.is_empty() {
        Text::new("historyNoClient").read()
    } else {
        known.client_id.clone()
    };
    dom::set_text(&part("client"), &client);
    let channel =
        interaction::channel(&known.channel).map_or_else(|| known.channel.clone(), |name| name.read());
    let what: Vec<&str> =
        [channel.as_str(), &known.campaign].into_iter().filter(|text| !text.is_empty()).collect();
    dom::set_text(&part("what"), &what.join(" · "));
    let outcome = known.lookup.as_ref().and_then(|lookup| lookup.outcome.as_ref());
    dom::set_text(&part("record"), &interaction::record(&known.record, outcome).read());
    dom::set_shown(&part("open"), interaction::record_url(&known.record).is_some());
    for (name, label) in [("open", "openRecordOf"), ("why", "historyWhyOf")] {
        dom::set_attribute(&part(name), "aria-label", &Text::with(label, [&client]).read());
    }
}

/// The guid of the interaction in whose row an element is.
pub fn guid_of(element: &Element) -> Option<String> {
    let row = element.closest("[data-key]").ok()??;
    row.dyn_into::<Element>().ok()?.get_attribute("data-key")
}
