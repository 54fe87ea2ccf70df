//! Reads what rules and lookups have in common: regular expressions, replacements, templates, variables.

use super::json::Json;
use super::reader::Reader;
use super::suggest;
use crate::matching::{Regex, Replacement};
use crate::rule::EVENT_VARIABLES;
use crate::template::Template;

/// Reads a regular expression.
pub(super) fn regex(r: &mut Reader, json: &Json<'_>) -> Option<Regex> {
    let regex = Regex::new(r.string(json)?);
    if !r.lazy
        && let Err(why) = regex.get()
    {
        r.error(format!("the regular expression does not compile: {why}"));
        return None;
    }
    Some(regex)
}

/// Reads the value that is made of a match.
pub(super) fn replacement(r: &mut Reader, json: &Json<'_>) -> Option<Replacement> {
    Replacement::parse(r.string(json)?).map_err(|why| r.error(why)).ok()
}

/// Checks that the regular expression has all groups of `to`. The error is reported at `to`.
pub(super) fn groups(r: &mut Reader, regex: &Regex, to: &Replacement) -> Option<()> {
    if !r.lazy
        && let Ok(compiled) = regex.get()
        && let Some(why) = to.unknown_group(compiled)
    {
        r.field("to", |r| r.error(why));
        return None;
    }
    Some(())
}

/// Reads a template that may use the variables `known`. Those in `later` get a value only when the CRM answers, so they
/// are an error here with words of their own.
pub(super) fn template(r: &mut Reader, json: &Json<'_>, known: &[&str], later: &[&str]) -> Option<Template> {
    let template = Template::parse(r.string(json)?).map_err(|e| r.error(e.to_string())).ok()?;
    let mut good = true;
    for name in template.variables() {
        if known.contains(&name) {
            continue;
        }
        good = false;
        match later.contains(&name) {
            true => r.error(format!("`{name}` comes from the CRM's answer; only `url` can use it")),
            false => unknown_variable(r, name, known),
        }
    }
    good.then_some(template)
}

/// Reports a variable that is not known here.
pub(super) fn unknown_variable(r: &mut Reader, name: &str, known: &[&str]) {
    let nearest = suggest::nearest(name, known.iter().copied())
        .map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
    r.error(format!("unknown variable `{name}`{nearest} (known here: {})", known.join(", ")));
}

/// Checks a new variable's name.
pub(super) fn variable_name(r: &mut Reader, name: &str) -> bool {
    if EVENT_VARIABLES.contains(&name) {
        r.error(format!("`{name}` is a variable of the event; choose another name"));
        return false;
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let good = name.len() <= 64 && name.bytes().all(plain) && !name.is_empty();
    if !good {
        r.error("a variable's name has 1 to 64 letters (a to z), digits and underscores");
    }
    good
}
