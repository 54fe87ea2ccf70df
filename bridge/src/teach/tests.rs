use super::*;
use crate::template::Template;

fn example(url: &str, client_id: &str) -> Example {
    Example { url: url.to_owned(), client_id: client_id.to_owned() }
}

fn one_of(url: &str, id: &str) -> Result<Taught, TeachError> {
    teach(&example(url, id), None)
}

fn two_of(a: (&str, &str), b: (&str, &str)) -> Result<Taught, TeachError> {
    teach(&example(a.0, a.1), Some(&example(b.0, b.1)))
}

/// What one record teaches.
#[track_caller]
fn check(url: &str, id: &str, template: &str) {
    let taught = one_of(url, id).unwrap_or_else(|e| panic!("{url}: {e}"));
    assert_eq!(taught.mapping.rule.url, template);
}

#[track_caller]
fn check_two(a: (&str, &str), b: (&str, &str), template: &str) -> Taught {
    let taught = two_of(a, b).unwrap_or_else(|e| panic!("{a:?} {b:?}: {e}"));
    assert_eq!(taught.mapping.rule.url, template);
    taught
}

/// Teaching by example on the record addresses of more than twenty products.
#[test]
fn products() {
    let uuid = "d545d1dd-0cb2-d614-3430-45df72473cfb";
    for (url, id, template) in [
        // Salesforce Lightning
        (
            "https://acme.lightning.force.com/lightning/r/Contact/0035g00000Abc12AAB/view",
            "0035g00000Abc12AAB",
            "https://acme.lightning.force.com/lightning/r/Contact/{clientId}/view",
        ),
        // HubSpot: the portal and the contact
        (
            "https://app.hubspot.com/contacts/1234567/record/0-1/51",
            "51",
            "https://app.hubspot.com/contacts/1234567/record/0-1/{clientId}",
        ),
        // Zendesk
        (
            "https://acme.zendesk.com/agent/users/385473779372/requested_tickets",
            "385473779372",
            "https://acme.zendesk.com/agent/users/{clientId}/requested_tickets",
        ),
        // Dynamics 365: the app's id and the contact's, both UUIDs
        (
            "https://acme.crm4.dynamics.com/main.aspx?appid=a96b9fae-b21a-e911-a843-000d3a5377b9&pagetype=entityrecord&etn=contact&id=566f08ee-2795-ea11-a811-000d3a1029ac",
            "566f08ee-2795-ea11-a811-000d3a1029ac",
            "https://acme.crm4.dynamics.com/main.aspx?appid=a96b9fae-b21a-e911-a843-000d3a5377b9&pagetype=entityrecord&etn=contact&id={clientId}",
        ),
        // Dynamics 365 with braces around the id
        (
            "https://acme.crm.dynamics.com/main.aspx?etn=contact&id=%7b91330924-802A-4B0D-A900-34FD9D790829%7d&pagetype=entityrecord",
            "91330924-802A-4B0D-A900-34FD9D790829",
            "https://acme.crm.dynamics.com/main.aspx?etn=contact&id=%7b{clientId}%7d&pagetype=entityrecord",
        ),
        (
            "https://acme.crm.dynamics.com/main.aspx?etn=contact&id={91330924-802A-4B0D-A900-34FD9D790829}&pagetype=entityrecord",
            "{91330924-802A-4B0D-A900-34FD9D790829}",
            "https://acme.crm.dynamics.com/main.aspx?etn=contact&id={clientId}&pagetype=entityrecord",
        ),
        // Zoho CRM
        (
            "https://crm.zoho.com/crm/org643211/tab/Contacts/410888000000698006",
            "410888000000698006",
            "https://crm.zoho.com/crm/org643211/tab/Contacts/{clientId}",
        ),
        // Pipedrive
        ("https://acme.pipedrive.com/person/42", "42", "https://acme.pipedrive.com/person/{clientId}"),
        // Freshdesk
        (
            "https://acme.freshdesk.com/a/contacts/43000012345?tab=notes",
            "43000012345",
            "https://acme.freshdesk.com/a/contacts/{clientId}?tab=notes",
        ),
        // Odoo to 17, and from 18
        (
            "https://erp.acme.example/web#id=42&menu_id=81&action=105&model=res.partner&view_type=form",
            "42",
            "https://erp.acme.example/web#id={clientId}&menu_id=81&action=105&model=res.partner&view_type=form",
        ),
        ("https://acme.odoo.com/odoo/contacts/42", "42", "https://acme.odoo.com/odoo/contacts/{clientId}"),
        // SuiteCRM 7 and 8
        (
            "https://suite.acme.example/index.php?module=Contacts&action=DetailView&record=d545d1dd-0cb2-d614-3430-45df72473cfb",
            uuid,
            "https://suite.acme.example/index.php?module=Contacts&action=DetailView&record={clientId}",
        ),
        (
            "https://suite.acme.example/#/contacts/record/d545d1dd-0cb2-d614-3430-45df72473cfb?return_module=Contacts&return_action=index",
            uuid,
            "https://suite.acme.example/#/contacts/record/{clientId}?return_module=Contacts&return_action=index",
        ),
        // EspoCRM
        (
            "https://espo.acme.example/#Contact/view/5f8a1b2c3d4e5f6a7",
            "5f8a1b2c3d4e5f6a7",
            "https://espo.acme.example/#Contact/view/{clientId}",
        ),
        // Bitrix24
        (
            "https://acme.bitrix24.com/crm/contact/details/42/",
            "42",
            "https://acme.bitrix24.com/crm/contact/details/{clientId}/",
        ),
        // ServiceNow: an address in the query, and in the path
        (
            "https://acme.service-now.com/nav_to.do?uri=%2Fsys_user.do%3Fsys_id%3D5137153cc611227c000bbd1bd8cd2007%26sysparm_view%3Dess",
            "5137153cc611227c000bbd1bd8cd2007",
            "https://acme.service-now.com/nav_to.do?uri=%2Fsys_user.do%3Fsys_id%3D{clientId}%26sysparm_view%3Dess",
        ),
        (
            "https://acme.service-now.com/now/nav/ui/classic/params/target/sys_user.do%3Fsys_id%3D62826bf03710200044e0bfc8bcbe5df1",
            "62826bf03710200044e0bfc8bcbe5df1",
            "https://acme.service-now.com/now/nav/ui/classic/params/target/sys_user.do%3Fsys_id%3D{clientId}",
        ),
        // Creme CRM
        ("http://localhost:8000/persons/contact/3", "3", "http://localhost:8000/persons/contact/{clientId}"),
        // monday
        (
            "https://acme.monday.com/boards/1234567890/pulses/9876543210",
            "9876543210",
            "https://acme.monday.com/boards/1234567890/pulses/{clientId}",
        ),
        // Copper
        (
            "https://app.copper.com/companies/355678/app#/contact/98765432",
            "98765432",
            "https://app.copper.com/companies/355678/app#/contact/{clientId}",
        ),
        // Insightly
        (
            "https://crm.na1.insightly.com/details/contact/341234567",
            "341234567",
            "https://crm.na1.insightly.com/details/contact/{clientId}",
        ),
        // Close: a letter case that counts
        (
            "https://app.close.com/lead/lead_QyNaWw4fdSwxl5Mc5daMFf3Y27PpIcH0awPbC9l7uyo/",
            "lead_QyNaWw4fdSwxl5Mc5daMFf3Y27PpIcH0awPbC9l7uyo",
            "https://app.close.com/lead/{clientId}/",
        ),
        // Kustomer
        (
            "https://acme.kustomerapp.com/app/customers/5a1b2c3d4e5f6a7b8c9d0e1f",
            "5a1b2c3d4e5f6a7b8c9d0e1f",
            "https://acme.kustomerapp.com/app/customers/{clientId}",
        ),
        // Intercom: the workspace and the user
        (
            "https://app.intercom.com/a/apps/ab12cd34/users/5f8a1b2c3d4e5f6a7b8c9d0e/all-conversations",
            "5f8a1b2c3d4e5f6a7b8c9d0e",
            "https://app.intercom.com/a/apps/ab12cd34/users/{clientId}/all-conversations",
        ),
        // Gorgias
        (
            "https://acme.gorgias.com/app/customer/123456789",
            "123456789",
            "https://acme.gorgias.com/app/customer/{clientId}",
        ),
    ] {
        check(url, id, template);
    }
}

