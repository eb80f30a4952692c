//! A breaking change breaks those who use what changes, and nobody else.

use apollo_compiler::{ExecutableDocument, Schema};
use federation_check::FailOn;

use crate::Checked;

const OLD: &str = "\
directive @live(every: Int) repeatable on FIELD | QUERY
interface Node { id: ID! }
interface Named { name: String }
union Actor = User | Bot
enum Role { ADMIN MEMBER }
enum Sort { UP DOWN }
input Where { role: Role name: String and: [Where!] by: Sort = UP }
type User implements Node & Named { id: ID! name: String nick: String! role: Role friends(first: Int, sort: Sort): [User!] }
type Bot implements Node { id: ID! }
type Query { me: User users(where: Where): [User!] actor: Actor node(id: ID!): Node count: Int }
type Mutation { rename(name: String): User }
";

/// What is replaced in [`OLD`] by what, an operation, and where it is broken (line:column), if it is.
const ROWS: &[(&str, &str, &str, &[&str])] = &[
    // ---- fields -------------------------------------------------------------------------------------------------------
    (" nick: String!", "", "query A {\n  me { id }\n}", &[]),
    (" nick: String!", "", "query A {\n  me { id nick }\n}", &["2:11"]),
    (" nick: String!", "", "query A {\n  me { id alias: nick }\n}", &["2:18"]),
    (" nick: String!", "", "query A { actor {\n  ... on User { nick } } }", &["2:17"]),
    (" nick: String!", "", "query A { me { ...F } } fragment F on User {\n  nick }", &["2:3"]),
    (" nick: String!", "", "query A { me { friends { friends { ...F } } } } fragment F on User {\n  nick }", &["2:3"]),
    ("nick: String!", "nick: String", "{ me {\n  nick } }", &["2:3"]),
    ("type Mutation { rename(name: String): User }", "", "{ count }", &[]),
    ("type Mutation { rename(name: String): User }", "", "mutation M { rename { id } }", &["1:10", "1:14"]),
    // ---- arguments ----------------------------------------------------------------------------------------------------
    ("friends(first: Int, sort: Sort)", "friends(sort: Sort)", "{ me { friends { id } } }", &[]),
    ("friends(first: Int, sort: Sort)", "friends(sort: Sort)", "{ me { friends(first: 1) { id } } }", &["1:16"]),
    ("friends(first: Int, ", "friends(first: Int, last: Int!, ", "{ me { friends { id } } }", &["1:8"]),
    ("friends(first: Int, ", "friends(first: Int, last: Int!, ", "{ me { id } }", &[]),
    ("friends(first: Int,", "friends(first: String,", "{ me { friends(sort: UP) { id } } }", &[]),
    ("friends(first: Int,", "friends(first: String,", "{ me { friends(first: 1) { id } } }", &["1:16"]),
    ("friends(first: Int,", "friends(first: Int!,", "{ me { friends(sort: UP) { id } } }", &["1:8"]),
    // ---- enums --------------------------------------------------------------------------------------------------------
    ("{ UP DOWN }", "{ UP }", "{ me { friends(sort: UP) { id } } }", &[]),
    ("{ UP DOWN }", "{ UP }", "{ me { friends(sort: DOWN) { id } } }", &["1:22"]),
    ("{ UP DOWN }", "{ UP }", "query A($s: Sort) { me { friends(sort: $s) { id } } }", &["1:13"]),
    ("{ UP DOWN }", "{ UP }", "query A($s: Sort = DOWN) { me { friends(sort: $s) { id } } }", &["1:13", "1:20"]),
    ("{ UP DOWN }", "{ UP }", "{ users(where: { and: [{ by: DOWN }] }) { id } }", &["1:30"]),
    ("{ ADMIN MEMBER }", "{ ADMIN }", "{ me { id } }", &[]),
    ("{ ADMIN MEMBER }", "{ ADMIN }", "{ me { role } }", &["1:8"]),
    ("{ ADMIN MEMBER }", "{ ADMIN }", "query A($w: Where) { users(where: $w) { id } }", &["1:13"]),
    // ---- inputs -------------------------------------------------------------------------------------------------------
    ("role: Role name: String and:", "role: Role and:", "{ users(where: { role: ADMIN }) { id } }", &[]),
    ("role: Role name: String and:", "role: Role and:", "{ users(where: { name: \"a\" }) { id } }", &["1:18"]),
    (
        "role: Role name: String and:",
        "role: Role and:",
        "query A($n: String) { users(where: { name: $n }) { id } }",
        &["1:38"],
    ),
    (
        "role: Role name: String and:",
        "role: Role and:",
        "query A($w: [Where!]) { users(where: { and: $w }) { id } }",
        &["1:13"],
    ),
    ("by: Sort = UP", "by: Sort = UP must: Int!", "{ users { id } }", &[]),
    ("by: Sort = UP", "by: Sort = UP must: Int!", "{ users(where: { role: ADMIN }) { id } }", &["1:16"]),
    // ---- abstract types -----------------------------------------------------------------------------------------------
    ("= User | Bot", "= User", "{ actor { ... on User { id } } }", &[]),
    ("= User | Bot", "= User", "{ actor { ... on Bot { id } } }", &["1:18"]),
    ("= User | Bot", "= User", "{ actor { ...B } } fragment B on Bot { id }", &["1:11"]),
    ("implements Node & Named", "implements Node", "{ me { ... on Named { name } } }", &["1:15"]),
    ("implements Node & Named", "implements Node", "{ me { ... on Node { id } } }", &[]),
    ("type Bot implements Node", "type Bot", "{ node(id: 1) { ... on Bot { id } } }", &["1:24"]),
    // ---- directives ---------------------------------------------------------------------------------------------------
    ("repeatable on FIELD | QUERY", "on FIELD | QUERY", "{ count @live }", &[]),
    ("repeatable on FIELD | QUERY", "on FIELD | QUERY", "{ count @live @live }", &["1:15"]),
    ("on FIELD | QUERY", "on FIELD", "{ count @live }", &[]),
    ("on FIELD | QUERY", "on FIELD", "query A @live { count }", &["1:9"]),
    ("@live(every: Int)", "@live", "{ count @live }", &[]),
    ("@live(every: Int)", "@live", "{ count @live(every: 1) }", &["1:15"]),
    ("directive @live(every: Int) repeatable on FIELD | QUERY", "", "{ count @live }", &["1:9"]),
];

