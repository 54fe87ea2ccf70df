//! The program's arguments.

// With `::`, because the unit tests below are in a module of the crate's name.
use ::tests::driver::Kind;
use anyhow::{Context, Result, bail};

/// What to play.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    pub browsers: Vec<Kind>,
    /// Only the scenarios whose names contain one of these; all scenarios if this is empty.
    pub only: Vec<String>,
    /// How often each scenario is played.
    pub repeat: u32,
    pub headed: bool,
    /// Print the names, and play nothing.
    pub list: bool,
}

impl Arguments {
    pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Self> {
        let browsers = vec![Kind::Chromium, Kind::Firefox];
        let mut found = Self { browsers, only: vec![], repeat: 1, headed: false, list: false };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--browser" => {
                    found.browsers = match args.next().as_deref() {
                        Some("chromium") => vec![Kind::Chromium],
                        Some("firefox") => vec![Kind::Firefox],
                        Some("both") => vec![Kind::Chromium, Kind::Firefox],
                        other => bail!("--browser is chromium, firefox or both, not {other:?}"),
                    }
                }
                "--only" => found.only.push(args.next().context("--only needs a part of a scenario's name")?),
                "--repeat" => {
                    let times = args.next().and_then(|times| times.parse().ok()).filter(|times| *times > 0);
                    found.repeat = times.context("--repeat needs a number, 1 or more")?;
                }
                "--headed" => found.headed = true,
                "--list" => found.list = true,
                other => {
                    bail!("unknown argument {other:?}; known: --browser, --only, --repeat, --headed, --list")
                }
            }
        }
        Ok(found)
    }

    /// Whether a scenario of this name is to be played.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| name.contains(part.as_str()))
    }

    /// A part that no name contains is an error: most likely a typing mistake.
    pub fn check<'a>(&self, names: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
        match self.only.iter().find(|part| !names.clone().any(|name| name.contains(part.as_str()))) {
            Some(part) => bail!("no scenario's name contains {part:?}; --list shows them"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_part_of_a_name_picks_scenarios_and_no_part_picks_all() {
        let some = parse("--only dock- --only history").unwrap();
        let names = ["dock-removed", "two-docks", "history-for-days", "popup-again"];
        assert_eq!(names.map(|name| some.wants(name)), [true, false, true, false]);
        assert!(names.iter().all(|name| parse("").unwrap().wants(name)));
        assert!(some.check(names.into_iter()).is_ok());
        assert!(parse("--only dock --only hsitory").unwrap().check(names.into_iter()).is_err());
    }

    #[test]
    fn bad_arguments_are_refused() {
        for bad in ["--browser safari", "--only", "--repeat", "--repeat 0", "--repeat -1", "dock"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(parse("--repeat 3 --browser firefox").unwrap().repeat, 3);
    }
}
