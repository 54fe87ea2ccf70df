//! The doctor: from facts about the browser, uContact and the CRM's pages to what is right and what is wrong.
//!
//! [`Facts`] come in, [`Finding`]s go out, and a [`report`] of them. No fact holds anything about a client or an
//! interaction but its channel, and no address of a page but its origin: what is not known cannot be told.

mod diagnose;
mod endpoint;
mod facts;
mod failure;
mod finding;
mod login;
mod report;
#[cfg(test)]
mod tests;

pub use diagnose::diagnose;
pub use endpoint::{Attempt, Endpoint};
pub use facts::{
    Asked, Facts, Frame, Headers, Last, MediaPermission, Page, Reached, Setup, Shown, Ucontact, Versions,
};
pub use failure::{Failure, failure};
pub use finding::{Cause, Check, Finding, LoginSign, Place, State};
pub use login::{MAX_LOGIN_PAGE, has_password_field};
pub use report::report;
