use super::*;
use crate::config::{Config, Softphone};
use crate::origin::OriginError;
use crate::pattern::MatchPattern;
use crate::record;
use crate::teach::{Example, teach};
use crate::template::Template;

fn preset(id: &str) -> Preset {
    all().into_iter().find(|preset| preset.id == id).unwrap()
}

#[test]
fn the_data_is_sound() {
    let presets: Vec<Preset> = serde_json::from_str(DATA).unwrap();
    assert_eq!(presets, all());
    let ids: Vec<&str> = presets.iter().map(|preset| preset.id.as_str()).collect();
    for wanted in [
        "salesforce",
        "hubspot",
        "zendesk",
        "dynamics",
        "zoho",
        "pipedrive",
        "freshdesk",
        "odoo",
        "suitecrm",
        "espocrm",
        "bitrix24",
        "servicenow",
        "creme",
    ] {
        assert!(ids.contains(&wanted), "{wanted} is missing");
    }
    let mut names: Vec<String> = presets.iter().map(|preset| preset.name.to_lowercase()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), presets.len(), "each name is there once");
    for preset in &presets {
        let id = &preset.id;
        assert!(
            preset.document.as_ref().is_some_and(|link| link.starts_with("https://")),
            "{id}: no document"
        );
        assert!(preset.examples.len() >= 2, "{id}: too few recorded addresses");
        assert_eq!(preset.url.matches(INSTANCE).count(), 1, "{id}");
        assert_eq!(preset.url.contains(REGION), !preset.regions.is_empty(), "{id}");
        assert!(preset.apply(&preset.instance.example, None).is_ok(), "{id}: its own example");
    }
    assert!(DATA.len() < 32 * 1024, "embedded in two pages: {} bytes", DATA.len());
}

/// Forwards and backwards, on every recorded address of every product.
#[test]
fn recorded_addresses_are_made_and_recognised() {
    for preset in all() {
        for Recorded { instance, region, url, client_id } in &preset.examples {
            let mapping = preset.apply(instance, region.as_deref()).unwrap();
            let template = Template::parse(&mapping.rule.url).unwrap();
            assert!(template.is_recognisable(), "{}", mapping.rule.url);
            let values = [("clientId", client_id.as_str())].into_iter().collect();
            let made = template.expand(&values).unwrap();
            assert!(record::shows(url, &made) && record::shows(&made, url), "{url}: {made}");
            assert_eq!(template.recognise(url).as_ref(), Some(&values), "{url}");
            let site = &mapping.site;
            assert!(
                site.pages.iter().any(|page| MatchPattern::parse(page).unwrap().matches(url)),
                "{site:?}"
            );
            let config = mapping.to_config("https://acme.ucontactcloud.com/", Softphone::Inject);
            assert!(Config::parse(&config).is_ok(), "{config}");
        }
    }
}

/// A pasted address gives the same as the name.
#[test]
fn a_pasted_address_is_reduced() {
    for preset in all() {
        for Recorded { instance, region, url, .. } in &preset.examples {
            let typed = preset.apply(instance, region.as_deref()).unwrap();
            assert_eq!(preset.apply(url, None).as_ref(), Ok(&typed), "{url}");
            let root = Origin::of_url(url).unwrap().to_string();
            if preset.instance.kind != Kind::Number {
                assert_eq!(preset.apply(&format!("{root}/"), None).as_ref(), Ok(&typed), "{root}");
                let host = root.split_once("://").unwrap().1;
                assert_eq!(preset.apply(host, None).as_ref(), Ok(&typed), "{host}");
            }
        }
    }
}

/// The rule that a preset gives is the one that its recorded address teaches.
#[test]
fn presets_agree_with_teaching() {
    for preset in all() {
        for Recorded { instance, region, url, client_id } in &preset.examples {
            let mapping = preset.apply(instance, region.as_deref()).unwrap();
            let example = Example { url: url.clone(), client_id: client_id.clone() };
            let taught = teach(&example, None).unwrap_or_else(|e| panic!("{url}: {e}")).mapping;
            let spelt = |url: &str| url.replace("%2f", "%2F").replace("%3f", "%3F").replace("%3d", "%3D");
            assert_eq!(spelt(&taught.rule.url), mapping.rule.url, "{url}");
            assert_eq!(taught.site.pages, mapping.site.pages, "{url}");
        }
    }
}

