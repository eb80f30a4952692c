//! Where something is in a document of operations.

use apollo_compiler::parser::{SourceMap, SourceSpan};
use federation_report::Location;

/// Where a span is, up to the end of its first line; none for what no document says.
pub(super) fn location(span: SourceSpan, sources: &SourceMap, label: impl Into<String>) -> Option<Location> {
    let source = sources.get(&span.file_id())?;
    let range = span.line_column_range(sources)?;
    let length = if range.start.line == range.end.line {
        range.end.column.saturating_sub(range.start.column)
    } else {
        let line = source.source_text().lines().nth(range.start.line.checked_sub(1)?)?;
        (line.trim_end().chars().count() + 1).saturating_sub(range.start.column)
    };
    Some(Location {
        subgraph: None,
        file: source.path().display().to_string(),
        line: range.start.line,
        column: range.start.column,
        length: length.max(1),
        label: label.into(),
    })
}
