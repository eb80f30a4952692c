//! What rules complain of, and what they leave alone.

use std::fs;

use federation_check::{Document, LintConfig, LintRule, Version, lint};
use federation_compose::{SubgraphInput, compose};

/// Each finding as its code and coordinate.
fn told(version: &Version, config: &LintConfig) -> Vec<String> {
    lint(version, config, "supergraph.yaml")
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.coordinate.as_deref().unwrap_or_default()))
        .collect()
}

fn config(yaml: &str) -> LintConfig {
    serde_saphyr::from_str(yaml).unwrap()
}

fn written(sdl: &str) -> Version {
    Version::written(Document { subgraph: None, file: "schema.graphql".to_owned(), text: sdl.to_owned() }).unwrap()
}

pub fn composed(subgraphs: &[(&str, &str)]) -> Version {
    let input = |(name, sdl): &(&str, &str)| SubgraphInput {
        name: (*name).to_owned(),
        url: format!("http://{name}/"),
        file: format!("{name}.graphql"),
        sdl: (*sdl).to_owned(),
    };
    let inputs: Vec<_> = subgraphs.iter().map(input).collect();
    let composition = compose(&inputs).unwrap_or_else(|failure| panic!("{failure}"));
    let document = |input: SubgraphInput| Document { subgraph: Some(input.name), file: input.file, text: input.sdl };
    Version::composed(&composition.supergraph, inputs.into_iter().map(document).collect()).unwrap()
}

/// All rules off but one, with the rest of its configuration.
fn only(rule: LintRule, more: &str) -> LintConfig {
    let mut yaml = "rules:\n".to_owned();
    for known in LintRule::ALL {
        let name = known.as_str().to_lowercase();
        let entry = if *known == rule { format!("{{ level: error{more} }}") } else { "{ level: off }".to_owned() };
        yaml.push_str(&format!("  {name}: {entry}\n"));
    }
    config(&yaml)
}

#[test]
fn each_rule_finds_what_it_is_about_and_nothing_else() {
    let rows: &[(LintRule, &str, &str, &[&str])] = &[
        (
            LintRule::Naming,
            "",
            "type Query { good(Arg: Int, ok: I): user Bad: E } type user { id: ID } enum E { UPPER_2 lower } input I { b_c: Int d: Int }",
            &["E.lower", "I.b_c", "Query.Bad", "Query.good(Arg:)", "user"],
        ),
        (LintRule::Naming, ", fields: any", "type Query { Bad: Int b_a_d: Int }", &[]),
        (LintRule::Naming, ", fields: snake", "type Query { good_name: Int badName: Int }", &["Query.badName"]),
        (
            LintRule::MutationInput,
            "",
            "type Query { a(b: Int): Int } input DoInput { a: Int } type Mutation { do(input: DoInput!): Int }",
            &[],
        ),
        (
            LintRule::MutationInput,
            "",
            "type Query { a: Int } input DoInput { a: Int } type Mutation { do(input: DoInput): Int other(input: DoInput!): Int \
             two(input: DoInput!, b: Int): Int none: Int }",
            &["Mutation.do", "Mutation.other", "Mutation.two"],
        ),
        (
            LintRule::MutationPayload,
            "",
            "type Query { a: Int } type DoPayload { a: Int } type Mutation { do: DoPayload! un: DoPayload! }",
            &["Mutation.un"],
        ),
        (
            LintRule::MutationPayload,
            ", own: false",
            "type Query { a: Int } type DoPayload { a: Int } type Mutation { do: DoPayload un: DoPayload! to: Int! }",
            &["Mutation.do", "Mutation.to"],
        ),
        (
            LintRule::MutationPayload,
            ", nullable: true",
            "type Query { a: Int } type DoPayload { a: Int } type Mutation { do: DoPayload }",
            &[],
        ),
        (
            LintRule::ListBound,
            "",
            "directive @listSize(assumedSize: Int) on FIELD_DEFINITION type Query { a: [Int] b(first: Int): [Int!]! \
             c: [Int] @listSize(assumedSize: 3) d(ids: [ID!]!): [Int] e: AConnection } type AConnection { nodes: [Int] }",
            &["Query.a"],
        ),
        (
            LintRule::ListBound,
            ", arguments: [top]",
            "type Query { a(first: Int): [Int] b(top: Int): [Int] }",
            &["Query.a"],
        ),
        (
            LintRule::MissingDescription,
            "",
            "type Query { a: T \"It.\" b: Int } type T { a: Int } \"It.\" type U { a: Int }",
            &["Query.a", "T"],
        ),
        (
            LintRule::MissingDescription,
            ", of: [fields, arguments, enum_values, input_fields]",
            "type Query { a(b: I): T } type T { a: E } enum E { A } input I { a: Int \"It.\" b: Int }",
            &["E.A", "I.a", "Query.a(b:)", "T.a"],
        ),
        (
            LintRule::DeprecationReason,
            "",
            "type Query { a: Int @deprecated b: Int @deprecated(reason: \"use a\") c(d: Int @deprecated): E } \
             enum E { A B @deprecated(reason: \" \") }",
            &["E.B", "Query.a", "Query.c(d:)"],
        ),
    ];
    for (rule, more, sdl, expected) in rows {
        let expected: Vec<_> = expected.iter().map(|coordinate| format!("{} {coordinate}", rule.as_str())).collect();
        assert_eq!(told(&written(sdl), &only(*rule, more)), expected, "{sdl}");
        assert_eq!(told(&written(sdl), &only(LintRule::NullableCrossing, "")), Vec::<String>::new(), "{sdl}");
    }
}

