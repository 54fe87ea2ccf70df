//! Events that come again: from another frame, from a reloaded page, from another leg of the interaction.

use super::state::{Interaction, Looked};
use super::{Desk, Input};
use crate::message::{Assigned, Event};
use crate::open::OpenMode;
use crate::view::{InteractionView, Millis};

impl Desk {
    /// Notes an input that is in the journal already. What the desk knows of the interaction is updated; nothing is
    /// done again.
    pub fn repeated(&mut self, input: Input, now: Millis) {
        if let Input::Event { event, tab } = input
            && event.guid().is_none_or(|guid| self.state.find(guid).is_some())
        {
            let effects = self.event(event, tab, now, false);
            debug_assert!(effects.is_empty(), "a known interaction pops no more");
        }
    }

    /// The interaction that an event is about, if the desk forgot it to make room for later ones. The caller then
    /// brings it back by [`Self::recall`], if the history has it. `repeated`: the journal has the event already.
    #[must_use]
    pub fn forgot<'i>(&self, input: &'i Input, repeated: bool) -> Option<&'i str> {
        let Input::Event { event, .. } = input else { return None };
        // An assignment that the journal does not know is new, and in no history.
        let guid = event.guid().filter(|_| repeated || !matches!(event, Event::AssignedInteraction(_)))?;
        let is_known = self.state.interactions.iter().any(|known| known.event.guid == guid);
        (!is_known).then_some(guid)
    }

    /// Brings an interaction back from the history.
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
            // The history does not keep where `none` and `many` lead, and nothing opens by itself any more.
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
