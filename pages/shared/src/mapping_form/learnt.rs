//! Shows what the form has learnt: the template with its variable, the pages, and what became of the rest of the
//! address.

use web_sys::Element;

use super::Outcome;
use crate::{Text, dom};

/// The card.
pub(super) struct Learnt {
    root: Element,
    card: Element,
    template: Element,
    pages: Element,
    kept: Row,
    dropped: Row,
    number: Row,
}

/// A label and a text.
struct Row {
    root: Element,
    text: Element,
}

impl Row {
    fn new(label: Text) -> Self {
        let root = dom::make("div", &[], "");
        let text = dom::make("dd", &[("class", "mono")], "");
        dom::append(&root, &[&dom::make("dt", &[], &label.read()), &text]);
        Row { root, text }
    }

    fn show(&self, text: &str) {
        dom::set_text(&self.text, text);
        dom::set_shown(&self.root, !text.is_empty());
    }
}

impl Learnt {
    pub(super) fn new() -> Self {
        // The live region is in the page from the start, so that screen readers read out what appears in it.
        let root = dom::make("div", &[("role", "status")], "");
        let card = dom::make("dl", &[("class", "learnt")], "");
        let (template, pages) = (Row::new(Text::new("learntRecord")), Row::new(Text::new("learntPages")));
        let (kept, dropped) = (Row::new(Text::new("learntKept")), Row::new(Text::new("learntDropped")));
        let number = Row::new(Text::new("learntNumber"));
        dom::append(&card, &[&template.root, &pages.root, &number.root, &kept.root, &dropped.root]);
        dom::append(&root, &[&card]);
        Learnt { root, card, template: template.text, pages: pages.text, kept, dropped, number }
    }

    pub(super) fn root(&self) -> &Element {
        &self.root
    }

    pub(super) fn show(&self, outcome: &Outcome) {
        dom::set_shown(&self.card, outcome.mapping.is_some());
        let Some(mapping) = &outcome.mapping else { return };
        show_template(&self.template, &mapping.rule.url);
        dom::set_text(&self.pages, &mapping.site.pages.join("\n"));
        let number = mapping.rule.lets.values().next();
        self.number.show(&number.map(|made| format!("{} → {}", made.pattern, made.to)).unwrap_or_default());
        let taught = outcome.taught.as_ref();
        self.kept.show(taught.map_or("", |taught| &taught.kept));
        self.dropped.show(taught.map_or("", |taught| &taught.dropped));
    }
}

/// Shows a template with its expressions emphasised.
pub fn show_template(element: &Element, template: &str) {
    if element.text_content().as_deref() == Some(template) {
        return;
    }
    dom::set_text(element, "");
    for (is_expression, text) in pieces(template) {
        dom::append(element, &[&dom::make(if is_expression { "mark" } else { "span" }, &[], text)]);
    }
}

/// The parts of a template in order, with `true` for an expression.
fn pieces(template: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}').map_or(rest.len(), |end| start + end + 1);
        pieces.push((false, &rest[..start]));
        pieces.push((true, &rest[start..end]));
        rest = &rest[end..];
    }
    pieces.push((false, rest));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn expressions_are_found_in_a_template() {
        assert_eq!(
            pieces("https://h/a/{clientId}/b{?x}"),
            [(false, "https://h/a/"), (true, "{clientId}"), (false, "/b"), (true, "{?x}")]
        );
        assert_eq!(pieces("https://h/"), [(false, "https://h/")]);
        assert_eq!(pieces("{a}{b"), [(true, "{a}"), (true, "{b")]);
        assert_eq!(pieces(""), []);
    }
}
