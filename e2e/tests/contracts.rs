//! Laws over the contracts, the SDLs that are committed under `schema/`: those that are the chat's own. `router lint` has the
//! rest, what may be null among them (`just schema-check`).
//!
//! Each law is a function from the contracts to its violations. The last test breaks the contracts, one law at a time,
//! and sees that each is noticed: a law that cannot fail is none.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may, and clippy takes only the outermost functions for tests"
)]

use std::collections::BTreeMap;
use std::{fs, path::PathBuf};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, ConstDirective, FieldDefinition, Type, TypeKind, TypeSystemDefinition},
};

const SUBGRAPHS: [&str; 3] = ["users", "channels", "messages"];

/// Connections that are not pages: a window has a middle instead of a beginning.
const WINDOWS: [&str; 1] = ["Channel.messagesAround"];

#[test]
fn an_author_can_be_shown_without_users() {
    hold(author);
}

#[test]
fn an_entity_is_known_by_its_id_alone() {
    hold(keys);
}

#[test]
fn nothing_hides_a_crossing() {
    hold(crossings);
}

#[test]
fn what_all_subgraphs_share_has_one_shape() {
    hold(shapes);
}

#[test]
fn a_mutation_takes_one_input_and_tells_its_errors() {
    hold(mutations);
}

#[test]
fn a_connection_can_be_paged() {
    hold(connections);
}

/// `author` is the crossing; `authorName` is what clients show meanwhile.
fn author(contracts: &Contracts) -> Vec<String> {
    let expected = [("author", "User"), ("authorId", "ID"), ("authorName", "String!")];
    let found = |field| contracts.field("messages", "Message", field).map(|field| field.ty.node.to_string());
    expected
        .into_iter()
        .filter(|(field, ty)| found(field).as_deref() != Some(ty))
        .map(|(field, ty)| format!("messages: Message.{field} is {:?}, and should be {ty}", found(field)))
        .collect()
}

fn keys(contracts: &Contracts) -> Vec<String> {
    let mut violations = Vec::new();
    for (subgraph, name, object) in contracts.objects() {
        for key in directives(&object.directives, "key") {
            if key != "id" {
                violations.push(format!("{subgraph}: {name} has the key `{key}`"));
            }
        }
    }
    violations
}

/// `@provides` would answer from a copy what its owner should be asked for.
fn crossings(contracts: &Contracts) -> Vec<String> {
    contracts
        .fields()
        .filter(|(_, _, field)| field.directives.iter().any(|directive| directive.node.name.node == "provides"))
        .map(|(subgraph, name, field)| at(subgraph, name, field, "has @provides"))
        .collect()
}

fn shapes(contracts: &Contracts) -> Vec<String> {
    let mut violations = Vec::new();
    for name in ["PageInfo", "GenericError", "RateLimited"] {
        let shapes = SUBGRAPHS.map(|subgraph| contracts.0[subgraph].get(name).map(Object::shape));
        for (subgraph, shape) in SUBGRAPHS.iter().zip(&shapes) {
            if shape.is_none() {
                violations.push(format!("{subgraph}: {name} is missing"));
            } else if *shape != shapes[0] {
                violations.push(format!("{subgraph}: {name} is {shape:?}, and in {}: {:?}", SUBGRAPHS[0], shapes[0]));
            }
            if contracts.0[subgraph].get(name).is_some_and(|object| !object.is_shareable()) {
                violations.push(format!("{subgraph}: {name} is not @shareable"));
            }
        }
    }
    violations
}

fn mutations(contracts: &Contracts) -> Vec<String> {
    let mut violations = Vec::new();
    for (subgraph, _, mutation) in contracts.fields().filter(|(_, name, _)| *name == "Mutation") {
        let name = mutation.name.node.as_str();
        let arguments: Vec<_> = mutation.arguments.iter().map(|argument| &argument.node).collect();
        let taken: Vec<_> =
            arguments.iter().map(|argument| format!("{}: {}", argument.name.node, argument.ty.node)).collect();
        // There is one session to log out of: the one that asks.
        let expected = if name == "logOut" { vec![] } else { vec![format!("input: {}Input!", pascal_case(name))] };
        if taken != expected {
            violations.push(format!("{subgraph}: {name} takes {taken:?}, and should take {expected:?}"));
        }
        let (payload, nullable) = innermost(&mutation.ty.node);
        if nullable || mutation.ty.node.to_string() != format!("{payload}!") || !payload.ends_with("Payload") {
            violations.push(format!("{subgraph}: {name} returns {}, and should return a …Payload!", mutation.ty.node));
        }
        let errors = contracts.field(subgraph, payload, "errors").map(|errors| errors.ty.node.to_string());
        if errors.as_deref() != Some("[UserError!]!") {
            violations.push(format!("{subgraph}: {payload}.errors is {errors:?}, and should be [UserError!]!"));
        }
    }
    violations
}

fn connections(contracts: &Contracts) -> Vec<String> {
    contracts
        .fields()
        .filter(|(_, name, field)| !WINDOWS.contains(&format!("{name}.{}", field.name.node).as_str()))
        .filter(|(_, _, field)| innermost(&field.ty.node).0.ends_with("Connection"))
        .filter(|(_, _, field)| {
            let takes = |name| field.arguments.iter().any(|argument| argument.node.name.node == name);
            !(takes("first") && takes("after"))
        })
        .map(|(subgraph, name, field)| at(subgraph, name, field, "is a connection without `first` and `after`"))
        .collect()
}

