//! The same findings in every format.

use federation_report::{
    Diagnostic, Location, Severity, Source,
    format::{Tool, github, human, json, junit, markdown, sarif},
};
use serde_json::Value;

const USERS: &str = "type Query { me: User }\n\ntype User {\n  näme: String!\n  displayName: String!\n}\n";
const MESSAGES: &str = "type User {\n  displayName: String\n}\n";
const SOURCES: [Source; 2] = [
    Source { file: "schema/users.graphql", text: USERS },
    Source { file: "schema/messages, old: 1.graphql", text: MESSAGES },
];

fn at(source: usize, line: usize, column: usize, length: usize, label: &str) -> Location {
    let (subgraph, file, label) = (None, SOURCES[source].file.to_owned(), label.to_owned());
    Location { subgraph, file, line, column, length, label }
}

/// One of each severity, with all that formats must escape.
fn findings() -> Vec<Diagnostic> {
    vec![
        Diagnostic::error(
            "FIELD_SHARED",
            "field `User.displayName` is resolved twice: 100%, <b>|</b>\n- in both_\r\n- really",
        )
        .on("User.displayName")
        .at([at(0, 5, 3, 11, "defined here"), at(1, 2, 3, 11, "and here")])
        .help("remove one: a, b"),
        Diagnostic::new("VALUE_ADDED", Severity::Warning, "value `E.A` was added")
            .on("E.A")
            .at([at(1, 2, 3, 11, "")])
            .tag("dangerous"),
        Diagnostic::hint("UNUSED", "nothing uses `T`"),
        Diagnostic::new("FIELD_ADDED", Severity::Note, "field `User.näme` was added\n::error::not a command")
            .on("User.näme")
            .at([at(0, 4, 3, 4, "new")]),
    ]
}

fn tool() -> Tool {
    Tool { version: "1.2.3", explain: |code| (code == "UNUSED").then_some("Nothing uses it.") }
}

#[test]
fn people_see_the_lines() {
    insta::assert_snapshot!(human(&findings(), &SOURCES, false));
    assert_eq!(human::<&str>(&[], &SOURCES, false), "");
}

#[test]
fn github_gets_commands() {
    insta::assert_snapshot!(github(&findings()));
}

#[test]
fn a_message_cannot_become_a_command_of_its_own() {
    let text = github(&findings());
    let commands = text.lines().filter(|line| line.starts_with("::")).count();
    assert_eq!(commands, 3, "{text}");
    assert!(!text.contains('\r'));
}

#[test]
fn a_comment_is_a_table() {
    insta::assert_snapshot!(markdown("router check", &findings()));
    insta::assert_snapshot!(markdown("router check", &[]), @"### router check: nothing found");
}

#[test]
fn a_comment_is_never_too_long_for_github() {
    let many: Vec<_> = (0..5_000).map(|_| findings().remove(0)).collect();
    let text = markdown("router check", &many);
    assert!(text.len() < 65_000 && text.contains(" more are not shown here."), "{}", text.len());
}

#[test]
fn junit_has_a_case_for_each() {
    insta::assert_snapshot!(junit("router check", &findings(), &SOURCES));
    assert!(junit("router check", &[], &SOURCES).contains("<testcase name=\"nothing found\""));
}

#[test]
fn json_has_all() {
    let data: Value = serde_json::from_str(&json(&findings())).unwrap();
    insta::assert_json_snapshot!(data);
}

#[test]
fn sarif_is_what_its_schema_says() {
    // That of OASIS. Two of its patterns have a stray bracket, which JavaScript takes for itself and others refuse.
    let schema = include_str!("fixtures/sarif-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for findings in [findings(), vec![]] {
        let text = sarif(&findings, tool());
        let log: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{text}");
    }
    // The schema is one that can refuse.
    let mut log: Value = serde_json::from_str(&sarif(&findings(), tool())).unwrap();
    log["runs"][0]["results"][0]["level"] = "terrible".into();
    assert!(!validator.is_valid(&log));
}

#[test]
fn sarif_names_rules_places_and_words() {
    insta::assert_snapshot!(sarif(&findings(), tool()));
}

#[test]
fn every_format_tells_every_finding() {
    let findings = findings();
    let texts = [
        human(&findings, &SOURCES, false),
        json(&findings),
        github(&findings),
        sarif(&findings, tool()),
        junit("router check", &findings, &SOURCES),
        markdown("router check", &findings),
    ];
    for text in texts {
        for finding in &findings {
            assert!(text.contains(finding.code), "{}\n{text}", finding.code);
        }
    }
}

#[test]
fn a_place_that_is_nowhere_is_no_panic() {
    for (line, column, length) in [(0, 0, 0), (1, 0, 1), (99, 1, 1), (1, 999, usize::MAX), (6, 2, 2), (4, 4, 1)] {
        let finding = Diagnostic::error("X", "x").at([at(0, line, column, length, "here")]);
        let findings = [finding];
        human(&findings, &SOURCES, false);
        junit("t", &findings, &SOURCES);
        sarif(&findings, tool());
        github(&findings);
    }
}
