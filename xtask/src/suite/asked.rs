//! The arguments of `cargo xtask test`.

use anyhow::{Context, Result, bail};

/// What to test.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    /// Only what needs neither a browser nor a build of the extension.
    pub fast: bool,
    /// `chromium`, `firefox` or `both`.
    pub browser: String,
    /// Only the native tests and scenarios whose names contain one of these; everything if this is empty.
    pub only: Vec<String>,
    /// How often each scenario is played.
    pub repeat: u32,
}

impl Asked {
    pub fn parse(args: &[String]) -> Result<Self> {
        let (mut fast, mut browser, mut only, mut repeat) = (false, None, Vec::new(), None);
        let mut args = args.iter().map(String::as_str);
        while let Some(arg) = args.next() {
            match (arg, args.clone().next()) {
                ("--fast", _) => {
                    fast = true;
                    continue;
                }
                ("--browser", Some(name @ ("chromium" | "firefox" | "both"))) => {
                    browser = Some(name.to_owned())
                }
                ("--browser", _) => bail!("--browser is chromium, firefox or both"),
                // What begins with a hyphen would be an option of the tests themselves.
                ("--only", Some(pattern)) if !pattern.is_empty() && !pattern.starts_with('-') => {
                    only.push(pattern.to_owned());
                }
                ("--only", _) => bail!("--only wants a part of a test's or a scenario's name"),
                ("--repeat", times) => {
                    let times = times.and_then(|times| times.parse().ok()).filter(|times| *times > 0);
                    repeat = Some(times.context("--repeat wants a number, 1 or more")?);
                }
                (other, _) => bail!("test knows --fast, --browser, --only and --repeat, not {other:?}"),
            }
            args.next();
        }
        if fast && (browser.is_some() || repeat.is_some()) {
            bail!("--fast plays no scenario, so neither --browser nor --repeat goes with it");
        }
        Ok(Self {
            fast,
            browser: browser.unwrap_or_else(|| "both".to_owned()),
            only,
            repeat: repeat.unwrap_or(1),
        })
    }

    /// The patterns that fit at least one of these scenarios.
    pub fn patterns_in(&self, scenarios: &str) -> Vec<&str> {
        let fits = |pattern: &&str| scenarios.lines().any(|scenario| scenario.contains(pattern));
        self.only.iter().map(String::as_str).filter(fits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Asked> {
        Asked::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn without_arguments_everything_is_tested_once_in_both_browsers() {
        let all = Asked { fast: false, browser: "both".to_owned(), only: vec![], repeat: 1 };
        assert_eq!(parse("").unwrap(), all);
        let some = parse("--only dock --repeat 3 --browser firefox --only panel").unwrap();
        assert_eq!((some.browser.as_str(), some.repeat), ("firefox", 3));
        assert_eq!(some.only, ["dock", "panel"]);
        assert!(parse("--fast --only desk").unwrap().fast);
    }

    #[test]
    fn bad_arguments_are_refused() {
        for bad in [
            "--browser opera",
            "--browser",
            "--only",
            "--only --fast",
            "--repeat 0",
            "--repeat",
            "--repeat many",
            "--fast --repeat 2",
            "--fast --browser both",
            "quickly",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pattern_fits_a_name_that_contains_it() {
        let asked = parse("--only dock --only desk --only phone").unwrap();
        assert_eq!(asked.patterns_in("dock-removed\ntwenty-tabs-one-phone\n"), ["dock", "phone"]);
    }
}
