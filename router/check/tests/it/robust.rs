//! No input makes a check panic.

use federation_check::{Approvals, Document, LintConfig, Version, lint};

use crate::Checked;

const SCHEMA: &str = "\
directive @live(every: Int = 1) repeatable on FIELD | QUERY
\"\"\"Näme.\"\"\" interface Node { id: ID! }
union Actor = User | Bot
enum Role { ADMIN MEMBER @deprecated }
input Where { role: Role = ADMIN and: [Where!] = [{ role: MEMBER }] }
type User implements Node { id: ID! friends(first: Int, where: Where): [User!] }
type Bot implements Node { id: ID! }
type Query { me: User actor: Actor node(id: ID!): Node }
";

const OPERATION: &str = "\
query A($w: Where = { role: ADMIN }) @live { me { friends(where: $w) { ...F } } actor { ... on Bot { id } } }
fragment F on User { id friends(where: { and: [{ role: MEMBER }] }) { id @live(every: 2) @live } }
";

const APPROVALS: &str =
    "- { code: FIELD_REMOVED, coordinate: \"User.id\", detail: \"ä\", until: 2026-12-31, reason: r, by: b }\n";

const LINT: &str =
    "rules: { naming: { level: error, types: any } }\nallow: [{ rule: naming, coordinate: User.*, reason: r }]\n";

/// Every beginning of a text.
fn beginnings(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().filter_map(|(end, _)| text.get(..end))
}

#[test]
fn what_is_cut_anywhere_is_told_or_checked() {
    for cut in beginnings(SCHEMA) {
        let document = Document { subgraph: None, file: "new.graphql".to_owned(), text: cut.to_owned() };
        if let Ok(version) = Version::written(document) {
            lint(&version, &LintConfig::default(), "supergraph.yaml");
            let operations = [("a.graphql", OPERATION)];
            Checked { old: SCHEMA, new: cut, operations: Some(&operations), ..Checked::default() }.findings();
            Checked { old: cut, new: SCHEMA, operations: Some(&operations), ..Checked::default() }.findings();
        }
    }
    for cut in beginnings(OPERATION) {
        let operations = [("a.graphql", cut)];
        let new = SCHEMA.replace("MEMBER @deprecated", "").replace("[{ role: MEMBER }]", "[]");
        Checked { old: SCHEMA, new: &new, operations: Some(&operations), ..Checked::default() }.findings();
    }
    for cut in beginnings(APPROVALS) {
        let _ = Approvals::parse("approvals.yaml", cut);
    }
    for cut in beginnings(LINT) {
        let _ = serde_saphyr::from_str::<LintConfig>(cut);
    }
}

#[test]
fn what_is_nested_deeply_ends() {
    let deep = 3_000;
    let selections = format!("{{ me {} }}", "{ friends ".repeat(deep) + "{ id }" + &" }".repeat(deep));
    let lists = format!("{{ me {{ friends(where: {{ and: {}1{} }}) {{ id }} }} }}", "[".repeat(deep), "]".repeat(deep));
    let chain: String = (0..deep).map(|n| format!("fragment F{n} on User {{ ...F{} }} ", n + 1)).collect();
    let chain = format!("{{ me {{ ...F0 }} }} {chain} fragment F{deep} on User {{ id }}");
    let new = SCHEMA.replace("type Bot implements Node { id: ID! }", "type Bot { id: ID! }");
    for text in [selections, lists, chain] {
        let operations = [("a.graphql", text.as_str())];
        Checked { old: SCHEMA, new: &new, operations: Some(&operations), ..Checked::default() }.findings();
    }
    let value = format!("type Query {{ a(b: I = {}1{}): Int }} scalar I", "[".repeat(deep), "]".repeat(deep));
    let document = Document { subgraph: None, file: "new.graphql".to_owned(), text: value };
    assert!(Version::written(document).is_err(), "the parser limits how deep a value is");
}
