//! Every kind of change is seen, and told how bad it is.

use std::collections::BTreeSet;

use apollo_compiler::{Schema, validation::Valid};
use federation_check::{ChangeCode, diff};

pub fn schema(sdl: &str) -> Valid<Schema> {
    Schema::parse_and_validate(sdl, "schema.graphql").unwrap_or_else(|invalid| panic!("{sdl}\n{invalid}"))
}

/// What both sides have, so that each row says no more than what changes.
const COMMON: &str = "
    directive @oneOf on INPUT_OBJECT
    interface Node { id: ID! }
    interface Named { name: String }
    type User implements Node { id: ID! name: String }
    type Bot implements Node { id: ID! }
";

/// Old, new, and what is told: criticality, code, coordinate and detail.
const ROWS: &[(&str, &str, &str)] = &[
    // ---- types --------------------------------------------------------------------------------------------------------
    ("type Query { a: Int }", "type Query { a: Int } type New { a: Int }", "safe TYPE_ADDED New"),
    ("type Query { a: Int } type Old { a: Int }", "type Query { a: Int }", "breaking TYPE_REMOVED Old"),
    ("type Query { a: Int } scalar Old", "type Query { a: Int }", "breaking TYPE_REMOVED Old"),
    (
        "type Query { a: Int } type T { a: Int }",
        "type Query { a: Int } interface T { a: Int }",
        "breaking TYPE_KIND_CHANGED T (type -> interface)",
    ),
    (
        "type Query { a: Int } scalar T",
        "type Query { a: Int } enum T { A }",
        "breaking TYPE_KIND_CHANGED T (scalar -> enum)",
    ),
    (
        "type Query { a: Int } type Mutation { a: Int }",
        "type Query { a: Int } type Mutation { a: Int } schema { query: Query }",
        "breaking ROOT_TYPE_REMOVED Mutation (mutation)",
    ),
    (
        "type Query { a: Int } type Mutation { a: Int } schema { query: Query }",
        "type Query { a: Int } type Mutation { a: Int }",
        "safe ROOT_TYPE_ADDED Mutation (mutation)",
    ),
    (
        "type Query { a: Int } type Root { a: Int }",
        "type Query { a: Int } type Root { a: Int } schema { query: Root }",
        "breaking ROOT_TYPE_CHANGED Query (Query -> Root)",
    ),
    (
        "type Query { a: S } scalar S",
        "type Query { a: S } scalar S @specifiedBy(url: \"https://a\")",
        "safe SPECIFIED_BY_CHANGED S",
    ),
    (
        "type Query { a: S } scalar S @specifiedBy(url: \"https://a\")",
        "type Query { a: S } scalar S @specifiedBy(url: \"https://b\")",
        "dangerous SPECIFIED_BY_CHANGED S",
    ),
    // ---- fields -------------------------------------------------------------------------------------------------------
    ("type Query { a: Int }", "type Query { a: Int b: Int }", "safe FIELD_ADDED Query.b"),
    ("type Query { a: Int b: Int }", "type Query { a: Int }", "breaking FIELD_REMOVED Query.b"),
    (
        "type Query { a: Int } interface I { a: Int b: Int }",
        "type Query { a: Int } interface I { a: Int }",
        "breaking FIELD_REMOVED I.b",
    ),
    ("type Query { a: Int }", "type Query { a: Int! }", "safe FIELD_TYPE_CHANGED Query.a (Int -> Int!)"),
    ("type Query { a: Int! }", "type Query { a: Int }", "breaking FIELD_TYPE_CHANGED Query.a (Int! -> Int)"),
    ("type Query { a: Int }", "type Query { a: Float }", "breaking FIELD_TYPE_CHANGED Query.a (Int -> Float)"),
    ("type Query { a: [Int] }", "type Query { a: [Int!]! }", "safe FIELD_TYPE_CHANGED Query.a ([Int] -> [Int!]!)"),
    ("type Query { a: Node }", "type Query { a: User }", "breaking FIELD_TYPE_CHANGED Query.a (Node -> User)"),
    // ---- arguments ----------------------------------------------------------------------------------------------------
    ("type Query { a: Int }", "type Query { a(b: Int): Int }", "dangerous OPTIONAL_ARGUMENT_ADDED Query.a(b:)"),
    ("type Query { a: Int }", "type Query { a(b: Int! = 1): Int }", "dangerous OPTIONAL_ARGUMENT_ADDED Query.a(b:)"),
    ("type Query { a: Int }", "type Query { a(b: Int!): Int }", "breaking REQUIRED_ARGUMENT_ADDED Query.a(b:)"),
    ("type Query { a(b: Int): Int }", "type Query { a: Int }", "breaking ARGUMENT_REMOVED Query.a(b:)"),
    (
        "type Query { a(b: Int!): Int }",
        "type Query { a(b: Int): Int }",
        "safe ARGUMENT_TYPE_CHANGED Query.a(b:) (Int! -> Int)",
    ),
    (
        "type Query { a(b: Int): Int }",
        "type Query { a(b: Int!): Int }",
        "breaking ARGUMENT_TYPE_CHANGED Query.a(b:) (Int -> Int!)",
    ),
    (
        "type Query { a(b: Int): Int }",
        "type Query { a(b: [Int]): Int }",
        "breaking ARGUMENT_TYPE_CHANGED Query.a(b:) (Int -> [Int])",
    ),
    (
        "type Query { a(b: Int = 1): Int }",
        "type Query { a(b: Int = 2): Int }",
        "dangerous ARGUMENT_DEFAULT_CHANGED Query.a(b:) (1 -> 2)",
    ),
    (
        "type Query { a(b: Int = 1): Int }",
        "type Query { a(b: Int): Int }",
        "dangerous ARGUMENT_DEFAULT_CHANGED Query.a(b:) (1 -> none)",
    ),
    (
        "type Query { a(b: Int! = 1): Int }",
        "type Query { a(b: Int!): Int }",
        "breaking ARGUMENT_DEFAULT_CHANGED Query.a(b:) (1 -> none)",
    ),
    // ---- abstract types -----------------------------------------------------------------------------------------------
    (
        "type Query { u: U } union U = User",
        "type Query { u: U } union U = User | Bot",
        "dangerous UNION_MEMBER_ADDED U (Bot)",
    ),
    (
        "type Query { u: U } union U = User | Bot",
        "type Query { u: U } union U = User",
        "breaking UNION_MEMBER_REMOVED U (Bot)",
    ),
    (
        "type Query { name: String }",
        "type Query implements Named { name: String }",
        "dangerous INTERFACE_ADDED Query (Named)",
    ),
    (
        "type Query implements Named { name: String }",
        "type Query { name: String }",
        "breaking INTERFACE_REMOVED Query (Named)",
    ),
    // ---- enums --------------------------------------------------------------------------------------------------------
    ("type Query { e: E } enum E { A }", "type Query { e: E } enum E { A B }", "dangerous ENUM_VALUE_ADDED E.B"),
    ("type Query { e: E } enum E { A B }", "type Query { e: E } enum E { A }", "breaking ENUM_VALUE_REMOVED E.B"),
    // ---- inputs -------------------------------------------------------------------------------------------------------
    (
        "type Query { a(i: I): Int } input I { a: Int }",
        "type Query { a(i: I): Int } input I { a: Int b: Int }",
        "dangerous OPTIONAL_INPUT_FIELD_ADDED I.b",
    ),
    (
        "type Query { a(i: I): Int } input I { a: Int }",
        "type Query { a(i: I): Int } input I { a: Int b: Int! }",
        "breaking REQUIRED_INPUT_FIELD_ADDED I.b",
    ),
    (
        "type Query { a(i: I): Int } input I { a: Int b: Int }",
        "type Query { a(i: I): Int } input I { a: Int }",
        "breaking INPUT_FIELD_REMOVED I.b",
    ),
    (
        "type Query { a(i: I): Int } input I { a: Int! }",
        "type Query { a(i: I): Int } input I { a: Int }",
        "safe INPUT_FIELD_TYPE_CHANGED I.a (Int! -> Int)",
    ),
    (
        "type Query { a(i: I): Int } input I { a: Int }",
        "type Query { a(i: I): Int } input I { a: Int! }",
        "breaking INPUT_FIELD_TYPE_CHANGED I.a (Int -> Int!)",
    ),
    (
        "type Query { a(i: I): Int } input I { a: [Int] = [1, 2] }",
        "type Query { a(i: I): Int } input I { a: [Int] = [1] }",
        "dangerous INPUT_FIELD_DEFAULT_CHANGED I.a ([1, 2] -> [1])",
    ),
    (
        "type Query { a(i: I): Int } input I { a: Int! = 1 }",
        "type Query { a(i: I): Int } input I { a: Int! }",
        "breaking INPUT_FIELD_DEFAULT_CHANGED I.a (1 -> none)",
    ),
    (
        "type Query { a(i: I): Int } input I { a: Int }",
        "type Query { a(i: I): Int } input I @oneOf { a: Int }",
        "breaking ONE_OF_ADDED I",
    ),
    (
        "type Query { a(i: I): Int } input I @oneOf { a: Int }",
        "type Query { a(i: I): Int } input I { a: Int }",
        "safe ONE_OF_REMOVED I",
    ),
    // ---- directives ---------------------------------------------------------------------------------------------------
    ("type Query { a: Int }", "type Query { a: Int } directive @d on FIELD", "safe DIRECTIVE_ADDED @d"),
    ("type Query { a: Int } directive @d on FIELD", "type Query { a: Int }", "breaking DIRECTIVE_REMOVED @d"),
    (
        "type Query { a: Int } directive @d on FIELD",
        "type Query { a: Int } directive @d on FIELD | QUERY",
        "safe DIRECTIVE_LOCATION_ADDED @d (QUERY)",
    ),
    (
        "type Query { a: Int } directive @d on FIELD | QUERY",
        "type Query { a: Int } directive @d on FIELD",
        "breaking DIRECTIVE_LOCATION_REMOVED @d (QUERY)",
    ),
    (
        "type Query { a: Int } directive @d on FIELD",
        "type Query { a: Int } directive @d repeatable on FIELD",
        "safe DIRECTIVE_REPEATABLE_ADDED @d",
    ),
    (
        "type Query { a: Int } directive @d repeatable on FIELD",
        "type Query { a: Int } directive @d on FIELD",
        "breaking DIRECTIVE_REPEATABLE_REMOVED @d",
    ),
    (
        "type Query { a: Int } directive @d on FIELD",
        "type Query { a: Int } directive @d(a: Int) on FIELD",
        "safe OPTIONAL_DIRECTIVE_ARGUMENT_ADDED @d(a:)",
    ),
    (
        "type Query { a: Int } directive @d on FIELD",
        "type Query { a: Int } directive @d(a: Int!) on FIELD",
        "breaking REQUIRED_DIRECTIVE_ARGUMENT_ADDED @d(a:)",
    ),
    (
        "type Query { a: Int } directive @d(a: Int) on FIELD",
        "type Query { a: Int } directive @d on FIELD",
        "breaking DIRECTIVE_ARGUMENT_REMOVED @d(a:)",
    ),
    (
        "type Query { a: Int } directive @d(a: Int) on FIELD",
        "type Query { a: Int } directive @d(a: String) on FIELD",
        "breaking DIRECTIVE_ARGUMENT_TYPE_CHANGED @d(a:) (Int -> String)",
    ),
    (
        "type Query { a: Int } directive @d(a: Int = 1) on FIELD",
        "type Query { a: Int } directive @d(a: Int = 2) on FIELD",
        "dangerous DIRECTIVE_ARGUMENT_DEFAULT_CHANGED @d(a:) (1 -> 2)",
    ),
    // ---- what is said of elements -------------------------------------------------------------------------------------
    ("type Query { a: Int }", "type Query { a: Int @deprecated }", "safe DEPRECATION_ADDED Query.a"),
    ("type Query { a: Int @deprecated }", "type Query { a: Int }", "safe DEPRECATION_REMOVED Query.a"),
    (
        "type Query { a: Int @deprecated }",
        "type Query { a: Int @deprecated(reason: \"b\") }",
        "safe DEPRECATION_REASON_CHANGED Query.a",
    ),
    (
        "type Query { e: E } enum E { A B }",
        "type Query { e: E } enum E { A B @deprecated }",
        "safe DEPRECATION_ADDED E.B",
    ),
    (
        "type Query { a(b: Int): Int }",
        "type Query { a(b: Int @deprecated): Int }",
        "safe DEPRECATION_ADDED Query.a(b:)",
    ),
    ("type Query { a: Int }", "type Query { \"It.\" a: Int }", "safe DESCRIPTION_ADDED Query.a"),
    ("\"It.\" type Query { a: Int }", "type Query { a: Int }", "safe DESCRIPTION_REMOVED Query"),
    (
        "type Query { a(\"It.\" b: Int): Int }",
        "type Query { a(\"That.\" b: Int): Int }",
        "safe DESCRIPTION_CHANGED Query.a(b:)",
    ),
    (
        "type Query { e: E } enum E { \"It.\" A }",
        "type Query { e: E } enum E { \"That.\" A }",
        "safe DESCRIPTION_CHANGED E.A",
    ),
    (
        "directive @x(a: Int, b: Int) on OBJECT type Query { a: Int }",
        "directive @x(a: Int, b: Int) on OBJECT type Query @x(a: 1) { a: Int }",
        "dangerous APPLIED_DIRECTIVE_ADDED Query (@x(a: 1))",
    ),
    (
        "directive @x(a: Int, b: Int) on ENUM_VALUE type Query { e: E } enum E { A @x }",
        "directive @x(a: Int, b: Int) on ENUM_VALUE type Query { e: E } enum E { A }",
        "dangerous APPLIED_DIRECTIVE_REMOVED E.A (@x)",
    ),
    (
        "directive @x(a: Int, b: Int) on FIELD_DEFINITION type Query { a: Int @x(a: 1) }",
        "directive @x(a: Int, b: Int) on FIELD_DEFINITION type Query { a: Int @x(a: 2) }",
        "dangerous APPLIED_DIRECTIVE_CHANGED Query.a (@x(a: 1) -> @x(a: 2))",
    ),
];

