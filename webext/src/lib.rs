//! The only door to `browser.*`: typed calls, the messages between the parts, one error type.
//!
//! `browser.*` with promises is native in Firefox and, since 148, in Chromium.

pub mod action;
pub mod catalogue;
pub mod colour;
pub mod commands;
pub mod contacts;
pub mod content;
pub mod database;
pub mod error;
pub mod fetch;
pub mod i18n;
pub mod js;
pub mod management;
pub mod media;
pub mod menus;
pub mod neighbour;
pub mod notifications;
pub mod outbox;
pub mod panel;
pub mod permissions;
pub mod placement;
pub mod runtime;
pub mod scripting;
pub mod site;
pub mod storage;
pub mod tabs;
pub mod time;
pub mod trial;
pub mod web_request;
pub mod wire;

pub use error::Error;
