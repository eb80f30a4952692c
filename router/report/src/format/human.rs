//! Findings for people, with the lines that they are about.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::count::count;
use crate::{Diagnostic, Location, Severity, Source};

/// How many places of a finding are shown.
const SHOWN: usize = 8;

/// Findings as text: each with the lines of all the documents that it is about, a [`Severity::Note`] on one line without
/// them, and a line that counts them. `sources` are the documents; a location in none of them is not shown.
pub fn human<C: AsRef<str>>(diagnostics: &[Diagnostic<C>], sources: &[Source], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    let is_note = |diagnostic: &&Diagnostic<C>| diagnostic.severity == Severity::Note;
    for diagnostic in diagnostics.iter().filter(|diagnostic| !is_note(diagnostic)) {
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    let notes: Vec<_> = diagnostics.iter().filter(is_note).collect();
    for note in &notes {
        text.push_str(&renderer.render(&[title(note)]));
        text.push('\n');
    }
    if !notes.is_empty() {
        text.push('\n');
    }
    let count = count(diagnostics);
    if !count.is_empty() {
        text.push_str(&count);
        text.push('\n');
    }
    text
}

fn title<C: AsRef<str>>(diagnostic: &Diagnostic<C>) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::WARNING.with_name("hint"),
        Severity::Note => Level::NOTE,
    };
    Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_ref()))
}

fn group<'d, C: AsRef<str>>(diagnostic: &'d Diagnostic<C>, sources: &[Source<'d>]) -> Group<'d> {
    let mut group = title(diagnostic);
    let mut files: Vec<(Source<'d>, Vec<(bool, &Location)>)> = Vec::new();
    for (index, location) in diagnostic.locations.iter().take(SHOWN).enumerate() {
        let Some(source) = sources.iter().find(|source| source.file == location.file) else { continue };
        let entry = (index == 0, location);
        match files.iter_mut().find(|(known, _)| known.file == source.file) {
            Some((_, locations)) => locations.push(entry),
            None => files.push((*source, vec![entry])),
        }
    }
    for (source, locations) in files {
        let annotations = locations.into_iter().filter_map(|(first, location)| annotation(source, location, first));
        group = group.element(Snippet::source(source.text).path(source.file).annotations(annotations));
    }
    let more = diagnostic.locations.len().saturating_sub(SHOWN);
    if more > 0 {
        group = group.element(Level::NOTE.message(format!("and {more} more places")));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

fn annotation<'d>(source: Source<'_>, location: &'d Location, first: bool) -> Option<Annotation<'d>> {
    let kind = if first { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(bytes(source.text, location)?);
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
    Some(start + offset(column)..start + offset(column.saturating_add(location.length)))
}
