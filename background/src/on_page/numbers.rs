//! Which phone numbers stand in a page's texts.

use bridge::config::Contacts;
use bridge::wire::Near;
use webext::Error;
use webext::contacts::Written;
use webext::runtime::Sender;

use crate::context::Context;
use crate::front::tab_in_front;
use crate::ports::Browser;

/// How much a page may ask at once: items, and UTF-16 units of one.
const MOST_ITEMS: usize = 500;
const LONGEST: usize = 20_000;

/// How long a page may take to report its numbers, in milliseconds. The popup shows all the rest meanwhile.
const ANSWER_WITHIN: u32 = 1_000;

/// Stands between items, as `numbers::abi` has it.
const NEXT: char = '\u{1e}';

/// The numbers in a page's texts, one answer per item, as `webext::contacts::Number` reads it; none where the page's site
/// does not want that.
pub(crate) async fn in_texts(
    cx: &Context<impl Browser>,
    items: &[(String, String)],
    sender: &Sender,
) -> Vec<String> {
    let nothing = || vec![String::new(); items.len()];
    let address = sender.url.as_deref().unwrap_or_default();
    let region = cx.in_force.of_site(address, |site| {
        (site.contacts == Contacts::Text).then(|| site.region.clone().unwrap_or_default())
    });
    let Some(Some(region)) = region else { return nothing() };
    if items.len() > MOST_ITEMS || items.iter().any(|(label, text)| label.len() + text.len() > 4 * LONGEST) {
        return nothing();
    }
    match ask(cx, &region, items).await {
        Ok(answers) if answers.len() == items.len() => answers,
        Ok(_) => nothing(),
        Err(error) => {
            cx.complain("numbers could not be looked for", &error);
            nothing()
        }
    }
}

async fn ask(
    cx: &Context<impl Browser>,
    region: &str,
    items: &[(String, String)],
) -> Result<Vec<String>, Error> {
    let mut question = region.to_owned();
    for text in items.iter().flat_map(|(label, text)| [label, text]) {
        question.push(NEXT);
        // As long as before, in UTF-16 too.
        question.extend(text.chars().map(|c| if c == NEXT { ' ' } else { c }));
    }
    let answer = cx.browser.find_numbers(&question).await?;
    Ok(answer.split(NEXT).map(str::to_owned).collect())
}

/// The numbers on the page in front, for the popup in this tab, if it is in one. Where their site does not want them
/// contactable nobody is asked.
pub(crate) async fn near(cx: &Context<impl Browser>, popup: Option<i32>) -> Vec<Near> {
    let Some(tab) = tab_in_front(cx, popup).await else { return Vec::new() };
    if !tab.url.as_deref().is_some_and(|address| cx.in_force.has_numbers(address)) {
        return Vec::new();
    }
    let near = |written: Written| {
        // As the card's first button has it.
        let contact = bridge::contact::of_link(&format!("tel:{}", written.e164))?;
        let text = written.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Near { text, offer: cx.with_desk(|desk| desk.offer(contact)) })
    };
    let written = cx.browser.ask_near(tab.id, ANSWER_WITHIN).await.unwrap_or_default();
    written.into_iter().filter_map(near).collect()
}
