//! Diagnostics for people, with the lines that they are about.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::{
    Diagnostic, SubgraphInput,
    diagnostic::{Location, Severity},
};

/// Several diagnostics as text, each with the lines of all the documents that it is about, and a line that counts them.
/// `sources` are what was composed; a location in none of them is named without its line.
pub fn human(diagnostics: &[Diagnostic], sources: &[SubgraphInput], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    text.push_str(&summary(diagnostics));
    text
}

fn group<'d>(diagnostic: &'d Diagnostic, sources: &'d [SubgraphInput]) -> Group<'d> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Hint => Level::WARNING.with_name("hint"),
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str()));
    let mut files: Vec<(&SubgraphInput, Vec<(bool, &Location)>)> = Vec::new();
    for (index, location) in diagnostic.locations.iter().enumerate() {
        let Some(source) = sources.iter().find(|source| source.name == location.subgraph) else { continue };
        let entry = (index == 0, location);
        match files.iter_mut().find(|(known, _)| known.name == source.name) {
            Some((_, locations)) => locations.push(entry),
            None => files.push((source, vec![entry])),
        }
    }
    for (source, locations) in files {
        let annotations = locations.into_iter().filter_map(|(first, location)| annotation(source, location, first));
        let snippet = Snippet::source(source.sdl.as_str()).path(source.file.as_str()).annotations(annotations);
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

fn annotation<'d>(source: &SubgraphInput, location: &'d Location, first: bool) -> Option<Annotation<'d>> {
    let kind = if first { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(bytes(&source.sdl, location)?);
    Some(if location.label.is_empty() { annotation } else { annotation.label(location.label.as_str()) })
}

/// Where a location is in its document, in bytes.
fn bytes(text: &str, location: &Location) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n').take(location.line.checked_sub(1)?) {
        start += line.len();
    }
    let line = text.get(start..)?.split('\n').next()?;
    let offset = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(offset, _)| offset);
    let column = location.column.checked_sub(1)?;
    Some(start + offset(column)..start + offset(column + location.length))
}

fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let say = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
    };
    let parts: Vec<_> =
        [say(count(Severity::Error), "error"), say(count(Severity::Hint), "hint")].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("{}\n", parts.join(", ")) }
}