/// The forms of ids that browsers write.
#[test]
fn forms_of_ids() {
    check("https://h/c/a%2Fb7", "a/b7", "https://h/c/{clientId}");
    check("https://h/c/a%2fb7?x", "a/b7", "https://h/c/{clientId}?x");
    check("https://h/#/Contact/42/view", "42", "https://h/#/Contact/{clientId}/view");
    check("https://h/c?id=42&tab=notes", "42", "https://h/c?id={clientId}&tab=notes");
    check("https://h/accounts/100200/contacts/42", "42", "https://h/accounts/100200/contacts/{clientId}");
    check("https://h/c/Jos%C3%A9%20P", "José P", "https://h/c/{clientId}");
    check("https://h/c/José", "José", "https://h/c/{clientId}");
    check("https://h/año/42", "42", "https://h/año/{clientId}");
    check("https://h/c?mail=ana%40acme.example", "ana@acme.example", "https://h/c?mail={clientId}");
    check("https://h/c?mail=ana@acme.example", "ana@acme.example", "https://h/c?mail={+clientId}");
    check("https://h/s?q=%2B59899123456", "59899123456", "https://h/s?q=%2B{clientId}");
    check("https://h/c/contact-42", "42", "https://h/c/contact-{clientId}");
    check("https://h/c/42.html", "42", "https://h/c/{clientId}.html");
    check("https://h/v42.html?v=7&id=42", "42", "https://h/v42.html?v=7&id={clientId}");
    check("https://h/c/x|y/42", "42", "https://h/c/x%7Cy/{clientId}");
    check("  https://h/c/42 ", " 42 ", "https://h/c/{clientId}");
    // A long id is not there twice by chance.
    check("https://h/c/123456#/c/123456/view", "123456", "https://h/c/{clientId}#/c/{clientId}/view");
}