#[test]
fn each_change_is_told_as_what_it_is() {
    for (old, new, expected) in ROWS {
        let (old, new) = (schema(&format!("{COMMON}{old}")), schema(&format!("{COMMON}{new}")));
        let told: Vec<_> = diff(&old, &new)
            .iter()
            .map(|change| {
                let detail = change.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
                format!("{} {} {}{detail}", change.criticality.as_str(), change.code, change.coordinate)
            })
            .collect();
        assert_eq!(told, [*expected], "{new}");
    }
}

#[test]
fn each_code_is_told_by_some_row() {
    let told: BTreeSet<_> = ROWS.iter().map(|(_, _, told)| told.split(' ').nth(1).unwrap()).collect();
    let all: BTreeSet<_> = ChangeCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(all.difference(&told).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(ChangeCode::ALL.iter().all(|code| !code.explain().is_empty()));
}

#[test]
fn an_argument_that_must_be_given_now_is_breaking_once() {
    let changes = diff(&schema("type Query { a(b: Int = 1): Int }"), &schema("type Query { a(b: Int!): Int }"));
    let told: Vec<_> = changes.iter().map(|change| (change.code.as_str(), change.criticality.as_str())).collect();
    assert_eq!(told, [("ARGUMENT_TYPE_CHANGED", "breaking"), ("ARGUMENT_DEFAULT_CHANGED", "dangerous")]);
}

#[test]
fn the_order_in_which_things_are_written_means_nothing() {
    let old = schema(
        "directive @x(a: Int, b: Int) on OBJECT
        type Query @x(a: 1, b: 2) { a(b: Int, c: I = { d: 1, e: 2 }): Int f: E u: U }
        input I { d: Int e: Int } enum E { A B } type T { a: Int } union U = T | Query",
    );
    let new = schema(
        "union U = Query | T enum E { B A } input I { e: Int d: Int } type T { a: Int }
        extend type Query { f: E a(c: I = { e: 2, d: 1 }, b: Int): Int }
        type Query @x(b: 2, a: 1) { u: U }
        directive @x(b: Int, a: Int) on OBJECT",
    );
    assert_eq!(diff(&old, &new), []);
}

#[test]
fn the_worst_comes_first() {
    let changes = diff(
        &schema("type Query { a: Int b: Int e: E } enum E { A }"),
        &schema("type Query { aa: Int b: Int! e: E } enum E { A B }"),
    );
    let told: Vec<_> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "breaking[FIELD_REMOVED]: field `Query.a` was removed",
            "dangerous[ENUM_VALUE_ADDED]: enum value `E.B` was added",
            "safe[FIELD_ADDED]: field `Query.aa` was added",
            "safe[FIELD_TYPE_CHANGED]: type of field `Query.b` changed from `Int` to `Int!`",
        ]
    );
}
