//! What was approved passes, as long as it was approved for.

use federation_check::{Approvals, FailOn};

use crate::Checked;

const OLD: &str = "type Query { a: Int b: Int! u: U } type A { a: Int } type B { a: Int } union U = A | B";
const NEW: &str = "type Query { a: Int b: Int u: U } type A { a: Int } type B { a: Int } union U = A";

/// The lines that a check prints.
fn lines(checked: &Checked) -> String {
    let helps = checked.findings().into_iter().filter_map(|finding| finding.help);
    helps
        .flat_map(|help| {
            help.lines().filter(|line| line.starts_with("- {")).map(|line| format!("{line}\n")).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_line_that_is_printed_approves_until_its_day() {
    let checked = Checked { old: OLD, new: NEW, ..Checked::default() };
    assert_eq!(checked.told(), ["error FIELD_TYPE_CHANGED", "error UNION_MEMBER_REMOVED"]);
    let lines = lines(&checked);
    assert_eq!(
        lines,
        "- { code: FIELD_TYPE_CHANGED, coordinate: \"Query.b\", detail: \"Int! -> Int\", until: 2026-06-29, reason: \"say why\" }\n\
         - { code: UNION_MEMBER_REMOVED, coordinate: \"U\", detail: \"B\", until: 2026-06-29, reason: \"say why\" }\n"
    );
    let on = |today| Checked { approvals: Some(&lines), today, ..checked };
    let approved = ["note FIELD_TYPE_CHANGED", "note UNION_MEMBER_REMOVED"];
    assert_eq!(on("2026-06-15").told(), approved);
    assert_eq!(on("2026-06-29").told(), approved, "the last day counts");
    assert_eq!(
        on("2026-06-30").told(),
        ["error FIELD_TYPE_CHANGED", "error UNION_MEMBER_REMOVED", "error APPROVAL_EXPIRED", "error APPROVAL_EXPIRED"]
    );
}

#[test]
fn an_expired_approval_is_told_with_its_line_and_a_new_one() {
    let approvals = "# Reviewed by the team.\n\n- { code: FIELD_TYPE_CHANGED, coordinate: Query.b, until: 2026-06-01, reason: r, by: ada }\n";
    let new = "type Query { a: Int b: Int u: U } type A { a: Int } type B { a: Int } union U = A | B";
    let findings = Checked { old: OLD, new, approvals: Some(approvals), ..Checked::default() }.findings();
    assert!(findings[0].help.as_ref().unwrap().contains("until: 2026-06-29"), "{findings:#?}");
    let expired = &findings[1];
    assert_eq!(expired.message, "the approval expired on 2026-06-01, given by ada: FIELD_TYPE_CHANGED of `Query.b`");
    assert_eq!((expired.locations[0].file.as_str(), expired.locations[0].line), ("approvals.yaml", 3));
}

#[test]
fn an_approval_is_for_its_change_alone() {
    let told = |entry: &str| {
        let approvals = format!("- {{ {entry}, until: 2026-12-31, reason: r }}\n");
        let new = "type Query { a: Int b: Int u: U } type A { a: Int } type B { a: Int } union U = A | B";
        Checked { old: OLD, new, approvals: Some(&approvals), ..Checked::default() }.told()
    };
    let missed = ["error FIELD_TYPE_CHANGED", "warning APPROVAL_UNUSED"];
    assert_eq!(told("code: FIELD_TYPE_CHANGED, coordinate: Query.b"), ["note FIELD_TYPE_CHANGED"]);
    assert_eq!(told("code: FIELD_TYPE_CHANGED, coordinate: Query.b, detail: Int! -> Int"), ["note FIELD_TYPE_CHANGED"]);
    assert_eq!(told("code: FIELD_TYPE_CHANGED, coordinate: Query.b, detail: Int! -> Float"), missed);
    assert_eq!(told("code: FIELD_TYPE_CHANGED, coordinate: Query.a"), missed);
    assert_eq!(told("code: FIELD_REMOVED, coordinate: Query.b"), missed);
}

#[test]
fn what_is_not_needed_warns_and_never_fails() {
    let approvals = "- { code: FIELD_REMOVED, coordinate: Query.z, until: 2020-01-01, reason: r }\n";
    let checked = Checked { approvals: Some(approvals), ..Checked::default() };
    assert_eq!(checked.told(), ["warning APPROVAL_UNUSED"]);
    assert_eq!(Checked { fail_on: FailOn::Dangerous, ..checked }.told(), ["warning APPROVAL_UNUSED"]);
}

#[test]
fn a_dangerous_change_can_be_approved_too() {
    let approvals = "- { code: FIELD_TYPE_CHANGED, coordinate: Query.b, until: 2026-12-31, reason: r }\n";
    let new = "type Query { a: Int b: Int u: U } type A { a: Int } type B { a: Int } union U = A | B";
    let operations = [("a.graphql", "{ a }")];
    let unused = Checked {
        old: OLD,
        new,
        approvals: Some(approvals),
        operations: Some(&operations),
        fail_on: FailOn::Dangerous,
        ..Checked::default()
    };
    assert_eq!(unused.told(), ["note FIELD_TYPE_CHANGED"]);
}

#[test]
fn a_bad_entry_is_told_with_its_line() {
    for (text, line, words) in [
        (
            "- { code: FIELD_REMOVD, coordinate: A.b, until: 2026-12-31, reason: r }\n",
            "1",
            "`FIELD_REMOVD` is the code of no change",
        ),
        ("# one\n- { code: FIELD_REMOVED, coordinate: A.b, until: soon, reason: r }\n", "2", "`soon` is no day"),
        ("- { code: FIELD_REMOVED, coordinate: A.b, until: 2026-02-30, reason: r }\n", "1", "`2026-02-30` is no day"),
        ("- { code: FIELD_REMOVED, coordinate: A.b, until: 2026-12-31 }\n", "1", "reason"),
        ("- { code: FIELD_REMOVED, coordinate: A.b, until: 2026-12-31, reason: ' ' }\n", "1", "nothing is said"),
        ("- { code: FIELD_REMOVED, coordinate: A.b, until: 2026-12-31, reason: r, becuse: x }\n", "1", "becuse"),
        ("- {\n", "", "approvals.yaml"),
        ("code: FIELD_REMOVED\n", "1", ""),
    ] {
        let error = Approvals::parse("approvals.yaml", text).unwrap_err().to_string();
        assert!(
            error.starts_with("approvals.yaml: ") && error.contains(words) && error.contains(line),
            "{text}\n{error}"
        );
    }
    for empty in ["", "\n", "# nothing yet\n"] {
        Approvals::parse("approvals.yaml", empty).unwrap();
    }
}