#[test]
fn what_is_kept_and_what_is_dropped() {
    let taught = one_of("https://h/c/42?tab=notes", "42").unwrap();
    assert_eq!((taught.kept.as_str(), taught.dropped.as_str()), ("?tab=notes", ""));
    let taught = check_two(
        ("https://h/c/42?tab=notes", "42"),
        ("https://h/c/43?tab=mail", "43"),
        "https://h/c/{clientId}",
    );
    assert_eq!((taught.kept.as_str(), taught.dropped.as_str()), ("", "?tab=notes"));
    check_two(("https://h/c/42/view", "42"), ("https://h/c/43/view", "43"), "https://h/c/{clientId}/view");
    check_two(
        ("https://h/c/42/view?s=1", "42"),
        ("https://h/c/43/view", "43"),
        "https://h/c/{clientId}/view",
    );
    check_two(("https://h/c/42", "42"), ("https://h/c/43?s=9a", "43"), "https://h/c/{clientId}");
    check_two(
        ("https://h/c?id=42&lang=es&sid=a1b2", "42"),
        ("https://h/c?id=43&lang=es&sid=a1c3", "43"),
        "https://h/c?id={clientId}&lang=es",
    );
    check_two(
        ("https://h/#/Contact/42/view", "42"),
        ("https://h/#/Contact/1043/edit", "1043"),
        "https://h/#/Contact/{clientId}",
    );
    // The account is 42 too, and stays.
    check_two(("https://h/a/42/c/42", "42"), ("https://h/a/42/c/43", "43"), "https://h/a/42/c/{clientId}");
    check_two(
        ("https://h/web#id=1&cids=1&menu=1", "1"),
        ("https://h/web#id=23&cids=1&menu=1", "23"),
        "https://h/web#id={clientId}&cids=1&menu=1",
    );
    check_two(("https://h/c/42-x", "42"), ("https://h/c/7-x", "7"), "https://h/c/{clientId}-x");
}

#[test]
fn the_site_is_the_host() {
    let taught = one_of("https://crm.acme.example:8443/c/42", "42").unwrap();
    assert_eq!(taught.mapping.site.name, "Acme");
    assert_eq!(taught.mapping.site.pages, ["https://crm.acme.example/*"]);
}

/// The client's number in another format than the address'.
#[test]
fn numbers() {
    #[track_caller]
    fn check(url: &str, id: &str, template: &str, pattern: &str, to: &str) {
        let rule = one_of(url, id).unwrap_or_else(|e| panic!("{url}: {e}")).mapping.rule;
        let made = &rule.lets["phone"];
        assert_eq!((rule.url.as_str(), made.pattern.as_str(), made.to.as_str()), (template, pattern, to));
        assert_eq!(made.from, "clientId");
    }
    let search = "https://h/s?q={phone}";
    check("https://h/s?q=099123456", "+59899123456", search, r"^\+?598(\d{8})$", "0$1");
    check("https://h/s?q=099123456", "59899123456", search, r"^\+?598(\d{8})$", "0$1");
    check("https://h/s?q=59899123456", "099123456", search, r"^0(\d{8})$", "598$1");
    check("https://h/s?q=%2B59899123456", "099123456", search, r"^0(\d{8})$", "+598$1");
    check("https://h/s?q=59899123456", "+59899123456", search, r"^\+?(\d+)$", "$1");
    check("https://h/s?q=59899123456", "99123456", search, r"^(\d{8})$", "598$1");
    check(
        "https://h/#/phone/099123456/x",
        "+59899123456",
        "https://h/#/phone/{phone}/x",
        r"^\+?598(\d{8})$",
        "0$1",
    );

    // A digit that is the same by chance in one of the two: the second example shows where 598|0|99… is cut.
    let rule =
        two_of(("https://h/s?q=0598123456", "598598123456"), ("https://h/s?q=099654321", "59899654321"));
    let rule = rule.unwrap().mapping.rule;
    assert_eq!(
        (rule.lets["phone"].pattern.as_str(), rule.lets["phone"].to.as_str()),
        (r"^\+?598(\d{8,9})$", "0$1")
    );
    let mixed =
        two_of(("https://h/s?q=099123456", "59899123456"), ("https://h/s?q=59899654321", "099654321"));
    assert_eq!(mixed, Err(TeachError::NumberFormats));
    assert_eq!(
        one_of("https://h/s?q=123456", "654321"),
        Err(TeachError::NotFound { example: 1, id: "654321".into() }),
    );
    // Only the ends are alike, by chance.
    assert!(one_of("https://h/s?q=1112223334445123456", "59899123456").is_err());
}

