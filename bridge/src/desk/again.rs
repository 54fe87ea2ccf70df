//! What is told again: by another frame, by a page that was loaded again, by another leg of the interaction.

use super::state::{Interaction, Looked};
use super::{Desk, Input};
use crate::message::{Assigned, Event};
use crate::open::OpenMode;
use crate::view::{InteractionView, Millis};

impl Desk {
    /// Takes note of an input that the journal has already. What is known of the interaction is brought up to date;
    /// nothing is done again.
    pub fn repeated(&mut self, input: Input, now: Millis) {
        if let Input::Event { event, tab } = input
            && event.guid().is_none_or(|guid| self.state.find(guid).is_some())
        {
            let effects = self.event(event, tab, now, false);
            debug_assert!(effects.is_empty(), "a known interaction pops no more");
        }
    }

    /// The interaction that an input is about, if the desk does not know it: it may have put it away for later ones, and
    /// have to [`Self::recall`] it. `repeated`: the journal has the input already.
    #[must_use]
    pub fn forgot<'i>(&self, input: &'i Input, repeated: bool) -> Option<&'i str> {
        let Input::Event { event, .. } = input else { return None };
        // What was never assigned before is new, and in no history.
        let guid = event.guid().filter(|_| repeated || !matches!(event, Event::AssignedInteraction(_)))?;
        let is_known = self.state.interactions.iter().any(|known| known.event.guid == guid);
        (!is_known).then_some(guid)
    }

    /// Takes an interaction back that the history has kept.
    pub fn recall(&mut self, kept: InteractionView) {
        if self.state.find(&kept.guid).is_some() {
            return;
        }
        let InteractionView { guid, campaign, channel, client_id, .. } = kept;
        let mut known = Interaction {
            event: Assigned { guid, campaign, channel, client_id },
            tab: None,
            assigned: kept.assigned,
            finished: kept.finished,
            disposed: kept.disposed,
            record: kept.record,
            open: OpenMode::default(),
            // Where else it would have led is not kept, and it leads nowhere by itself any more.
            lookup: kept.lookup.map(|lookup| Looked {
                none: None,
                many: None,
                home: lookup.home,
                again: true,
                outcome: lookup.outcome,
                matches: lookup.matches,
                more: lookup.more,
            }),
            why: kept.why,
        };
        super::cut_off(&mut known);
        let place = self.state.interactions.partition_point(|other| other.assigned <= known.assigned);
        self.state.interactions.insert(place, known);
    }
}