#[test]
fn a_broken_contract_is_noticed() {
    let broken: [(Law, &str, &str, &str); 10] = [
        (author, "messages", "extend type Message { author: User! }", "Message.author"),
        (keys, "users", "type Odd @key(fields: \"id name\") { id: ID! name: String! }", "Odd"),
        (crossings, "messages", "extend type Message { pal: User @provides(fields: \"id\") }", "Message.pal"),
        (shapes, "channels", "extend type PageInfo { total: Int }", "PageInfo"),
        (shapes, "users", "extend type GenericError { hint: String }", "GenericError"),
        (mutations, "users", "extend type Mutation { poke(userId: ID!): AuthPayload! }", "poke"),
        (mutations, "users", "extend type Mutation { poke(input: PokeInput!): Boolean! }", "poke"),
        (mutations, "users", "extend type Mutation { poke(input: PokeInput!): Poke! } type Poke { id: ID! }", "Poke"),
        (connections, "users", "extend type Query { everyone(first: Int): UserConnection! }", "Query.everyone"),
        (connections, "channels", "extend type Channel { guests: MembershipConnection }", "Channel.guests"),
    ];
    for (law, subgraph, change, named) in broken {
        let contracts = Contracts::read(|name, sdl| if name == subgraph { format!("{sdl}\n{change}\n") } else { sdl });
        let violations = law(&contracts);
        assert!(
            violations.iter().any(|violation| violation.contains(named)),
            "{change} goes unnoticed: {violations:?}"
        );
    }
}

type Law = fn(&Contracts) -> Vec<String>;

fn hold(law: Law) {
    let violations = law(&Contracts::read(|_, sdl| sdl));
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

/// Per subgraph: its types by name.
struct Contracts(BTreeMap<&'static str, BTreeMap<String, Object>>);

/// An object, interface or union.
#[derive(Default)]
struct Object {
    directives: Vec<ConstDirective>,
    fields: Vec<FieldDefinition>,
    /// Of a union: its members.
    members: Vec<String>,
    implements: Vec<String>,
}

impl Contracts {
    /// Reads what is committed, changed by `change`, which gets a subgraph's name and SDL.
    fn read(change: impl Fn(&str, String) -> String) -> Self {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema"));
        let read = |subgraph| {
            let path = folder.join(format!("{subgraph}.graphql"));
            let sdl = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let types = types(&change(subgraph, sdl));
            assert!(types.contains_key("Query"), "{subgraph} has no queries: was its contract read at all?");
            (subgraph, types)
        };
        Self(SUBGRAPHS.into_iter().map(read).collect())
    }

    fn objects(&self) -> impl Iterator<Item = (&'static str, &str, &Object)> {
        self.0
            .iter()
            .flat_map(|(subgraph, types)| types.iter().map(|(name, object)| (*subgraph, name.as_str(), object)))
    }

    fn fields(&self) -> impl Iterator<Item = (&'static str, &str, &FieldDefinition)> {
        self.objects()
            .flat_map(|(subgraph, name, object)| object.fields.iter().map(move |field| (subgraph, name, field)))
    }

    /// The field as it was declared last.
    fn field(&self, subgraph: &str, object: &str, name: &str) -> Option<&FieldDefinition> {
        self.0[subgraph].get(object)?.fields.iter().rfind(|field| field.name.node == name)
    }
}

impl Object {
    fn is_shareable(&self) -> bool {
        let shareable = |directive: &ConstDirective| directive.name.node == "shareable";
        let field_is = |field: &FieldDefinition| field.directives.iter().any(|directive| shareable(&directive.node));
        self.directives.iter().any(shareable) || self.fields.iter().all(field_is)
    }

    fn shape(&self) -> BTreeMap<String, String> {
        self.fields.iter().map(|field| (field.name.node.to_string(), field.ty.node.to_string())).collect()
    }
}

fn types(sdl: &str) -> BTreeMap<String, Object> {
    let mut types: BTreeMap<String, Object> = BTreeMap::new();
    for definition in parse_schema(sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let definition = definition.node;
        let (fields, implements, members) = match definition.kind {
            TypeKind::Object(object) => (object.fields, object.implements, vec![]),
            TypeKind::Interface(interface) => (interface.fields, interface.implements, vec![]),
            TypeKind::Union(union) => (vec![], vec![], union.members),
            _ => continue,
        };
        let object = types.entry(definition.name.node.to_string()).or_default();
        object.directives.extend(definition.directives.into_iter().map(|directive| directive.node));
        object.fields.extend(fields.into_iter().map(|field| field.node));
        object.implements.extend(implements.into_iter().map(|name| name.node.to_string()));
        object.members.extend(members.into_iter().map(|name| name.node.to_string()));
    }
    types
}

/// The `fields` of each directive called `name`.
fn directives(all: &[ConstDirective], name: &str) -> Vec<String> {
    all.iter()
        .filter(|directive| directive.name.node == name)
        .map(|directive| directive.get_argument("fields").unwrap().node.clone().into_json().unwrap())
        .map(|fields| fields.as_str().unwrap().to_owned())
        .collect()
}

/// What is in all the lists, and whether it is nullable there.
fn innermost(ty: &Type) -> (&str, bool) {
    match &ty.base {
        BaseType::Named(name) => (name.as_str(), ty.nullable),
        BaseType::List(element) => innermost(element),
    }
}

fn at(subgraph: &str, name: &str, field: &FieldDefinition, complaint: &str) -> String {
    format!("{subgraph}: {name}.{}: {} {complaint}", field.name.node, field.ty.node)
}

fn pascal_case(camel_case: &str) -> String {
    let (first, rest) = camel_case.split_at(1);
    first.to_uppercase() + rest
}
