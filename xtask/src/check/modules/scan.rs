//! What one file of Rust declares and names, from its tokens. Comments, strings and code that only tests compile are
//! left out.

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// What a module declares and names.
#[derive(Debug, Default)]
pub struct Scope {
    /// `mod x;`: the name, and the value of its `#[path]`.
    pub files: Vec<(String, Option<String>)>,
    /// `mod x { … }`
    pub inline: Vec<(String, Scope)>,
    /// The names of its own types, functions, constants and macros.
    pub items: BTreeSet<String>,
    /// What its `use` brings in.
    pub uses: Vec<Use>,
    /// Paths of two or more names in all other code.
    pub paths: Vec<Path>,
}

/// One name that a `use` brings in.
#[derive(Debug)]
pub struct Use {
    pub path: Path,
    /// The name inside this module. None for all names (`*`).
    pub name: Option<String>,
}

/// `a::b::c`, and the line of its last name.
#[derive(Debug)]
pub struct Path {
    pub names: Vec<String>,
    pub line: usize,
}

/// The tokens of a file.
pub fn tokens(text: &str) -> Result<Vec<TokenTree>> {
    let stream: TokenStream = text
        .parse()
        .map_err(|error: proc_macro2::LexError| anyhow!("line {}: {error}", error.span().start().line))?;
    Ok(without_tests(stream))
}

/// What the tokens of a file declare and name.
pub fn scope(tokens: &[TokenTree]) -> Scope {
    let mut scope = Scope::default();
    walk(tokens, &mut scope, true);
    scope
}

/// Removes each item under `#[cfg(test)]`, at every depth.
fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match attribute(&tokens, at) {
            Some((inner, content)) if is_cfg_test(&content) => {
                if inner {
                    return Vec::new();
                }
                at = end_of_item(&tokens, at + 2);
                continue;
            }
            _ => {}
        }
        kept.push(match token {
            TokenTree::Group(group) => {
                let inside = without_tests(group.stream()).into_iter().collect();
                let mut inside = proc_macro2::Group::new(group.delimiter(), inside);
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            other => other.clone(),
        });
        at += 1;
    }
    kept
}

/// The content of `#[…]` or `#![…]` at this place; true for the latter.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<(bool, Vec<TokenTree>)> {
    let inner = is(tokens.get(at + 1), '!');
    match tokens.get(if inner { at + 2 } else { at + 1 }) {
        Some(TokenTree::Group(group))
            if is(tokens.get(at), '#') && group.delimiter() == Delimiter::Bracket =>
        {
            Some((inner, group.stream().into_iter().collect()))
        }
        _ => None,
    }
}

/// `cfg(test)`, or another condition that is true only in tests.
fn is_cfg_test(attribute: &[TokenTree]) -> bool {
    match attribute {
        [TokenTree::Ident(cfg), TokenTree::Group(group)] if cfg == "cfg" => {
            is_test(&group.stream().into_iter().collect::<Vec<_>>())
        }
        _ => false,
    }
}

fn is_test(condition: &[TokenTree]) -> bool {
    match condition {
        [TokenTree::Ident(word)] => word == "test",
        [TokenTree::Ident(word), TokenTree::Group(group)] => {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            let mut parts = inside.split(|token| is(Some(token), ',')).filter(|part| !part.is_empty());
            match word.to_string().as_str() {
                "all" => parts.any(is_test),
                "any" => parts.all(is_test),
                _ => false,
            }
        }
        _ => false,
    }
}

/// The place after the item, field, variant, arm or statement that begins here.
fn end_of_item(tokens: &[TokenTree], mut at: usize) -> usize {
    while attribute(tokens, at).is_some() {
        at += 2;
    }
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(word)) => word.to_string(),
        _ => String::new(),
    };
    if word(at) == "pub" {
        at += if matches!(tokens.get(at + 1), Some(TokenTree::Group(_))) { 2 } else { 1 };
    }
    let (first, second) = (word(at), word(at + 1));
    let is_function = ["fn", "unsafe", "async", "extern"].contains(&second.as_str());
    // These may contain braces, and end with a semicolon.
    let ends_with_semicolon = match first.as_str() {
        "use" | "static" | "type" | "let" => true,
        "const" => !is_function,
        "extern" => second == "crate",
        _ => false,
    };
    let is_item =
        ["fn", "struct", "enum", "union", "trait", "impl", "mod", "unsafe", "async", "const", "extern"]
            .contains(&first.as_str());
    while let Some(token) = tokens.get(at) {
        at += 1;
        let ends = match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !ends_with_semicolon,
            // An item's generics may contain commas.
            TokenTree::Punct(mark) => {
                mark.as_char() == ';' || (mark.as_char() == ',' && !is_item && !ends_with_semicolon)
            }
            _ => false,
        };
        if ends {
            break;
        }
    }
    at
}

