//! The doctor: from facts about the browser, uContact and the CRM's pages to findings: what is right and what is
//! wrong.
//!
//! [`Facts`] come in; [`Finding`]s and a [`report()`] come out. The facts hold nothing about a client or an interaction
//! except the channel, and nothing of a page's address except its origin. So no report can reveal more.

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