#[test]
fn errors_are_named() {
    let fails = |url: &str, id: &str| one_of(url, id).unwrap_err();
    assert_eq!(fails("", "42"), TeachError::NoAddress { example: 1 });
    assert_eq!(fails("https://h/c/42", " "), TeachError::NoClientId { example: 1 });
    assert!(matches!(fails("http://crm.acme.example/c/42", "42"), TeachError::Address { .. }));
    assert!(matches!(fails("crm.acme.example/c/42", "42"), TeachError::Address { .. }));
    assert!(matches!(fails("about:blank", "42"), TeachError::Address { .. }));
    assert!(matches!(fails("https://me:pw@h/c/42", "42"), TeachError::Address { .. }));
    assert_eq!(fails("https://h/c/41", "42"), TeachError::NotFound { example: 1, id: "42".into() });
    assert_eq!(fails("https://acme.h.example/c", "acme"), TeachError::InHost { id: "acme".into() });
    assert!(matches!(fails("https://h/c/1423", "42"), TeachError::WithinWord { word, .. } if word == "1423"));
    assert!(
        matches!(fails("https://h/c/abc-DEF", "abc-def"), TeachError::LetterCase { found, .. } if found == "abc-DEF")
    );
    assert_eq!(fails("https://h/c?u=%252Fa%252Fb", "/a/b"), TeachError::EncodedTwice { example: 1 });
    assert_eq!(fails("https://h/c/42-jane", "42"), TeachError::WordGoesOn { word: "42-jane".into() });
    assert_eq!(fails("https://h/a/1/c/1", "1"), TeachError::Ambiguous { id: "1".into(), times: 2 });
    let two = |a, b| two_of(a, b).unwrap_err();
    assert_eq!(two(("https://h/c/42", "42"), ("https://h/c/42", "42")), TeachError::SameClient);
    assert_eq!(two(("https://h/42/43", "42"), ("https://h/42/43", "43")), TeachError::SameAddress);
    assert!(matches!(two(("https://h/42", "42"), ("https://i/43", "43")), TeachError::OtherHost { .. }));
    assert_eq!(
        two(("https://h/a/7/c/42", "42"), ("https://h/a/8/c/43", "43")),
        TeachError::DifferBefore { first: "7".into(), second: "8".into() },
    );
    assert!(matches!(
        two(("https://h/c/42-ana", "42"), ("https://h/c/43-luz", "43")),
        TeachError::DifferWithin { .. }
    ));
    // The difference is between two places of the id, and the last of these may be the one that counts.
    assert!(matches!(
        two(("https://h/?id=424242&s=a#/424242", "424242"), ("https://h/?id=434343&s=b#/434343", "434343")),
        TeachError::DifferBefore { .. }
    ));
    assert_eq!(
        two(("https://h/c/42", "42"), ("https://h/c/44", "43")),
        TeachError::NotFound { example: 2, id: "43".into() },
    );
    // No template could separate the id from what follows.
    assert!(matches!(
        fails("https://h/c/a/b7890/view?x#y=1&z=a%2Fb7890", "a/b7890"),
        TeachError::NotProven { .. }
    ));
    let long = format!("https://h/{}/42", "a".repeat(9000));
    assert_eq!(fails(&long, "42"), TeachError::TooLong { example: 1 });
}

