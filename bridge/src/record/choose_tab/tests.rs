use super::*;

const RECORD: &str = "https://crm.example/contact/5";
const NOW: Millis = 1_000_000;

/// A tab in window 1 that shows this address.
fn tab(id: i32, url: &'static str) -> TabFacts<'static> {
    TabFacts { id, window: 1, url: Some(url), ..TabFacts::default() }
}

fn nothing_sent() -> Sent {
    Sent::default()
}

fn sent(tab: i32, url: &str, at: Millis) -> Sent {
    let mut sent = Sent::default();
    sent.note(tab, url, at);
    sent
}

#[test]
fn a_tab_that_shows_the_record_is_found() {
    let tabs = [tab(1, "https://crm.example/contact/55"), tab(2, "https://crm.example/contact/5/edit")];
    assert_eq!(showing(&tabs, &nothing_sent(), NOW, RECORD), Some(1));
    assert_eq!(showing(&tabs[..1], &nothing_sent(), NOW, RECORD), None);
    let unseen = TabFacts { url: None, ..tab(3, "") };
    assert_eq!(showing(&[unseen], &nothing_sent(), NOW, RECORD), None, "no permission to see its address");
}

#[test]
fn of_two_tabs_the_one_looked_at_last_is_found() {
    assert_eq!(showing(&[tab(1, RECORD), tab(2, RECORD)], &nothing_sent(), NOW, RECORD), Some(0));
}

#[test]
fn the_address_that_a_tab_is_on_its_way_to_counts() {
    let leaving = TabFacts { pending: Some("https://crm.example/contact/6"), ..tab(1, RECORD) };
    assert_eq!(showing(&[leaving], &nothing_sent(), NOW, RECORD), None);
    let coming = TabFacts { pending: Some(RECORD), ..tab(2, "about:blank") };
    assert_eq!(showing(&[coming], &nothing_sent(), NOW, RECORD), Some(0));
}

#[test]
fn where_the_extension_sent_a_tab_counts_for_a_while() {
    let tabs = [tab(1, "about:blank")];
    let to_record = sent(1, RECORD, NOW);
    assert_eq!(showing(&tabs, &to_record, NOW, RECORD), Some(0));
    assert_eq!(showing(&tabs, &to_record, NOW + ON_ITS_WAY - 1, RECORD), Some(0));
    assert_eq!(showing(&tabs, &to_record, NOW + ON_ITS_WAY, RECORD), None, "it should have arrived");
    assert_eq!(showing(&tabs, &sent(2, RECORD, NOW), NOW, RECORD), None, "another tab");
    let elsewhere = sent(1, "https://crm.example/contact/6", NOW);
    assert_eq!(showing(&[tab(1, RECORD)], &elsewhere, NOW, RECORD), None, "it is about to leave");
}

#[test]
fn the_last_address_that_a_tab_was_sent_to_counts() {
    let mut twice = sent(1, RECORD, NOW);
    twice.note(1, "https://crm.example/contact/6", NOW + 1);
    assert_eq!(showing(&[tab(1, "about:blank")], &twice, NOW + 2, RECORD), None);
}

#[test]
fn a_tab_that_has_arrived_is_where_it_is() {
    let arrived = sent(1, "https://crm.example/", NOW);
    assert_eq!(arrived.destination(&tab(1, "https://crm.example/"), NOW), None);
    assert_eq!(to_ask(&[tab(1, "https://crm.example/")], &arrived, NOW, RECORD), [0]);
}

#[test]
fn what_was_sent_long_ago_is_forgotten() {
    let mut known = sent(1, RECORD, NOW);
    known.note(2, RECORD, NOW + ON_ITS_WAY);
    assert_eq!(known, sent(2, RECORD, NOW + ON_ITS_WAY));
}

#[test]
fn only_tabs_of_the_crm_that_can_answer_are_asked() {
    let tabs = [
        tab(1, "https://crm.example/list"),
        tab(2, "https://other.example/list"),
        TabFacts { discarded: true, ..tab(3, "https://crm.example/list") },
        TabFacts { pending: Some("https://crm.example/x"), ..tab(4, "https://crm.example/list") },
        tab(5, "https://crm.example/list"),
        TabFacts { url: None, ..tab(6, "") },
        TabFacts { pinned: true, ..tab(7, "https://crm.example/list") },
    ];
    let under_way = sent(5, "https://crm.example/contact/6", NOW);
    // A pinned tab is asked: a new tab may belong to its group, or stand in for it.
    assert_eq!(to_ask(&tabs, &under_way, NOW, RECORD), [0, 6]);
}

#[test]
fn tabs_in_the_agents_window_are_asked_first() {
    let in_window = |id, window| TabFacts { window, ..tab(id, "https://crm.example/list") };
    let mut tabs = [in_window(1, 1), in_window(2, 2), in_window(3, 1), in_window(4, 2)];
    tabs[1].active = true;
    tabs[2].active = true;
    assert_eq!(to_ask(&tabs, &nothing_sent(), NOW, RECORD), [1, 3, 0, 2]);
    tabs[1].active = false;
    assert_eq!(to_ask(&tabs, &nothing_sent(), NOW, RECORD), [0, 2, 1, 3]);
}

#[test]
fn few_tabs_are_asked() {
    let tabs: Vec<TabFacts<'_>> = (0..20).map(|id| tab(id, "https://crm.example/list")).collect();
    assert_eq!(to_ask(&tabs, &nothing_sent(), NOW, RECORD), (0..MOST_ASKED).collect::<Vec<_>>());
}

/// Four tabs of the CRM: a plain one, a pinned one, one in a group, a plain one.
fn four() -> [TabFacts<'static>; 4] {
    let plain = |id| tab(id, "https://crm.example/list");
    [plain(1), TabFacts { pinned: true, ..plain(2) }, TabFacts { grouped: true, ..plain(3) }, plain(4)]
}

#[track_caller]
fn check(asked: &[usize], answers: &[Guard], expect: (Option<usize>, bool, Option<usize>)) {
    let Choice { tab, unsaved, neighbour } = choose(&four(), asked, answers);
    assert_eq!((tab, unsaved, neighbour), expect);
}

#[test]
fn the_first_free_tab_in_the_order_of_asking_is_chosen() {
    check(&[0, 3], &[Guard::Free, Guard::Free], (Some(0), false, None));
    check(&[3, 0], &[Guard::Free, Guard::Free], (Some(3), false, None));
    check(&[0, 3], &[Guard::Silent, Guard::Free], (Some(3), false, None));
}

#[test]
fn a_tab_that_hosts_the_phone_or_does_not_answer_is_left_alone() {
    check(&[0, 3], &[Guard::Softphone, Guard::Silent], (None, false, None));
    check(&[], &[], (None, false, None));
}

#[test]
fn a_pinned_tab_is_never_navigated() {
    check(&[1], &[Guard::Free], (None, false, None));
    check(&[1, 3], &[Guard::Free, Guard::Free], (Some(3), false, None));
}

#[test]
fn a_tab_with_something_unsaved_is_spared_and_is_the_new_tabs_neighbour() {
    check(&[0, 2], &[Guard::Unsaved, Guard::Softphone], (None, true, Some(0)));
    check(&[2, 3], &[Guard::Softphone, Guard::Unsaved], (None, true, Some(3)));
    check(&[0, 3], &[Guard::Unsaved, Guard::Free], (Some(3), true, Some(0)));
    check(&[1], &[Guard::Unsaved], (None, true, Some(1)));
}

#[test]
fn else_a_tab_in_a_group_is_the_neighbour() {
    check(&[0, 2], &[Guard::Softphone, Guard::Silent], (None, false, Some(2)));
}

#[test]
fn an_answer_of_no_tab_is_ignored() {
    check(&[9, 0], &[Guard::Free, Guard::Free], (Some(0), false, None));
}
