//! Findings as SARIF 2.1.0, which code scanning and editors read.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Diagnostic, Location, Severity};

/// Who found it.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// The version of the router.
    pub version: &'static str,
    /// What a code means, in a sentence or more.
    pub explain: fn(&str) -> Option<&'static str>,
}

/// One run with a result for each finding. Files are relative to the root of the repository (`%SRCROOT%`) unless they are
/// absolute.
pub fn sarif(diagnostics: &[Diagnostic], tool: Tool) -> String {
    let mut ids: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    ids.sort_unstable();
    ids.dedup();
    let index: BTreeMap<_, _> = ids.iter().enumerate().map(|(index, id)| (*id, index)).collect();
    let rules = ids.iter().map(|id| rule(id, tool)).collect();
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: RunTool { driver: Driver { name: "router", version: tool.version, rules } },
            column_kind: "unicodeCodePoints",
            results: diagnostics.iter().map(|diagnostic| result(diagnostic, index[diagnostic.code])).collect(),
        }],
    };
    // Strings and numbers can always be written.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Log<'d> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'d>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'d> {
    tool: RunTool,
    column_kind: &'static str,
    results: Vec<RunResult<'d>>,
}

#[derive(Serialize)]
struct RunTool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Message>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunResult<'d> {
    rule_id: &'d str,
    rule_index: usize,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: Vec<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'d>>,
}

#[derive(Serialize)]
struct Properties<'d> {
    tags: &'d [&'static str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_column: usize,
}

fn rule(id: &'static str, tool: Tool) -> Rule {
    Rule { id, full_description: (tool.explain)(id).map(|text| Message { text: text.to_owned() }) }
}

fn result<'d>(diagnostic: &'d Diagnostic, rule_index: usize) -> RunResult<'d> {
    let (kind, level) = match diagnostic.severity {
        Severity::Error => ("fail", "error"),
        Severity::Warning => ("fail", "warning"),
        Severity::Hint => ("fail", "note"),
        Severity::Note => ("informational", "none"),
    };
    let text = match &diagnostic.help {
        Some(help) => format!("{}\n\n{help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut places = diagnostic.locations.iter().map(place);
    let mut locations: Vec<_> = places.next().into_iter().collect();
    if let (Some(first), Some(coordinate)) = (locations.first_mut(), &diagnostic.coordinate) {
        first.logical_locations.push(LogicalLocation { fully_qualified_name: coordinate.clone() });
    }
    let properties = (!diagnostic.tags.is_empty()).then_some(Properties { tags: &diagnostic.tags });
    RunResult {
        rule_id: diagnostic.code,
        rule_index,
        kind,
        level,
        message: Message { text },
        locations,
        related_locations: places.collect(),
        properties,
    }
}

fn place(location: &Location) -> Place {
    let message = (!location.label.is_empty()).then(|| Message { text: location.label.clone() });
    Place {
        physical_location: PhysicalLocation {
            artifact_location: artifact(&location.file),
            region: Region {
                start_line: location.line.max(1),
                start_column: location.column.max(1),
                end_column: location.column.max(1).saturating_add(location.length),
            },
        },
        logical_locations: Vec::new(),
        message,
    }
}

fn artifact(file: &str) -> ArtifactLocation {
    let path = percent_encoded(file);
    if file.starts_with('/') {
        ArtifactLocation { uri: format!("file://{path}"), uri_base_id: None }
    } else {
        ArtifactLocation { uri: path, uri_base_id: Some("%SRCROOT%") }
    }
}

/// A path as a URI reference (RFC 3986): all but what needs no escape is escaped, the colon too, lest the first segment
/// pass for a scheme.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
