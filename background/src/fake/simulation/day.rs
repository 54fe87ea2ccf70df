//! A day: what happens when, made up by a seed.

use std::fmt;

use bridge::view::Millis;

use super::super::chance::Chance;
use super::Step;

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// Decides what is not written in the steps: latencies, and what goes on first.
    pub seed: u64,
    /// After how many milliseconds what happens; each counts from the one before.
    pub steps: Vec<(Millis, Step)>,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (wait, step) in &self.steps {
            writeln!(f, "  after {:>9.3} s  {step:?}", *wait as f64 / 1000.0)?;
        }
        Ok(())
    }
}

impl Day {
    /// The day of this seed.
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0x5eed);
        let mut maker = Maker { chance: &mut chance, assigned: 0, clients: 0, version: 1, steps: Vec::new() };
        let steps = maker.chance.between(10, 90);
        // A seed leaves out most of what could go wrong, so that what goes wrong together differs from day to day.
        let kinds: Vec<u64> = (0..KINDS.len() as u64).filter(|_| maker.chance.percent(60)).collect();
        while (maker.steps.len() as u64) < steps {
            maker.more(&kinds);
        }
        Self { seed, steps: maker.steps }
    }
}

/// What a day is made of; see [`Maker::happens`].
const KINDS: [u64; 24] =
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];

struct Maker<'a> {
    chance: &'a mut Chance,
    assigned: u32,
    clients: u32,
    version: u32,
    steps: Vec<(Millis, Step)>,
}

impl Maker<'_> {
    fn wait(&mut self) -> Millis {
        match self.chance.below(100) {
            0..50 => self.chance.below(60),
            50..75 => self.chance.below(1_500),
            75..92 => self.chance.below(12_000),
            92..98 => self.chance.below(60_000),
            _ => self.chance.below(900_000),
        }
    }

    fn push(&mut self, step: Step) {
        let wait = self.wait();
        self.steps.push((wait, step));
    }

    /// One of the interactions of the day, sooner a late one.
    fn guid(&mut self) -> u32 {
        let back = if self.chance.percent(70) { 3 } else { 20 };
        self.assigned.saturating_sub(self.chance.below(back) as u32)
    }

    fn more(&mut self, kinds: &[u64]) {
        // Half of a day is work.
        if self.chance.percent(55) {
            return self.work();
        }
        if let Some(kind) = self.chance.pick(kinds).copied() {
            self.happens(kind);
        }
        if self.chance.percent(30) {
            let polls = self.chance.below(80);
            self.push(Step::Stop { polls });
        }
    }

    /// What uContact says.
    fn work(&mut self) {
        let guid = self.guid();
        match self.chance.below(100) {
            0..45 => {
                self.assigned += 1;
                let campaign = self.chance.below(6) as usize;
                self.push(Step::Assign { guid: self.assigned, campaign });
            }
            45..75 => self.push(Step::Finish { guid }),
            75..90 => self.push(Step::Dispose { guid }),
            // It is announced again: by a reload, or as the next leg.
            _ if guid > 0 => {
                let campaign = self.chance.below(6) as usize;
                self.push(Step::Assign { guid, campaign });
            }
            _ => {}
        }
    }

    fn happens(&mut self, kind: u64) {
        let tab = self.chance.below(8) as usize;
        let site = self.chance.below(4) as usize;
        let guid = self.guid();
        let step = match kind {
            0 => Step::Theme { colour: self.chance.below(0x1_00_00_00) as u32 },
            1 => Step::Language { language: self.chance.below(4) as u32 },
            2 => Step::Open { guid },
            3 => Step::Choose { guid },
            4 => {
                self.clients += 1;
                Step::Start { client: self.clients }
            }
            5 => {
                self.version += 1;
                Step::Save { version: self.version }
            }
            6 => {
                self.version += 1;
                Step::Policy { version: if self.chance.percent(40) { 0 } else { self.version } }
            }
            7 => Step::Erase,
            8 => Step::Look,
            9 | 10 => Step::OpenTab { site },
            11 => Step::CloseTab { tab },
            12 => Step::Navigate { tab, site },
            13 => Step::ShowTab { tab },
            14 => Step::Discard { tab },
            15 => Step::Unsaved { tab },
            16 => Step::Busy { tab, milliseconds: self.chance.below(6_000) },
            17 => match self.chance.below(10) {
                0 => Step::Break { tab },
                1..4 => Step::ToPanel { tab },
                4..7 => Step::OpenPanel,
                _ => Step::ClosePanel { panel: tab },
            },
            18 => Step::Take { place: tab },
            19 => Step::Permission { host: site },
            20 => Step::Restart { restored: self.chance.percent(70) },
            21 => Step::Full { full: self.chance.percent(50) },
            22 => match self.chance.below(3) {
                0 => Step::Slow { slow: self.chance.percent(50) },
                1 => Step::Down { down: self.chance.percent(50) },
                _ => Step::Type { tab },
            },
            _ => match self.chance.below(2) {
                0 => Step::Away { away: self.chance.percent(50) },
                _ => Step::Update,
            },
        };
        self.push(step);
    }
}