fn is(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

/// `::` at this place.
fn is_double_colon(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
        && is(tokens.get(at + 1), ':')
}

fn name(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(name)) => Some(name.to_string().trim_start_matches("r#").to_owned()),
        _ => None,
    }
}

fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// Reads the code of one module; `top` is true outside of all brackets.
fn walk(tokens: &[TokenTree], scope: &mut Scope, top: bool) {
    let mut path_attribute = None;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((inner, content)) = attribute(tokens, at) {
            path_attribute = path_value(&content).or(path_attribute);
            at += if inner { 3 } else { 2 };
            continue;
        }
        let word = match token {
            TokenTree::Group(group) => {
                walk(&group.stream().into_iter().collect::<Vec<_>>(), scope, false);
                at += 1;
                continue;
            }
            // A lifetime.
            TokenTree::Punct(mark) if mark.as_char() == '\'' => {
                at += 2;
                continue;
            }
            TokenTree::Ident(word) => word.to_string(),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {
                at += 1;
                continue;
            }
        };
        match (word.as_str(), tokens.get(at + 1)) {
            ("use", Some(next)) if !is(Some(next), '<') => {
                let end = (at..tokens.len()).find(|at| is(tokens.get(*at), ';')).unwrap_or(tokens.len());
                use_tree(tokens.get(at + 1..end).unwrap_or_default(), &[], &mut scope.uses);
                at = end;
            }
            ("mod", Some(TokenTree::Ident(_))) => {
                let name = name(tokens.get(at + 1)).unwrap_or_default();
                match tokens.get(at + 2) {
                    Some(TokenTree::Group(group)) => {
                        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                        scope.inline.push((name, self::scope(&inside)));
                    }
                    _ => scope.files.push((name, path_attribute.take())),
                }
                at += 3;
            }
            ("pub", Some(TokenTree::Group(group))) if is_visibility(group) => at += 2,
            ("macro_rules", Some(next)) if is(Some(next), '!') => {
                scope.items.extend(name(tokens.get(at + 2)));
                at += 2;
            }
            ("struct" | "enum" | "union" | "trait" | "type" | "fn" | "const" | "static", _) => {
                if top {
                    scope.items.extend(name(tokens.get(at + 1)));
                }
                at += 1;
            }
            _ => at = path(tokens, at, scope),
        }
    }
}

/// The rest of `pub(crate)` and the like, and not the type of a tuple's field.
fn is_visibility(group: &proc_macro2::Group) -> bool {
    let mut inside = group.stream().into_iter();
    group.delimiter() == Delimiter::Parenthesis
        && name(inside.next().as_ref()).is_some_and(|word| match word.as_str() {
            "in" => true,
            "crate" | "super" | "self" => inside.next().is_none(),
            _ => false,
        })
}

/// The value of `path = "…"`.
fn path_value(attribute: &[TokenTree]) -> Option<String> {
    match attribute {
        [TokenTree::Ident(path), _, TokenTree::Literal(value)] if path == "path" => {
            Some(value.to_string().trim_matches('"').to_owned())
        }
        _ => None,
    }
}

/// Reads the path that begins here, and returns the place after the path.
fn path(tokens: &[TokenTree], start: usize, scope: &mut Scope) -> usize {
    let mut names = Vec::from_iter(name(tokens.get(start)));
    let mut at = start + 1;
    while is_double_colon(tokens, at) {
        let Some(next) = name(tokens.get(at + 2)) else { break };
        names.push(next);
        at += 3;
    }
    // What follows `::` in `<T as X>::a::b` or `::std::a` is no path of this crate.
    let begins = start < 2 || !is_double_colon(tokens, start - 2);
    if let (true, 2.., Some(last)) = (begins, names.len(), tokens.get(at - 1)) {
        scope.paths.push(Path { names, line: line(last) });
    }
    at
}

/// Reads `a::{b, c as d, e::*}` below a prefix.
fn use_tree(tokens: &[TokenTree], prefix: &[String], uses: &mut Vec<Use>) {
    if prefix.is_empty() && is_double_colon(tokens, 0) {
        return;
    }
    let mut names = prefix.to_vec();
    let mut alias = None;
    let mut all = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inside.split(|token| is(Some(token), ',')).filter(|part| !part.is_empty()) {
                    use_tree(part, &names, uses);
                }
                return;
            }
            TokenTree::Ident(word) if word == "as" => alias = name(tokens.get(at + 1)),
            TokenTree::Ident(_) if alias.is_none() => names.extend(name(Some(token))),
            TokenTree::Punct(mark) if mark.as_char() == '*' => all = true,
            _ => {}
        }
    }
    if names.len() > 1 && names.last().is_some_and(|last| last == "self") {
        names.pop();
    }
    let name = if all { None } else { alias.or_else(|| names.last().cloned()) };
    uses.push(Use { path: Path { names, line: tokens.last().map_or(0, line) }, name });
}