#[test]
fn no_name_leads_elsewhere() {
    let hostile = [
        "acme/",
        "/acme",
        "acme/agent",
        "acme@evil.example",
        "@",
        "a@b",
        "",
        " ",
        "ac me",
        "acme?",
        "acme#x",
        "acme\\",
        "acme\u{0}x",
        "acme\tx",
        "acme\nx",
        "acme%2Fx",
        "acme.evil.example/",
        "..",
        ".",
        "-",
        "acme..",
        "{clientId}",
        "https://",
        "https://evil.example@acme",
        "https://user:pass@evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "https:/evil.example",
        "acme&x=1",
        "acme;x",
        "acme:x",
        "acme*",
        "$acme",
        "ac'me",
        "ac\"me",
        "<acme>",
        "аcme",
        "acme\u{202E}x",
    ];
    for preset in all() {
        for typed in hostile {
            assert!(preset.apply(typed, None).is_err(), "{}: {typed:?}", preset.id);
        }
        if preset.instance.kind != Kind::Host {
            let own = preset.apply(&preset.instance.example, None).unwrap();
            let own = Origin::of_url(&own.rule.url).unwrap();
            for typed in [
                "acme.evil.example",
                "https://evil.example/",
                "https://evil.example/agent",
                "https://acme.zendesk.com.evil.example/",
                "https://zendesk.com/",
                "http://acme.zendesk.com/",
                "https://acme.zendesk.com:8443/",
                "localhost:8000",
            ] {
                assert!(preset.apply(typed, None).is_err(), "{}: {typed:?}", preset.id);
            }
            // Every accepted name stays below the vendor's domain.
            let tail = |host: &str| host.rsplit('.').take(2).collect::<Vec<_>>().join(".");
            for typed in ["evil", "evil-example", "evil.sandbox", "xn--e1afmkfd", "1", "org7"] {
                let Ok(mapping) = preset.apply(typed, None) else { continue };
                let origin = Origin::of_url(&mapping.rule.url).unwrap();
                assert_eq!(tail(origin.host()), tail(own.host()), "{}: {typed}", preset.id);
            }
        }
    }
}

#[test]
fn errors_say_what_is_wrong() {
    let error = |id: &str, typed: &str| preset(id).apply(typed, None).unwrap_err();
    assert_eq!(error("zendesk", "  "), InstanceError::Empty);
    assert_eq!(error("zendesk", "acme/agent"), InstanceError::Character('/'));
    assert_eq!(error("zendesk", "me@acme"), InstanceError::Character('@'));
    assert_eq!(error("zendesk", "acme.evil"), InstanceError::Dot);
    assert_eq!(error("zendesk", "-acme"), InstanceError::Hyphen);
    assert_eq!(error("zendesk", &"a".repeat(64)), InstanceError::TooLong);
    let other = error("zendesk", "https://evil.example/");
    assert_eq!(other, InstanceError::OtherAddress { example: "https://acme.zendesk.com".into() });
    assert_eq!(error("hubspot", "acme"), InstanceError::NotNumber);
    assert_eq!(error("hubspot", "12/3"), InstanceError::Character('/'));
    assert_eq!(error("creme", "crm acme"), InstanceError::Character(' '));
    assert_eq!(error("creme", "http://crm.acme.example/"), InstanceError::Host(OriginError::Insecure));
    assert_eq!(error("creme", "crm.acme.example:99999"), InstanceError::Host(OriginError::Port));
    assert_eq!(preset("zoho").apply("643211", Some("evil.example")), Err(InstanceError::Region));
    for id in ["zendesk", "hubspot", "creme"] {
        for typed in ["a/b", "a@b"] {
            assert!(error(id, typed).to_string().contains("cannot stand in it"));
        }
    }
}

#[test]
fn regions_are_chosen_or_told() {
    let of = |id: &str, typed: &str, region| preset(id).apply(typed, region).unwrap().rule.url;
    assert!(of("dynamics", "acme", Some("crm4")).starts_with("https://acme.crm4.dynamics.com/"));
    assert!(of("dynamics", "acme", None).starts_with("https://acme.crm.dynamics.com/"));
    // A pasted address counts more than the choice from the list.
    assert!(
        of("dynamics", "https://acme.crm2.dynamics.com/x", Some("crm4")).starts_with("https://acme.crm2.")
    );
    assert!(of("zoho", "org643211", Some("zoho.eu")).starts_with("https://crm.zoho.eu/crm/org643211/"));
}

#[test]
fn fields_show_what_is_around_the_name() {
    let around = |id: &str, region| preset(id).around(region);
    assert_eq!(around("zendesk", None), ("https://".into(), ".zendesk.com".into()));
    assert_eq!(around("dynamics", Some("crm4")), ("https://".into(), ".crm4.dynamics.com".into()));
    assert_eq!(around("hubspot", None), ("https://app.hubspot.com/contacts/".into(), String::new()));
    assert_eq!(around("creme", None), ("https://".into(), String::new()));
    assert_eq!(around("zoho", Some("zoho.eu")), ("https://crm.zoho.eu/crm/org".into(), String::new()));
}
