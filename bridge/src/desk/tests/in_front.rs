//! Whose record is in front of the agent.

use super::*;
use crate::contact::Contact;
use crate::view::Offer;

fn offer(client: &str, channel: Option<&str>, campaign: Option<&str>) -> Option<Offer> {
    let text = |text: &str| text.to_owned();
    Some(Offer { client_id: text(client), channel: channel.map(text), campaign: campaign.map(text) })
}

#[test]
fn the_rules_tell_the_client_and_the_last_interaction_the_rest() {
    let mut desk = desk();
    assert_eq!(desk.in_front("https://h/5/edit"), offer("5", None, Some("ask")), "the first rule names one");
    desk.handle(event(assigned("a", "Ventas Sur")), 1);
    // The rule's campaign counts more, because the rule opens this page.
    assert_eq!(desk.in_front("https://h/59897234567"), offer("59897234567", Some("telephony"), Some("ask")));
    assert_eq!(desk.in_front("https://i/59897234567"), None);
    assert_eq!(desk.in_front("about:blank"), None);
}

#[test]
fn where_the_rules_cannot_an_interaction_that_opened_it_does() {
    let mut desk = Desk::default();
    let json = CONFIG.replace("https://h/{clientId}", "https://h/{clientId}{channel}");
    desk.set_config(Some(Config::parse(&json).unwrap().into()));
    assert_eq!(desk.in_front("https://h/59897234567telephony"), None);
    desk.handle(event(assigned("a", "Ventas")), 1);
    let told = desk.in_front("https://h/59897234567telephony?tab=notes");
    assert_eq!(told, offer("59897234567", Some("telephony"), Some("Ventas")));
}

#[test]
fn a_contact_is_offered_as_it_was_the_last_time() {
    let mut desk = desk();
    let contact = |channel: Option<&str>| Contact {
        channel: channel.map(str::to_owned),
        client_id: "59897234567".to_owned(),
    };
    assert_eq!(Some(desk.offer(contact(None))), offer("59897234567", None, None));
    desk.handle(event(assigned("a", "Ventas")), 1);
    assert_eq!(Some(desk.offer(contact(None))), offer("59897234567", Some("telephony"), Some("Ventas")));
    assert_eq!(Some(desk.offer(contact(Some("sms")))), offer("59897234567", Some("sms"), Some("Ventas")));
}