#[test]
fn a_change_breaks_those_who_use_what_changes() {
    for (from, to, operation, expected) in ROWS {
        assert!(OLD.contains(from), "{from}");
        let new = OLD.replacen(from, to, 1);
        let operations = [("a.graphql", *operation)];
        let findings = Checked { old: OLD, new: &new, operations: Some(&operations), ..Checked::default() }.findings();
        let mut sites: Vec<_> = findings
            .iter()
            .flat_map(|finding| &finding.locations)
            .filter(|location| location.file == "a.graphql")
            .map(|location| format!("{}:{}", location.line, location.column))
            .collect();
        sites.sort();
        sites.dedup();
        assert_eq!(sites, *expected, "{from} -> {to} in {operation}\n{findings:#?}");
        let fails = findings.iter().any(|finding| finding.severity.as_str() == "error");
        assert_eq!(fails, !expected.is_empty(), "{from} -> {to} in {operation}\n{findings:#?}");
        assert!(findings.iter().all(|finding| finding.code != "OPERATION_INVALID"), "{operation}\n{findings:#?}");
    }
}

/// Every change of [`ROWS`] with all operations of it.
#[test]
fn what_becomes_invalid_fails_and_the_printed_lines_make_it_pass() {
    let files: Vec<_> = (0..ROWS.len()).map(|index| format!("{index}.graphql")).collect();
    let operations: Vec<_> = files.iter().zip(ROWS).map(|(file, (_, _, text, _))| (file.as_str(), *text)).collect();
    for (from, to, ..) in ROWS {
        let new = OLD.replacen(from, to, 1);
        let checked = Checked { old: OLD, new: &new, operations: Some(&operations), ..Checked::default() };
        let findings = checked.findings();
        let schema = Schema::parse_and_validate(new.as_str(), "new.graphql").unwrap();
        for (file, text) in &operations {
            let is_valid = ExecutableDocument::parse_and_validate(&schema, *text, *file).is_ok();
            let errors = findings.iter().filter(|finding| finding.severity.as_str() == "error");
            let fails = errors.flat_map(|error| &error.locations).any(|location| location.file == *file);
            assert!(is_valid || fails, "{from} -> {to} passes with {text}");
        }
        let helps = findings.iter().filter_map(|finding| finding.help.as_deref());
        let lines: String = helps.filter_map(|help| help.lines().nth(1)).map(|line| format!("{line}\n")).collect();
        let approved = Checked { approvals: Some(&lines), ..checked }.told();
        assert!(approved.iter().all(|told| !told.starts_with("error")), "{from} -> {to}: {approved:?}");
    }
}

