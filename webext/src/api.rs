//! Calls to the browser, one module per name of its API.

pub mod action;
pub mod catalogue;
pub mod commands;
pub mod database;
pub mod fetch;
pub mod finder;
pub mod i18n;
pub mod management;
pub mod media;
pub mod menus;
pub mod neighbour;
pub mod notifications;
pub mod outbox;
pub mod panel;
pub mod permissions;
pub mod runtime;
pub mod scripting;
pub mod storage;
pub mod store;
pub mod tabs;
pub mod time;
pub mod trial;
pub mod web_request;
