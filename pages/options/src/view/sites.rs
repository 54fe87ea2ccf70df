//! The sites: pages of the CRM.

use std::rc::Rc;

use bridge::pattern::MatchPattern;
use pages::{Text, dom};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event};
use webext::permissions;

use super::value;
use crate::app::App;
use crate::draft::Site;
use crate::fields::{SiteField, errors_at};
use crate::verdict::Verdict;

/// Listens.
pub fn listen(app: &Rc<App>) {
    let list: Element = dom::by_id("site-list");
    for kind in ["input", "change"] {
        let app = app.clone();
        dom::listen(&list, kind, move |event| typed(&app, &event));
    }
    let clicked = app.clone();
    dom::listen(&list, "click", move |event| {
        let Some(button) = dom::closest(&event, "[data-do]") else { return };
        let Some(index) = value::key_of(&button) else { return };
        match button.get_attribute("data-do").as_deref() {
            Some("remove") => remove(&clicked, index),
            _ => grant(&clicked, index),
        }
    });
    let add = app.clone();
    dom::listen(&dom::by_id::<Element>("add-site"), "click", move |_| {
        add.change("", |draft| draft.sites.push(Rc::new(Site::default())));
        let last = add.with(|state| state.draft().sites.len().saturating_sub(1));
        focus_row(last, "name");
    });
}

fn typed(app: &Rc<App>, event: &Event) {
    let Some(element) = value::target(event) else { return };
    let field = element.get_attribute("data-field").as_deref().and_then(SiteField::parse);
    let (Some(field), Some(index)) = (field, value::key_of(&element)) else { return };
    let text = value::get(&element);
    app.change(&format!("site/{index}/{field:?}"), |draft| {
        if let Some(site) = draft.site_mut(index) {
            field.set(site, &text);
        }
    });
}

fn remove(app: &Rc<App>, index: usize) {
    app.change("", |draft| {
        if index < draft.sites.len() {
            draft.sites.remove(index);
        }
    });
    let left = app.with(|state| state.draft().sites.len());
    if left == 0 {
        dom::focus(&dom::by_id("add-crm"));
    } else {
        focus_row(index.min(left - 1), "name");
    }
}

fn focus_row(index: usize, field: &str) {
    if let Some(field) = dom::document().get_element_by_id(&format!("site-{index}-{field}")) {
        dom::focus(&field);
    }
}

/// Requests permission for a site's pages, in the turn of the click: later the browser refuses the request.
fn grant(app: &Rc<App>, index: usize) {
    let pages = app.with(|state| {
        let site = state.draft().sites.get(index);
        site.map(|site| site.pages.clone()).unwrap_or_default()
    });
    let good: Vec<String> = pages.into_iter().filter(|page| MatchPattern::parse(page).is_ok()).collect();
    let answer = permissions::request(&good);
    let app = app.clone();
    spawn_local(async move {
        match answer.await {
            Ok(true) => app.ask_permissions(),
            Ok(false) => app.tell(Verdict::Unknown(Text::new("grantRefused").read())),
            Err(error) => app.tell(Verdict::Unknown(error.to_string())),
        }
    });
}

/// Shows the sites.
pub fn show(app: &Rc<App>) {
    let (sites, head, asked, missing, readonly, is_new) = app.with(|state| {
        let sites = state.draft().sites.clone();
        let (asked, missing) = (state.asked.clone(), state.missing.clone());
        (sites, state.head.clone(), asked, missing, state.is_managed(), state.is_new())
    });
    let whole = errors_at(&head, "sites").filter(|_| !is_new);
    dom::set_text(&dom::by_id("sites-wrong"), whole.as_deref().unwrap_or_default());
    for id in ["add-site", "add-crm", "welcome-add"] {
        value::set_disabled(&dom::by_id::<Element>(id), readonly);
    }
    let keys: Vec<String> = (0..sites.len()).map(|index| index.to_string()).collect();
    dom::keyed(
        &dom::by_id("site-list"),
        &keys,
        || dom::stamp("site-row"),
        |row, index| {
            let site = &sites[index];
            value::tie(row, &format!("site-{index}"));
            for field in SiteField::ALL {
                let name = field.path();
                let element = find(row, "data-field", name);
                let line = find(row, "data-wrong", name);
                let (Some(element), Some(line)) = (element, line) else { continue };
                if !field.shows(site, &value::get(&element)) {
                    value::set(&element, &field.get(site));
                }
                let path = format!("sites[{index}].{}", field.path());
                value::set_wrong(&element, &line, errors_at(&head, &path).as_deref());
                value::set_readonly(&element, readonly);
            }
            // These two fields matter only if numbers are searched in the text.
            let reads = site.contacts.as_deref() == Some("text");
            dom::set_shown(&dom::part(row, "region-field"), reads || site.region.is_some());
            dom::set_shown(&dom::part(row, "contacts-in-field"), reads || !site.contacts_in.is_empty());
            permission(row, site, &asked, &missing);
            let title = site.name.as_deref().or(site.pages.first().map(String::as_str)).unwrap_or_default();
            let button: Element = dom::part(row, "remove");
            dom::set_attribute(&button, "aria-label", &Text::with("siteRemoveOf", [title]).read());
            value::set_disabled(&button, readonly);
            let button: Element = dom::part(row, "grant");
            dom::set_attribute(&button, "aria-label", &Text::with("siteGrantOf", [title]).read());
        },
    );
}

fn permission(row: &Element, site: &Site, asked: &[String], missing: &[String]) {
    let good = |page: &&String| MatchPattern::parse(page).is_ok();
    let is_missing = site.pages.iter().filter(good).any(|page| missing.contains(page));
    // Says nothing as long as the browser was not asked about all of the pages.
    let mut good_pages = site.pages.iter().filter(good).peekable();
    let none = good_pages.peek().is_none() || !good_pages.all(|page| asked.contains(page));
    let chip: Element = dom::part(row, "chip");
    dom::set_attribute(&chip, "data-tone", if is_missing { "warn" } else { "good" });
    dom::set_text(&chip, &Text::new(if is_missing { "missing" } else { "granted" }).read());
    dom::set_shown(&chip, !none);
    dom::set_shown(&dom::part(row, "grant"), is_missing && !none);
}

fn find(row: &Element, attribute: &str, name: &str) -> Option<Element> {
    row.query_selector(&format!("[{attribute}=\"{name}\"]")).ok().flatten()
}
