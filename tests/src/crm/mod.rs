//! The demo CRM: a small business's contact book, and one page for each thing that real CRMs do to an embedded
//! softphone: policies, late frames, shadow roots, forms, lies.
//!
//! Every page takes `sim=` in its query: the query of the simulator's page that it embeds (see
//! [`crate::simulator`]), and `delay=`, milliseconds before it answers.

mod pages;
pub mod people;
mod styles;

use crate::servers::{Request, Server, make_query};
use anyhow::Result;
use std::time::Duration;
pub use styles::STYLES;

/// A running CRM.
pub struct Crm {
    server: Server,
}

/// The pages that carry a policy, as `/policy/<name>`, and on which uContact still works. There are also
/// `frame-src-self` and `no-microphone`, which restrict uContact.
pub const POLICIES: [&str; 7] =
    ["none", "script-self", "nonce", "default-none", "trusted-types", "coep", "sandbox"];

/// The pages that do something to uContact's frame, as `/frame/<name>`.
pub const FRAMES: [&str; 6] = ["later", "moved", "recreated", "shadow", "nested", "srcdoc"];

impl Crm {
    /// Starts it. `ucontact` and `other` are the origins of two simulators: the real one and a stranger.
    pub fn start(ucontact: &str, other: &str) -> Result<Self> {
        let site = pages::Site { ucontact: ucontact.into(), other: other.into() };
        let server = Server::start(move |request| site.answer(request))?;
        Ok(Self { server })
    }

    /// `http://localhost:PORT`: another site than the simulators' 127.0.0.1.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.server.port())
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The address of a path whose embedded simulator gets this query.
    pub fn url_with(&self, path: &str, simulator: &str) -> String {
        format!("{}{path}?{}", self.origin(), make_query([("sim", simulator)]))
    }

    /// Its server, for the request log.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The paths (with query) of the whole pages that tabs asked for, in order.
    pub fn navigations(&self) -> Vec<String> {
        self.server.requests().into_iter().filter(Request::is_navigation).map(|r| r.target).collect()
    }

    /// Waits for a tab to ask for this path (with its query).
    pub fn wait_navigation(&self, target: &str) -> Result<Request> {
        self.server.wait_request(Duration::from_secs(20), &format!("the page {target}"), |r| {
            r.is_navigation() && r.target == target
        })
    }
}
