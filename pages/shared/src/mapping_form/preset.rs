//! The fields for a CRM from the list: product, region, instance, and a link to the vendor's document.

use bridge::{
    mapping::Mapping,
    presets::{Kind, Preset},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, InputEvent};

use super::Draft;
use crate::{
    Text, dom,
    field::{Affixes, Field},
};

/// The fields.
pub(super) struct List {
    root: Element,
    pub(super) product: Field,
    region: Field,
    pub(super) instance: Field,
    affixes: Affixes,
    document: Element,
}

impl List {
    pub(super) fn new(id: &str, presets: &[Preset]) -> Self {
        let root = dom::make("div", &[("class", "mapping-fields")], "");
        let product = Field::select(&format!("{id}-product"), &Text::new("mapProduct"));
        product.set_hint(Some(&Text::new("mapProductHint")));
        let choose = dom::make("option", &[("value", "")], &Text::new("mapProductNone").read());
        dom::append(product.control(), &[&choose]);
        let mut sorted: Vec<&Preset> = presets.iter().collect();
        sorted.sort_by_key(|preset| preset.name.to_lowercase());
        for preset in sorted {
            let option = dom::make("option", &[("value", &preset.id)], &preset.name);
            dom::append(product.control(), &[&option]);
        }
        let region = Field::select(&format!("{id}-region"), &Text::new("mapRegion"));
        region.set_hint(Some(&Text::new("mapRegionHint")));
        let instance = Field::input(&format!("{id}-instance"), &Text::new("mapInstance"));
        dom::set_attribute(instance.control(), "maxlength", "2000");
        let affixes = instance.with_affixes();
        let document = dom::make(
            "a",
            &[("class", "document"), ("target", "_blank"), ("rel", "noopener noreferrer")],
            "",
        );
        dom::append(&root, &[product.root(), region.root(), instance.root(), &document]);
        List { root, product, region, instance, affixes, document }
    }

    pub(super) fn root(&self) -> &Element {
        &self.root
    }

    pub(super) fn read(&self, draft: &mut Draft) {
        draft.preset = self.product.value();
        draft.region = self.region.value();
        draft.instance = self.instance.value();
    }

    pub(super) fn restore(&self, draft: &Draft, presets: &[Preset]) {
        self.product.set_value(&draft.preset);
        // If the product is not in the list any more, nothing is chosen.
        if self.product.value() != draft.preset {
            self.product.set_value("");
        }
        self.fill_regions(draft.chosen(presets));
        self.region.set_value(&draft.region);
        self.instance.set_value(&draft.instance);
    }

    pub(super) fn show(&self, draft: &Draft, presets: &[Preset], mapping: Option<&Mapping>) {
        let preset = draft.chosen(presets);
        self.fill_regions(preset);
        dom::set_shown(self.region.root(), preset.is_some_and(|preset| !preset.regions.is_empty()));
        dom::set_shown(self.instance.root(), preset.is_some());
        let link = preset.and_then(|preset| preset.document.as_deref().map(|document| (preset, document)));
        if let Some((preset, document)) = link {
            dom::set_attribute(&self.document, "href", document);
            dom::set_text(&self.document, &Text::with("mapDocument", [&preset.name]).read());
        }
        dom::set_shown(&self.document, link.is_some());
        let Some(preset) = preset else { return };
        let (label, hint) = match preset.instance.kind {
            Kind::Label | Kind::SalesforceDomain => (Text::new("mapInstance"), "mapInstanceHint"),
            Kind::Number => (Text::new("mapNumber"), "mapNumberHint"),
            Kind::Host => (Text::new("mapHost"), "mapHostHint"),
        };
        self.instance.set_label(&label);
        let (before, after) = preset.around(draft.region_of(preset));
        let example = &preset.instance.example;
        let hint = match preset.instance.kind {
            Kind::Host => Text { key: hint, fill: vec![example.clone()] },
            _ => Text { key: hint, fill: vec![example.clone(), format!("{before}{example}{after}")] },
        };
        self.instance.set_hint(Some(&hint));
        // No affixes if the user types a whole address; nor on this machine, where the scheme is another one.
        let whole = draft.instance.contains("://");
        let here = mapping.is_some_and(|mapping| mapping.rule.url.starts_with("http://"));
        if whole || here { self.affixes.set("", "") } else { self.affixes.set(&before, &after) }
    }

    fn fill_regions(&self, preset: Option<&Preset>) {
        let regions = preset.map(|preset| preset.regions.as_slice()).unwrap_or_default();
        dom::keyed(
            self.region.control(),
            regions,
            || dom::create("option"),
            |option, i| {
                dom::set_attribute(option, "value", &regions[i]);
                dom::set_text(option, &regions[i]);
            },
        );
    }

    /// Reduces a pasted address to the instance's name at once.
    pub(super) fn pasted(&self, event: &Event, draft: &Draft, presets: &[Preset]) {
        let paste = event
            .dyn_ref::<InputEvent>()
            .is_some_and(|event| matches!(event.input_type().as_str(), "insertFromPaste" | "insertFromDrop"));
        if paste {
            self.reduce(draft, presets);
        }
    }

    /// Replaces a whole address by the instance's name, if both lead to the same records; `true` if it did. Not to be
    /// called while the user is typing: half an address may be a good one already.
    pub(super) fn reduce(&self, draft: &Draft, presets: &[Preset]) -> bool {
        let Some(preset) = draft.chosen(presets).filter(|_| draft.instance.contains(['/', '.'])) else {
            return false;
        };
        let region = draft.region_of(preset);
        let Ok(instance) = preset.read(&draft.instance, region) else { return false };
        let same =
            preset.apply(&instance.name, instance.region.as_deref()) == preset.apply(&draft.instance, region);
        if !same || instance.name == draft.instance {
            return false;
        }
        self.instance.set_value(&instance.name);
        self.region.set_value(&instance.region.unwrap_or_default());
        true
    }
}
