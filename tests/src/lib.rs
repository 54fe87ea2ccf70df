//! The outside world: what the extension meets, built so that a test can ask it what it saw.
//!
//! - [`simulator`]: a uContact that fires every event and keeps every action it received;
//! - [`crm`]: a demo CRM with a page for each thing that real CRMs do; [`creme`]: a real one;
//! - [`front`]: what stands before a real CRM and can fail in the middle of its answers;
//! - [`driver`]: Chromium and Firefox behind one trait;
//! - [`dock`]: the extension's dock in a page, as a test sees and touches it;
//! - [`world`]: all of them together, with the extension loaded;
//! - `tls` (a feature): servers with which browsers come to no secure connection;
//! - [`servers`]: the small HTTP server under the first two.
//!
//! Nothing here leans on the product: it is spoken to as users, pages and uContact do.

pub mod creme;
pub mod crm;
pub mod dock;
pub mod driver;
pub mod front;
pub mod servers;
pub mod simulator;
#[cfg(feature = "tls")]
pub mod tls;
pub mod world;
