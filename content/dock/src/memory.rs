//! Remembers where the agent has put the dock on this site, from one page to the next.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use webext::{js, storage};

use crate::dom;
use crate::geometry::{Place, Side};

/// The places of at most so many sites are kept. The hash of a site's origin gives its slot, and two sites that share a
/// slot overwrite each other. So the storage is bounded, and no two tabs have to write one value together.
const SLOTS: u32 = 1024;

/// The place that is remembered for the site.
pub(crate) async fn recall(origin: &str) -> Option<Place> {
    let stored = storage::local(&key(origin)).await.ok()?;
    (js::get_string(&stored, "site")? == origin).then(|| from_js(&stored))?
}

/// Remembers a place. If that fails, for example on a full disk, it does no harm that would be worth a message.
pub(crate) async fn remember(origin: &str, place: &Place) {
    let stored = to_js(place);
    let _ = Reflect::set(&stored, &"site".into(), &origin.into());
    let _ = storage::set_local(&[(&key(origin), &stored)]).await;
}

fn key(origin: &str) -> String {
    ["dock:", &dom::decimal(slot(origin))].concat()
}

/// FNV-1a.
fn slot(origin: &str) -> i32 {
    let hash = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    (origin.bytes().fold(0x811c_9dc5, hash) % SLOTS) as i32
}

fn to_js(place: &Place) -> JsValue {
    let side = if place.side == Side::Left { "left" } else { "right" };
    js::object(&[
        ("side", &side.into()),
        ("away", &place.away.into()),
        ("up", &place.up.into()),
        ("width", &place.width.into()),
        ("height", &place.height.into()),
        ("minimised", &place.minimised.into()),
    ])
}

/// Accepts any numbers: where the dock may stand is decided when it is laid out.
fn from_js(value: &JsValue) -> Option<Place> {
    let number = |key: &str| js::get(value, key).as_f64().map(|number| number as i32);
    Some(Place {
        side: if js::get_string(value, "side")? == "left" { Side::Left } else { Side::Right },
        away: number("away")?,
        up: number("up")?,
        width: number("width")?,
        height: number("height")?,
        minimised: js::get(value, "minimised").is_truthy(),
    })
}

#[cfg(test)]
mod tests {
    use super::slot;

    #[test]
    fn sites_have_slots_of_their_own() {
        let slots: std::collections::BTreeSet<i32> = [
            "https://crm.acme.example",
            "https://acme.zendesk.com",
            "http://localhost:8000",
            "https://a.example",
        ]
        .into_iter()
        .map(slot)
        .collect();
        assert_eq!(slots.len(), 4);
        assert!(slots.iter().all(|slot| (0..super::SLOTS as i32).contains(slot)));
    }
}