#[test]
fn a_finding_names_the_operation_its_file_line_and_column() {
    let new = OLD.replace(" nick: String!", "");
    let operations = [
        ("boot.graphql", "query Boot {\n  me { nick }\n}"),
        ("rename.graphql", "mutation Rename { rename { ...Shown } }\nquery Again { me { ...Shown } }"),
        ("fragments.graphql", "fragment Shown on User {\n    nick\n}"),
    ];
    let findings = Checked { old: OLD, new: &new, operations: Some(&operations), ..Checked::default() }.findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let finding = &findings[0];
    assert_eq!(
        finding.message,
        "field `User.nick` was removed, and these use it: mutation `Rename`, query `Again`, query `Boot`"
    );
    let places: Vec<_> = finding
        .locations
        .iter()
        .map(|place| format!("{}:{}:{}+{} {}", place.file, place.line, place.column, place.length, place.label))
        .collect();
    assert_eq!(
        places,
        [
            "new.graphql:8:6+4 no longer here",
            "fragments.graphql:2:5+4 used here by mutation `Rename`",
            "fragments.graphql:2:5+4 used here by query `Again`",
            "boot.graphql:2:8+4 used here by query `Boot`",
            "old.graphql:8:58+4 so it was before",
        ]
    );
}

#[test]
fn without_operations_every_breaking_change_counts_and_with_them_only_what_is_used() {
    let new = OLD.replace(" nick: String!", "");
    let with = |operations| Checked { old: OLD, new: &new, operations, ..Checked::default() };
    assert_eq!(with(None).told(), ["error FIELD_REMOVED"]);
    let unused = with(Some(&[("a.graphql", "{ me { id } }")]));
    assert_eq!(unused.told(), ["warning FIELD_REMOVED"]);
    assert!(unused.findings()[0].tags.contains(&"unused"));
    assert_eq!(Checked { fail_on: FailOn::Dangerous, ..unused }.told(), ["error FIELD_REMOVED"]);
    assert_eq!(with(Some(&[("a.graphql", "{ me { nick } }")])).told(), ["error FIELD_REMOVED"]);
}

#[test]
fn dangerous_changes_warn_unless_they_are_to_fail() {
    let new = OLD.replace("{ UP DOWN }", "{ UP DOWN ANY }");
    let dangerous = Checked { old: OLD, new: &new, ..Checked::default() };
    assert_eq!(dangerous.told(), ["warning ENUM_VALUE_ADDED"]);
    assert_eq!(Checked { fail_on: FailOn::Dangerous, ..dangerous }.told(), ["error ENUM_VALUE_ADDED"]);
}

#[test]
fn an_operation_that_no_change_explains_is_told_by_itself() {
    let told = |text: &str, new: &str| {
        let operations = [("a.graphql", text)];
        let findings = Checked { old: OLD, new, operations: Some(&operations), ..Checked::default() }.findings();
        findings.iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect::<Vec<_>>()
    };
    let before = told("query A {\n  me { id nothing }\n}", OLD);
    assert!(
        before.len() == 1 && before[0].starts_with("OPERATION_INVALID") && before[0].contains("before"),
        "{before:?}"
    );
    let both = told("{ me { id nothing nick } }", &OLD.replace(" nick: String!", ""));
    assert_eq!(
        both,
        [
            "FIELD_REMOVED: field `User.nick` was removed, and an unnamed query uses it",
            "OPERATION_INVALID: type `User` does not have a field `nothing` (this was so before, too)",
        ]
    );
    let syntax = told("query A {", OLD);
    assert!(syntax[0].starts_with("OPERATION_INVALID: syntax error"), "{syntax:?}");
    // By itself nobody minds that a field promises more; here two fields of one name do.
    let merges = "{ actor { ... on User { x: name } ... on Bot { x: label } } }";
    let old = OLD.replace("type Bot implements Node { id: ID!", "type Bot implements Node { id: ID! label: String");
    let new = old.replace("label: String", "label: String!");
    let operations = [("a.graphql", merges)];
    let conflict = Checked { old: &old, new: &new, operations: Some(&operations), ..Checked::default() }.told();
    assert_eq!(conflict, ["error OPERATION_INVALID", "note FIELD_TYPE_CHANGED"]);
}

#[test]
fn a_fragment_that_spreads_itself_ends() {
    let text = "{ me { ...F } } fragment F on User { friends { ...G } } fragment G on User { friends { ...F } nick }";
    let operations = [("a.graphql", text)];
    let new = OLD.replace(" nick: String!", "");
    let told = Checked { old: OLD, new: &new, operations: Some(&operations), ..Checked::default() }.told();
    assert!(told.contains(&"error FIELD_REMOVED".to_owned()), "{told:?}");
}
