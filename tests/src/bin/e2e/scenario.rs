//! What a scenario is.

use anyhow::Result;
use tests::world::World;

/// One behaviour that is shown in a browser.
pub struct Scenario {
    pub name: &'static str,
    pub play: fn(&World) -> Result<()>,
}

pub const fn scenario(name: &'static str, play: fn(&World) -> Result<()>) -> Scenario {
    Scenario { name, play }
}