#[test]
fn every_error_says_what_to_do() {
    for error in [
        TeachError::NoAddress { example: 1 },
        TeachError::NotFound { example: 1, id: "42".into() },
        TeachError::Ambiguous { id: "1".into(), times: 2 },
        TeachError::DifferBefore { first: "a".into(), second: "b".into() },
    ] {
        let words = error.to_string();
        assert!(["show", "write", "add", "open"].iter().any(|verb| words.contains(verb)), "{words}");
    }
}

mod properties {
    use super::*;
    use crate::record;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn literal() -> impl Strategy<Value = String> {
        let pieces = select(vec!["/c", "/a-b", "/view", "/x.y", "/%20", "/ñ", "/crm9", "/7", "/index.php"]);
        vec(pieces, 1..4).prop_map(|pieces| pieces.concat())
    }

    fn template() -> impl Strategy<Value = String> {
        let places = select(vec![
            "/{clientId}",
            "/c-{clientId}",
            "?id={clientId}",
            "#/c/{clientId}",
            "{?clientId}",
            "#{clientId}",
            "?u=%2Fx%3Fid%3D{clientId}",
        ]);
        let tails = select(vec!["", "/view", "/", ".html", "&tab=notes", "%26x%3D1"]);
        let origins = select(vec!["https://crm.acme.example", "http://localhost:8000"]);
        (origins, literal(), places, tails).prop_map(|(o, l, p, t)| format!("{o}{l}{p}{t}"))
    }

    proptest! {
        /// An address that a template made teaches a template that makes the address again.
        #[test]
        fn taught_back(text in template(), id in "[A-Za-z0-9]{6,20}|\\PC{1,12}|[0-9]{1,3}|[a-f0-9]{8}-[a-f0-9]{4}") {
            let id = id.trim().to_owned();
            let template = Template::parse(&text).unwrap();
            let values = [("clientId", id.as_str())].into_iter().collect();
            let Ok(url) = template.expand(&values) else { return Ok(()) };
            let plain = id.len() >= 6 && id.bytes().all(|b| b.is_ascii_alphanumeric());
            let taught = match one_of(&url, &id) {
                Ok(taught) => taught,
                // Short ids, and ids with a hyphen or the like, may need a second example.
                Err(error) => {
                    prop_assert!(!plain || text.contains(&id), "{}: {}", url, error);
                    return Ok(());
                }
            };
            let learnt = Template::parse(&taught.mapping.rule.url).unwrap();
            if taught.mapping.rule.lets.is_empty() {
                let again = learnt.expand(&values).unwrap();
                prop_assert!(record::shows(&url, &again), "{} {}", url, again);
                let back = learnt.recognise(&again).unwrap();
                prop_assert_eq!(back.get("clientId"), Some(id.as_str()));
            }
        }

        /// Two records of one template teach the same as one of them, or less after the id.
        #[test]
        fn two_taught_back(text in template(), a in "[a-z0-9]{6,12}", b in "[a-z0-9]{6,12}", x in "[a-z]{0,3}", y in "[a-z]{0,3}") {
            prop_assume!(a != b);
            let template = Template::parse(&text).unwrap();
            let url = |id: &str| template.expand(&[("clientId", id)].into_iter().collect()).unwrap();
            let more = |url: String, word: &str| if url.contains('?') { format!("{url}&t={word}") } else { format!("{url}?t={word}") };
            let (first, second) = (more(url(&a), &x), more(url(&b), &y));
            let Ok(taught) = two_of((&first, &a), (&second, &b)) else {
                prop_assert!(first.matches(&*a).count() != 1 || second.matches(&*b).count() != 1
                    || text.contains('#') || x == y || (text.contains('?') && text.ends_with('/')), "{} {}", first, second);
                return Ok(());
            };
            let learnt = Template::parse(&taught.mapping.rule.url).unwrap();
            for (url, id) in [(&first, &a), (&second, &b)] {
                let again = learnt.expand(&[("clientId", id.as_str())].into_iter().collect()).unwrap();
                prop_assert!(record::shows(url, &again));
            }
        }

        /// Whatever is pasted, there is an answer, and never a template that leads to another host.
        #[test]
        fn anything(url in "(https://h[/?#]?)?\\PC{0,40}", id in "\\PC{0,6}", other in "(https://h/)?\\PC{0,40}") {
            let first = example(&url, &id);
            for second in [None, Some(&example(&other, "7"))] {
                if let Ok(taught) = teach(&first, second) {
                    let template = Template::parse(&taught.mapping.rule.url).unwrap();
                    prop_assert_eq!(template.origin(), &crate::origin::Origin::of_url(url.trim()).unwrap());
                }
            }
        }
    }
}