const LINK: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@key\", \"@shareable\", \"@external\", \"@override\", \"@provides\"])";

#[test]
fn what_may_need_another_subgraph_is_nullable() {
    let users = "type Query { me: User! } type User @key(fields: \"id org { id }\") { id: ID! org: Org! name: String! age: Int } type Org { id: ID! @shareable }";
    for (others, expected) in [
        ("type Post { author: User! } type Query { post: Post }", &["Post.author"][..]),
        ("type Post { author: User } type Query { post: Post }", &[]),
        ("type Post { authors: [User!] } type Query { post: Post }", &["Post.authors"]),
        ("type Post { authors: [[User]!]! } type Query { post: Post }", &[]),
        ("union Actor = User | Bot type Bot { a: Int } type Query { actor: Actor! }", &["Query.actor"]),
        ("union Actor = User | Bot type Bot { a: Int } type Query { actor: Actor }", &[]),
        (
            "interface Actor { id: ID! } extend type User implements Actor type Query { actor: Actor! }",
            &["Query.actor"],
        ),
        ("interface Named { a: Int } type Bot implements Named { a: Int } type Query { named: Named! }", &[]),
        ("extend type User { posts: Int! } type Query { a: Int! }", &["User.posts"]),
        ("extend type User { posts: [Int!] } type Query { a: Int! }", &[]),
    ] {
        let reference = "type User @key(fields: \"id org { id }\") { id: ID! org: Org! @shareable } type Org { id: ID! @shareable }";
        let (users, others) = (
            format!("{LINK} {}", users.replace("org: Org!", "org: Org! @shareable")),
            format!("{LINK} {reference} {others}"),
        );
        let version = composed(&[("users", &users), ("others", &others)]);
        let expected: Vec<_> = expected.iter().map(|coordinate| format!("NULLABLE_CROSSING {coordinate}")).collect();
        assert_eq!(told(&version, &only(LintRule::NullableCrossing, "")), expected, "{others}");
    }
}

#[test]
fn who_owns_what_can_be_said_and_a_shared_type_keeps_only_its_keys() {
    let a = format!("{LINK} type Query {{ t: T }} type T @key(fields: \"id\") {{ id: ID! a: Int! b: Int! }}");
    let b = format!("{LINK} type Query {{ u: T }} type T @key(fields: \"id\") {{ id: ID! c: Int! }}");
    // The elements of `more` are nullable, as those of other subgraphs should be; the list itself is not.
    let a = format!("{a} extend type T {{ more: [O]! }} type O @key(fields: \"id\") {{ id: ID! }}");
    let b = format!("{b} type O @key(fields: \"id\") {{ id: ID! d: Int e: Int }}");
    let version = composed(&[("a", &a), ("b", &b)]);
    let told = |more: &str| told(&version, &only(LintRule::NullableCrossing, more));
    assert_eq!(told(""), ["NULLABLE_CROSSING T.c"]);
    assert_eq!(
        told(", owners: { T: b }"),
        ["NULLABLE_CROSSING T.a", "NULLABLE_CROSSING T.b", "NULLABLE_CROSSING T.more"]
    );
    assert_eq!(
        told(", shared: [T]"),
        ["NULLABLE_CROSSING T.a", "NULLABLE_CROSSING T.b", "NULLABLE_CROSSING T.c", "NULLABLE_CROSSING T.more"]
    );
}

