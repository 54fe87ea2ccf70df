//! Configurations of the fake's one company.

/// What the addresses of records begin with.
pub(crate) const RECORDS: &str = "https://crm.example/contact/";

/// A page of a CRM where the extension places uContact's frame.
pub(crate) const CRM: &str = "https://crm.example/";
/// Another one.
pub(crate) const SHOP: &str = "https://shop.example/";
/// A page that embeds uContact's frame by itself.
pub(crate) const PLAIN: &str = "https://plain.example/";
/// A page of nobody's.
pub(crate) const OTHER: &str = "https://news.example/";

/// Whether the page at an address embeds uContact's frame by itself.
pub(crate) fn embeds(url: &str) -> bool {
    url.starts_with(PLAIN)
}

/// The hosts that the configuration needs.
pub(crate) const HOSTS: [&str; 4] =
    ["https://crm.example/*", "https://shop.example/*", "https://plain.example/*", "https://api.example/*"];

/// A configuration; `version` names it. An odd one has the shop's pages docked, too, an even one has the panel there.
pub(crate) fn configuration(version: u32) -> String {
    let shop = if version % 2 == 1 { "inject" } else { "panel" };
    format!(
        r#"{{
        "version": 1,
        "ucontact": {{ "url": "https://ucontact.example/" }},
        "sites": [
            {{ "name": "CRM {version}", "pages": ["https://crm.example/*"], "softphone": "inject" }},
            {{ "pages": ["https://shop.example/*"], "softphone": "{shop}" }},
            {{ "pages": ["https://plain.example/*"], "softphone": "find" }}
        ],
        "rules": [
            {{ "when": {{ "campaign": "lookup" }},
               "lookup": {{ "url": "https://api.example/find?number={{clientId}}", "results": "$.found[*]",
                            "let": {{ "id": "/id" }} }},
               "url": "https://crm.example/contact/{{id}}" }},
            {{ "when": {{ "campaign": "ask" }}, "url": "https://crm.example/contact/{{clientId}}", "open": "ask" }},
            {{ "when": {{ "campaign": "never" }}, "url": "https://crm.example/contact/{{clientId}}", "open": "never" }},
            {{ "when": {{ "campaign": "tab" }}, "url": "https://crm.example/contact/{{clientId}}", "open": "tab" }},
            {{ "when": {{ "campaign": "window" }}, "url": "https://crm.example/contact/{{clientId}}", "open": "window" }},
            {{ "when": {{ "campaign": "direct" }}, "url": "https://crm.example/contact/{{clientId}}" }}
        ]
    }}"#
    )
}
