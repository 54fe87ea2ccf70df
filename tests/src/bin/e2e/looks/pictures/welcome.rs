//! The first run, step by step, with what may go wrong at each.

use super::{Album, State, View, state, unconfigure, wide};
use anyhow::Result;
use tests::simulator::assigned;
use tests::world::World;

const WELCOME: View = wide("welcome/welcome.html", 820, 860, "welcome-2-examples");

const STEPS: &[State] = &[
    state("welcome", "", "document.querySelector('#step-1[data-state=open]')"),
    state(
        "welcome-1-wrong",
        "type('#ucontact', 'me@acme.example')",
        "document.querySelector('#ucontact[aria-invalid=true]')",
    ),
    state(
        "welcome-1-refused",
        "type('#ucontact', 'acme')",
        "document.querySelector('#ucontact-allow').checkVisibility()",
    ),
    state(
        "welcome-1-good",
        "type('#ucontact', 'UCONTACT')",
        "document.querySelector('#ucontact-lines [data-tone=good]')",
    ),
    state(
        "welcome-2",
        "click('#form-1 [type=submit]')",
        "document.querySelector('#step-2[data-state=open]')",
    ),
    state(
        "welcome-2-wrong",
        "choose('#form-2 select', 'bitrix24'); type('#form-2 [id$=instance]', 'acme/crm')",
        "document.querySelector('[id$=instance][aria-invalid=true]')",
    ),
    state(
        "welcome-2-refused",
        "choose('#form-2 select', 'zendesk'); type('#form-2 [id$=instance]', 'acme')",
        "document.querySelector('#crm-lines [data-tone=warn]')",
    ),
    state(
        "welcome-2-example-wrong",
        "document.querySelector('#form-2 [value=example]').click(); \
         type('#form-2 [id$=url-1]', 'CRM/contact/7/jane'); type('#form-2 [id$=client-1]', '99')",
        "document.querySelector('[id$=client-1][aria-invalid=true]')",
    ),
    state(
        "welcome-2-examples",
        "type('#form-2 [id$=client-1]', '7'); click('.second button'); type('#form-2 [id$=url-2]', 'CRM/contact/12/john'); \
         type('#form-2 [id$=client-2]', '12')",
        "document.querySelectorAll('#crm-lines [data-tone=good]').length === 2",
    ),
    state("welcome-3", "click('#crm-continue')", "document.querySelector('#practice-url').checkVisibility()"),
    state(
        "welcome-3-nobody",
        "type('#practice-client', '')",
        "!document.querySelector('#practice-url').checkVisibility()",
    ),
    state(
        "welcome-done",
        "type('#practice-client', '7'); click('#finish')",
        "document.querySelector('#done').checkVisibility()",
    ),
];

/// uContact answers, and refuses to be shown.
const NOT_FRAMED: &[State] = &[state(
    "welcome-2-not-framed",
    "type('#ucontact', \"UCONTACT/?fa=%27self%27%20https://other.example\"); click('#form-1 [type=submit]'); \
     choose('#form-2 select', 'creme'); type('#form-2 [id$=instance]', 'CRM')",
    "document.querySelector('#crm-lines code')?.checkVisibility()",
)];

pub(super) fn first_run(world: &World) -> Result<()> {
    let album = Album::new(world)?;
    album.remembered(WELCOME, NOT_FRAMED)?;
    // It ends with a configuration, and with one it would ask nothing.
    album.remembered_each(WELCOME, unconfigure, STEPS)?;
    world.open_desk()?;
    world.ucontact.fire("main", &assigned("a", "Ventas", "webchat", "7"))?;
    let told = "document.querySelector('#done').checkVisibility()";
    album.live("main", WELCOME, &[state("welcome-configured", "", told)])?;
    album.close()
}
