//! The outside world.
pub mod crm;
pub mod driver;
pub mod servers;
pub mod simulator;
