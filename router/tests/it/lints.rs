//! `router lint`, and the commands that tell of the router itself: `explain`, `config schema`, `completions`.

use serde_json::Value;

use crate::tools::{Ended, Workshop, run};

fn lint(workshop: &Workshop, more: &[&str]) -> Ended {
    let config = workshop.path("supergraph.yaml");
    run(&[&["lint", "--config", config.to_str().unwrap()], more].concat())
}

/// Everything off but what is given.
fn with_rules(workshop: &Workshop, rules: &str) {
    let yaml = workshop.text("supergraph.yaml");
    let off =
        ["naming", "mutation_input", "mutation_payload", "list_bound", "missing_description", "nullable_crossing"];
    let off =
        off.into_iter().filter(|rule| !rules.contains(rule)).map(|rule| format!("    {rule}: {{ level: off }}\n"));
    workshop.write("supergraph.yaml", &format!("{yaml}\nlint:\n  rules:\n{}{rules}", off.collect::<String>()));
}

#[test]
fn a_field_that_an_outage_would_take_its_siblings_with_is_found_where_it_is_written() {
    let workshop = Workshop::new();
    with_rules(&workshop, "    nullable_crossing: { level: error }\n");
    let clean = lint(&workshop, &[]);
    assert_eq!((clean.code, clean.stderr.as_str()), (0, "nothing found\n"));
    workshop.change("reviews.graphql", "reviews: [Review!]\n", "reviews: [Review!]!\n");
    let found = lint(&workshop, &[]);
    assert_eq!(found.code, 1);
    insta::assert_snapshot!(found.stderr.replace(workshop.path("").to_str().unwrap(), ""));
    let allowed =
        "  allow:\n    - { rule: nullable_crossing, coordinate: Book.*, reason: both are always deployed together }\n";
    workshop.write("supergraph.yaml", &(workshop.text("supergraph.yaml") + allowed));
    assert_eq!(lint(&workshop, &[]).code, 0);
}

#[test]
fn warnings_pass_unless_they_are_denied() {
    let workshop = Workshop::new();
    with_rules(&workshop, "    mutation_payload: { level: warn }\n");
    let warned = lint(&workshop, &[]);
    assert!(warned.code == 0 && warned.stderr.contains("warning[MUTATION_PAYLOAD]"), "{warned:?}");
    assert_eq!(lint(&workshop, &["--deny-warnings"]).code, 1);
    let data: Value = serde_json::from_str(&lint(&workshop, &["--format", "json"]).stdout).unwrap();
    assert_eq!(data["findings"][0]["coordinate"], "Mutation.addBook", "{data}");
}

#[test]
fn a_supergraph_is_enough() {
    let workshop = Workshop::new();
    workshop.change("reviews.graphql", "reviews: [Review!]\n", "reviews: [Review!]!\n");
    assert_eq!(workshop.compose(&[]).code, 0);
    with_rules(&workshop, "    nullable_crossing: { level: error }\n");
    let supergraph = workshop.path("supergraph.graphql");
    let found = lint(&workshop, &["--supergraph", supergraph.to_str().unwrap()]);
    assert!(found.code == 1 && found.stderr.contains("supergraph.graphql:"), "{found:?}");
}

#[test]
fn a_rule_that_is_none_ends_with_two() {
    let workshop = Workshop::new();
    with_rules(&workshop, "    nameing: {}\n");
    let wrong = lint(&workshop, &[]);
    assert!(wrong.code == 2 && wrong.stderr.contains("nameing"), "{wrong:?}");
}

#[test]
fn every_code_is_explained() {
    let all = run(&["explain"]);
    assert_eq!(all.code, 0);
    let codes: Vec<_> = all.stdout.lines().collect();
    assert!(codes.len() > 150, "{}", codes.len());
    for code in ["SATISFIABILITY_ERROR", "FIELD_REMOVED", "NULLABLE_CROSSING", "APPROVAL_EXPIRED", "OPERATION_INVALID"]
    {
        assert!(codes.contains(&code), "{code}");
    }
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), codes.len(), "no code means two things");
    let one = run(&["explain", "field_removed"]);
    assert!(one.code == 0 && one.stdout.starts_with("FIELD_REMOVED\n\nBreaking. "), "{one:?}");
    let none = run(&["explain", "NOTHING"]);
    assert!(none.code == 2 && none.stderr.contains("`router explain` lists all"), "{none:?}");
}

#[test]
fn the_schema_of_the_configuration_knows_its_entries() {
    let printed = run(&["config", "schema"]);
    assert_eq!(printed.code, 0);
    let schema: Value = serde_json::from_str(&printed.stdout).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    for entry in ["subgraphs", "forward_headers", "introspection", "limits"] {
        assert!(schema["properties"][entry].is_object(), "{entry}");
    }
    assert_eq!(schema["$defs"]["Limits"]["properties"]["tokens"]["default"], 1000);
}

#[test]
fn shells_complete_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]);
        assert!(script.code == 0 && script.stdout.contains("compose"), "{shell}");
    }
    assert_eq!(run(&["completions", "none"]).code, 2);
}