#[test]
fn who_only_declares_a_field_does_not_resolve_it() {
    let told = |a: &str, b: &str| {
        let (a, b) = (format!("{LINK} {a}"), format!("{LINK} {b}"));
        told(&composed(&[("a", &a), ("b", &b)]), &only(LintRule::NullableCrossing, ""))
    };
    // What is provided on one path is another subgraph's all the same.
    let owner = "type Query { t: T } type T @key(fields: \"id\") { id: ID! a: Int! @shareable b: Int! @shareable }";
    let provided = "type Query { u: T! @provides(fields: \"a b\") } type T @key(fields: \"id\") { id: ID! a: Int! @external b: Int! @external }";
    assert_eq!(told(owner, provided), ["NULLABLE_CROSSING Query.u"]);
    // A field that has moved away is declared still, for the interface.
    let moved = "type Query { t: T } interface I { a: Int! } type T implements I @key(fields: \"id\") { id: ID! a: Int! b: Int! c: Int! }";
    let mover = "type T @key(fields: \"id\") { id: ID! a: Int! @override(from: \"a\") }";
    assert_eq!(told(moved, mover), ["NULLABLE_CROSSING T.a"]);
}

#[test]
fn a_finding_is_where_it_is_written() {
    let a = format!("{LINK}\ntype Query {{\n  t: T!\n}}\ntype T @key(fields: \"id\") {{ id: ID! }}");
    let b = format!("{LINK}\ntype T @key(fields: \"id\") {{ id: ID! a: Int! b: Int! }}");
    let findings = lint(&composed(&[("a", &a), ("b", &b)]), &only(LintRule::NullableCrossing, ""), "supergraph.yaml");
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let place = &findings[0].locations[0];
    assert_eq!((place.file.as_str(), place.line, place.column), ("a.graphql", 3, 3));
    assert_eq!(
        findings[0].message,
        "`Query.t: T!` may need another subgraph and is not nullable: subgraph `a` resolves it to a `T`, which subgraph `b` owns"
    );
}

#[test]
fn what_is_allowed_is_left_alone_and_what_allows_nothing_is_told() {
    let version = written("type Query { a: [Int] b: [Int] c: [T] } type T { a: [Int] }");
    let config = config(
        "rules: { missing_description: { level: off } }\nallow:\n  - { rule: list_bound, coordinate: Query.a, reason: r }\n  - { rule: LIST_BOUND, coordinate: T.*, reason: r }\n  - { rule: naming, coordinate: Query.b, reason: r }\n",
    );
    let findings = lint(&version, &config, "supergraph.yaml");
    assert_eq!(told(&version, &config), ["LINT_ALLOWANCE_UNUSED ", "LIST_BOUND Query.b", "LIST_BOUND Query.c"]);
    assert_eq!((findings[0].locations[0].file.as_str(), findings[0].locations[0].line), ("supergraph.yaml", 5));
}

#[test]
fn a_mistake_in_the_configuration_is_told() {
    for (yaml, words) in [
        ("rules: { namin: {} }", "namin"),
        ("rules: { naming: { level: loud } }", "loud"),
        ("rules: { naming: { types: kebab } }", "kebab"),
        ("allow: [{ rule: nothing, coordinate: A, reason: r }]", "there is no rule `nothing`"),
        ("allow: [{ rule: naming, coordinate: A }]", "reason"),
        ("allow: [{ rule: naming, coordinate: A, reason: '' }]", "there is no reason"),
    ] {
        let error = serde_saphyr::from_str::<LintConfig>(yaml).unwrap_err().to_string();
        assert!(error.contains(words), "{yaml}\n{error}");
    }
}

/// The graph of this repository, with a change to one of its subgraphs.
fn chat(changed: &str, change: &str) -> Version {
    let read = |name| {
        let path = format!("{}/../../schema/{name}.graphql", env!("CARGO_MANIFEST_DIR"));
        let sdl = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        (name, if name == changed { format!("{sdl}\n{change}\n") } else { sdl })
    };
    let subgraphs = ["users", "channels", "messages"].map(read);
    composed(&subgraphs.each_ref().map(|(name, sdl)| (*name, sdl.as_str())))
}

#[test]
fn the_graph_of_this_repository_keeps_the_rule_and_each_break_of_it_is_noticed() {
    let config = only(LintRule::NullableCrossing, ", owners: { Viewer: users }, shared: [Viewer, Channel]");
    assert_eq!(told(&chat("", ""), &config), Vec::<String>::new());
    for (subgraph, change, coordinate) in [
        ("messages", "extend type Message { reviewer: User! }", "Message.reviewer"),
        ("messages", "extend type Message { reviewers: [User!] }", "Message.reviewers"),
        ("messages", "union Actor = User | Message extend type Message { actor: Actor! }", "Message.actor"),
        ("channels", "extend type User { rank: Int! }", "User.rank"),
        ("channels", "extend type Channel { rank: Int! }", "Channel.rank"),
        ("users", "extend type Viewer { rank: [Int]! }", "Viewer.rank"),
    ] {
        let told = told(&chat(subgraph, change), &config);
        assert_eq!(told, [format!("NULLABLE_CROSSING {coordinate}")], "{change}");
    }
}
