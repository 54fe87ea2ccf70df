//! What a page asks of the background. A new question is one entry of the list below, and one arm in the background.

use super::{Checked, Configured, Done, NumbersNear, Offered, PopupState, Reply, Tried};
use crate::doctor::Facts;
use crate::message::Assigned;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// A question, and the type of its reply.
pub trait Question: Serialize + 'static {
    /// On the wire an object without a field `failed`: that is how a failure is told (see [`Reply`]).
    type Reply: Serialize + DeserializeOwned;

    /// The question's name on the wire, in the field `request`.
    const NAME: &'static str;

    /// Answers this question.
    fn reply(&self, reply: &Self::Reply) -> Reply {
        Reply::of(reply)
    }

    /// Answers this question, or says why that failed.
    fn reply_or_fail<E: Display>(&self, reply: Result<Self::Reply, E>) -> Reply {
        match reply {
            Ok(reply) => self.reply(&reply),
            Err(why) => Reply::failed(&why.to_string()),
        }
    }
}

/// Defines the questions, and [`Request`], which is any of them.
macro_rules! questions {
    ($(
        $(#[$about:meta])*
        $name:literal $Question:ident { $($fields:tt)* } -> $Reply:ty;
    )*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[serde(tag = "request", rename = $name, rename_all = "camelCase")]
            pub struct $Question { $($fields)* }

            impl Question for $Question {
                type Reply = $Reply;
                const NAME: &'static str = $name;
            }

            impl From<$Question> for Request {
                fn from(question: $Question) -> Self {
                    Self::$Question(question)
                }
            }
        )*

        /// Any question, as the background reads it.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Request {
            $(
                #[doc = concat!("See [`struct@", stringify!($Question), "`].")]
                $Question($Question),
            )*
        }

        impl Request {
            /// Reads the question of this name (the field `request`) from its JSON text. By hand: serde's own reader of
            /// an enum with a tag keeps a copy of the whole question, and weighs twice as much.
            ///
            /// # Errors
            /// No question has this name, or the text is no such question.
            pub fn read(name: &str, json: &str) -> Result<Self, serde_json::Error> {
                match name {
                    $($name => questions!(@read json $Question { $($fields)* }),)*
                    _ => Err(serde::de::Error::custom("no such request")),
                }
            }
        }
    };
    (@read $json:ident $Question:ident {}) => {
        Ok(Self::$Question($Question {}))
    };
    (@read $json:ident $Question:ident { $($fields:tt)+ }) => {
        serde_json::from_str($json).map(Self::$Question)
    };
}

questions! {
    /// The desk and its connection.
    "state" State {} -> PopupState;

    /// Post a `startInteraction`. Its progress is in the [`View`](crate::view::View).
    "start" Start {
        /// What to start.
        pub start: crate::view::Start,
    } -> Done;

    /// Open the record of this interaction now: the agent was asked, it failed, or it is wanted again.
    "open" Open {
        /// The interaction.
        pub guid: String,
    } -> Done;

    /// Open one of the records that match.
    "choose" Choose {
        /// The interaction.
        pub guid: String,
        /// The match's address.
        pub url: String,
    } -> Done;

    /// See what a configuration makes of an event. The background asks the CRM where a rule has a lookup; it opens
    /// nothing and remembers nothing.
    "tryLookup" TryLookup {
        /// The whole configuration's text; it need not be saved.
        pub json: String,
        /// The event.
        pub event: Assigned,
    } -> Tried;

    /// Which client is the agent likely to start an interaction with? The client that was chosen in a menu or by a
    /// shortcut a moment ago, else the client whose record is in front.
    "offer" Offer {} -> Offered;

    /// Which numbers stand on the page in front? Only where its site has the numbers in its text contactable.
    "near" Near {} -> NumbersNear;

    /// Forget everything that has ended: the journal, the history, the desk's list.
    "eraseHistory" EraseHistory {} -> Done;

    /// Bring the tab that hosts uContact's frame to the front.
    "showUcontact" ShowUcontact {} -> Done;

    /// Check a configuration, and put it in force if it is without errors.
    "save" Save {
        /// The file's text.
        pub json: String,
    } -> Checked;

    /// The configuration in force.
    "configuration" Configuration {} -> Configured;

    /// Does uContact's address answer, and may these pages hold it in a frame?
    "probe" Probe {
        /// What would be `ucontact.url`.
        pub url: String,
        /// Match patterns of pages as in `sites[].pages`, and addresses of the extension's own pages. Where a page of a
        /// pattern is open, its very origin is looked at. None: the pages of the configuration in force.
        pub pages: Vec<String>,
        /// With the agent's cookies, as a frame asks.
        #[serde(default)]
        pub as_agent: bool,
    } -> super::Probe;

    /// Look at everything on which the way from uContact to the record depends. uContact is asked twice, as nobody and
    /// as the agent, and each configured page that is open once. The facts lack the extension's own microphone
    /// permission and the browser's version, which a page knows.
    "diagnose" Diagnose {} -> Facts;

    /// Bring the configured page of this host to the front, and have the browser ask for the microphone there, in that
    /// page's name. The reply comes once the page is in front.
    "askMicrophone" AskMicrophone {
        /// The host, with a port if it has one.
        pub host: String,
    } -> Done;
}
