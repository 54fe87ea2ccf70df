//! The findings on the page.

use bridge::doctor::{Check, Finding, State};
use pages::{
    Text,
    doctor::{Act, Advice, advice, check_name, state_name},
    dom, verdict,
};
use web_sys::Element;

/// The fragment of the page's address that leads to the microphone, and the id of the finding there.
pub const MICROPHONE: &str = "microphone";

/// The findings in the order in which they are shown: the worst first, equally bad ones in their own order.
pub fn in_order(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.state));
    sorted
}

/// Shows the findings. Answers with what their buttons do, by the key of the row.
pub fn findings(findings: &[Finding]) -> Vec<(String, Act)> {
    let sorted = in_order(findings);
    let keys: Vec<String> = sorted.iter().map(|finding| format!("{:?}", finding.cause)).collect();
    let first = sorted.iter().position(|finding| finding.check == Check::Microphone);
    let mut acts = Vec::new();
    let list: Element = dom::by_id("findings");
    dom::keyed(
        &list,
        &keys,
        || dom::stamp("finding"),
        |row, i| {
            let advice = advice(sorted[i]);
            dom::set_optional(row, "id", (first == Some(i)).then_some(MICROPHONE));
            dom::set_text(&dom::part(row, "check"), &check_name(sorted[i].check).read());
            fill(row, &advice);
            acts.extend(advice.act.map(|act| (keys[i].clone(), act)));
        },
    );
    acts
}

fn fill(row: &Element, advice: &Advice) {
    dom::set_attribute(row, "data-state", state_name(advice.state));
    dom::set_text(&dom::part(row, "state"), &state_text(advice.state).read());
    dom::set_text(&dom::part(row, "text"), &advice.title.read());
    for (part, text) in [("means", &advice.means), ("detail", &advice.detail)] {
        dom::set_text_or_hide(&dom::part(row, part), text.as_ref().map(Text::read).as_deref());
    }
    let help = advice.todo.as_ref().zip(advice.who);
    if let Some((todo, who)) = help {
        dom::set_text(&dom::part(row, "todo"), &todo.read());
        dom::set_text(&dom::part(row, "who"), &who.name().read());
    }
    verdict::show_remedies(&dom::part(row, "remedies"), &advice.remedies);
    dom::set_shown(&dom::part(row, "help"), help.is_some());
    let button: Element = dom::part(row, "act");
    if let Some(act) = &advice.act {
        dom::set_text(&button, &act.label().read());
        let _ = button.class_list().toggle_with_force("primary", !matches!(act, Act::Settings | Act::Camera));
    }
    dom::set_shown(&button, advice.act.is_some());
}

fn state_text(state: State) -> Text {
    match state {
        State::Good => Text::new("stateGood"),
        State::Unknown => Text::new("stateUnknown"),
        State::Warn => Text::new("stateWarn"),
        State::Bad => Text::new("stateBad"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bridge::doctor::Cause;

    #[test]
    fn the_worst_come_first() {
        let causes =
            [Cause::AccessGranted, Cause::NoPage, Cause::NeverHeard, Cause::NotSetUp, Cause::RuleApplied];
        let findings: Vec<Finding> = causes.into_iter().map(Finding::from).collect();
        let shown: Vec<&Cause> = in_order(&findings).into_iter().map(|finding| &finding.cause).collect();
        let order =
            [Cause::NotSetUp, Cause::NoPage, Cause::NeverHeard, Cause::AccessGranted, Cause::RuleApplied];
        assert_eq!(shown, order.iter().collect::<Vec<_>>());
    }
}
