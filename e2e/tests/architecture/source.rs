//! As much of a Rust source as the laws need: which paths it mentions, and where.

/// One file.
pub struct Source {
    /// Its path in the workspace.
    pub path: String,
    /// How many lines it has.
    pub lines: usize,
    tokens: Vec<(usize, String)>,
}

impl Source {
    /// Reads `text`, which is at `path`.
    pub fn new(path: String, text: &str) -> Self {
        Self { path, lines: text.lines().count(), tokens: tokens(&without_comments_and_strings(text)) }
    }

    /// All paths that are mentioned, with their lines: `use a::{b, c::d}` mentions `a::b` and `a::c::d`.
    pub fn paths(&self) -> impl Iterator<Item = (usize, String)> {
        let mut found = Vec::new();
        let mut rest = self.tokens.as_slice();
        while !rest.is_empty() {
            rest = read_path(rest, "", &mut found);
        }
        found.into_iter()
    }

    /// What is declared with `keyword`, such as `mod` or `fn`, with the lines.
    pub fn declared(&self, keyword: &str) -> impl Iterator<Item = (usize, String)> {
        self.tokens.windows(2).filter(move |pair| pair[0].1 == keyword).map(|pair| pair[1].clone())
    }
}

/// Whether `path` mentions `word`: a crate's name, with those that begin with it (`tokio_util`), or the beginning of a path,
/// where `crate` is also spelled `super`.
pub fn mentions(path: &str, word: &str) -> bool {
    if !word.contains("::") {
        return path
            .split("::")
            .any(|part| part == word || part.strip_prefix(word).is_some_and(|rest| rest.starts_with('_')));
    }
    let path = path.replace("super::", "crate::").replace("crate::crate::", "crate::");
    path == word || path.strip_prefix(word).is_some_and(|rest| rest.starts_with("::"))
}

/// Reads one path, or one other token, and tells what comes after it.
fn read_path<'t>(
    tokens: &'t [(usize, String)],
    prefix: &str,
    found: &mut Vec<(usize, String)>,
) -> &'t [(usize, String)] {
    let (line, first) = &tokens[0];
    if !is_name(first) {
        return &tokens[1..];
    }
    let mut path = format!("{prefix}{first}");
    let mut rest = &tokens[1..];
    while rest.first().is_some_and(|(_, token)| token == "::") {
        rest = &rest[1..];
        match rest.first() {
            Some((_, token)) if is_name(token) => path = format!("{path}::{token}"),
            Some((_, token)) if token == "{" => {
                rest = &rest[1..];
                while rest.first().is_some_and(|(_, token)| token != "}") {
                    rest = read_path(rest, &format!("{path}::"), found);
                }
                return rest.get(1..).unwrap_or_default();
            }
            // `Vec::<u8>`, `use a::*`
            _ => break,
        }
        rest = &rest[1..];
    }
    found.push((*line, path));
    rest
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Names, `::`, and single characters, with their lines.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match rest.find(|c: char| !(c.is_alphanumeric() || c == '_')) {
                Some(0) if rest.starts_with("::") => 2,
                Some(0) => first.len_utf8(),
                Some(end) => end,
                None => rest.len(),
            };
            tokens.push((number + 1, rest[..length].to_owned()));
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

/// Only line breaks are left of comments, strings and characters.
fn without_comments_and_strings(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = skipped(rest, code.ends_with(|before: char| before.is_alphanumeric() || before == '_'));
        if skipped == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.push(' ');
            code.extend(rest[..skipped].chars().filter(|c| *c == '\n'));
            rest = &rest[skipped..];
        }
    }
    code
}

/// How many bytes the comment, string or character takes that `text` begins with.
fn skipped(text: &str, in_name: bool) -> usize {
    let up_to = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return up_to("*/", 2);
    }
    if text.starts_with('"') {
        return escaped('"', text);
    }
    if !in_name && text.starts_with('r') {
        let hashes = text[1..].bytes().take_while(|byte| *byte == b'#').count();
        if text[1 + hashes..].starts_with('"') {
            return up_to(&format!("\"{}", "#".repeat(hashes)), hashes + 2);
        }
    }
    if let Some(inside) = text.strip_prefix('\'') {
        if inside.starts_with('\\') {
            return escaped('\'', text);
        }
        // A lifetime has no second quote after one character.
        if let Some((at, '\'')) = inside.char_indices().nth(1) {
            return at + 2;
        }
    }
    0
}

/// The length of what stands between two `quote`s, a backslash hiding the next character.
fn escaped(quote: char, text: &str) -> usize {
    let mut hidden = false;
    for (at, c) in text.char_indices().skip(1) {
        if !hidden && c == quote {
            return at + c.len_utf8();
        }
        hidden = !hidden && c == '\\';
    }
    text.len()
}

#[test]
fn groups_are_seen_through_and_comments_and_strings_are_not_read() {
    let text = r##"//! axum
        use std::{env, fs};            // tokio
        use crate::{domain::Name, store::{self, Row}};
        /* sea_orm */ fn f<'a>(x: &'a str, q: char) -> Vec<&'a str> { let y = '"'; tokio_util::f(x) }
        const S: &str = "axum \" tokio"; const R: &str = r#"axum " tokio"#; const C: char = '\''; use super::super::graphql;
        #[tokio::main] async fn g() { dyn_::<axum::Router>() }
        mod utils { }"##;
    let source = Source::new("x.rs".to_owned(), text);
    let found =
        |word| source.paths().filter(|(_, path)| mentions(path, word)).map(|(line, _)| line).collect::<Vec<_>>();
    assert_eq!(found("std::env"), [2]);
    assert_eq!(found("crate::store"), [3, 3]);
    assert_eq!(found("crate::graphql"), [5]);
    assert_eq!(found("tokio"), [4, 6]);
    assert_eq!(found("axum"), [6]);
    assert_eq!(found("sea_orm"), [0; 0]);
    assert_eq!(source.declared("mod").collect::<Vec<_>>(), [(7, "utils".to_owned())]);
}
