//! Shows lines of [`crate::probe`] on a page: a list of sentences with their tone, and texts to copy below them.
//! The style is in `mapping.css`.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

use crate::{
    Text, dom,
    probe::{Line, Remedy},
};

/// Shows these lines in a list (`<ul class="verdict-lines">`), in place of what was there. The same lines again change
/// nothing. If the list is in an element with `role="status"`, screen readers read out its changes.
pub fn show(list: &Element, lines: &[Line]) {
    let keys: Vec<String> = (0..lines.len()).map(|i| i.to_string()).collect();
    dom::keyed(list, &keys, make_line, |item, i| {
        let line = &lines[i];
        dom::set_attribute(item, "data-tone", line.tone.name());
        dom::set_text(&dom::part(item, "text"), &line.text.read());
        show_remedies(&dom::part(item, "remedies"), &line.remedies);
    });
    dom::set_shown(list, !lines.is_empty());
}

/// Shows remedies in a list (`<ul class="remedies">`), each with a button that copies its text.
pub fn show_remedies(list: &Element, remedies: &[Remedy]) {
    let keys: Vec<&str> = remedies.iter().map(|remedy| remedy.copy.as_str()).collect();
    dom::keyed(list, &keys, make_remedy, |item, i| fill_remedy(item, &remedies[i]));
    dom::set_shown(list, !remedies.is_empty());
}

fn make_line() -> Element {
    let item = dom::create("li");
    for (tag, part) in [("p", "text"), ("ul", "remedies")] {
        let element = dom::create(tag);
        dom::set_attribute(&element, "data-part", part);
        let _ = item.append_child(&element);
    }
    item
}

fn make_remedy() -> Element {
    let item = dom::create("li");
    for (tag, part, class) in
        [("p", "text", "muted"), ("code", "copy", "mono"), ("button", "button", "button small")]
    {
        let element = dom::create(tag);
        dom::set_attribute(&element, "data-part", part);
        dom::set_attribute(&element, "class", class);
        let _ = item.append_child(&element);
    }
    let button: Element = dom::part(&item, "button");
    dom::set_attribute(&button, "type", "button");
    dom::listen(&button, "click", {
        let item = item.clone();
        move |_| {
            let item = item.clone();
            let text = dom::part::<Element>(&item, "copy").text_content().unwrap_or_default();
            let copying = dom::window().navigator().clipboard().write_text(&text);
            spawn_local(async move {
                // If the browser does not allow the copy, the user can still select the text.
                let key = if JsFuture::from(copying).await.is_ok() { "copied" } else { "copyFailed" };
                dom::set_text(&dom::part(&item, "button"), &Text::new(key).read());
            });
        }
    });
    item
}

fn fill_remedy(item: &Element, remedy: &Remedy) {
    dom::set_text(&dom::part(item, "text"), &remedy.text.read());
    dom::set_text(&dom::part(item, "copy"), &remedy.copy);
    // The result of a copy stays on the button until the language changes.
    let (button, spoken) = (dom::part::<Element>(item, "button"), webext::i18n::spoken());
    if button.get_attribute("lang").as_ref() != Some(&spoken) {
        dom::set_attribute(&button, "lang", &spoken);
        dom::set_text(&button, &Text::new("copy").read());
    }
}
