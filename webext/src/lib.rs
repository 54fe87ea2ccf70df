//! The only door to `browser.*`: typed calls, the messages between the parts, one error type.
//!
//! [`api`] calls the browser and may name [`messages`]; `messages` names nothing of `api`. `browser.*` with promises is
//! native in Firefox and, since 148, in Chromium.

pub mod api;
pub mod colour;
pub mod error;
pub mod js;
pub mod messages;

pub use api::{
    action, catalogue, commands, database, fetch, finder, i18n, management, media, menus, neighbour,
    notifications, outbox, panel, permissions, runtime, scripting, storage, store, tabs, time, trial,
    web_request,
};
pub use error::Error;
pub use messages::{contacts, content, placement, site, texts, wire};
