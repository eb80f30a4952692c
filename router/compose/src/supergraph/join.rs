//! The join specification: how a supergraph says which subgraph has what. <https://specs.apollo.dev/join/v0.3/>

use apollo_compiler::{
    Name, Node,
    ast::{Argument, Directive, Value},
    collections::HashSet,
};

/// Which subgraph has a type, and by which key.
#[derive(Clone, Debug)]
pub(crate) struct JoinType<'m> {
    pub graph: &'m Name,
    pub key: Option<String>,
    /// Whether the key is on an extension.
    pub extension: bool,
    /// Whether an entity can be reached by the key.
    pub resolvable: bool,
    /// Whether the subgraph knows an interface as an object.
    pub is_interface_object: bool,
}

/// Which subgraph has a field, and what else it says of it.
#[derive(Clone, Debug)]
pub(crate) struct JoinField<'m> {
    pub graph: &'m Name,
    pub requires: Option<String>,
    pub provides: Option<String>,
    /// The type in the subgraph, where subgraphs differ.
    pub ty: Option<String>,
    pub external: bool,
    /// The subgraph from which the field was moved here.
    pub overriding: Option<String>,
    /// Whether the field was moved from here, but is still needed.
    pub used_overridden: bool,
    /// What decides which of the two resolves it.
    pub override_label: Option<String>,
}

impl<'m> JoinField<'m> {
    /// The field is there, and that is all.
    pub(crate) fn of(graph: &'m Name) -> Self {
        Self {
            graph,
            requires: None,
            provides: None,
            ty: None,
            external: false,
            overriding: None,
            used_overridden: false,
            override_label: None,
        }
    }
}

/// `@join__type`.
pub(crate) fn ty(join: JoinType<'_>) -> Directive {
    let resolvable = (!join.resolvable).then_some(false);
    directive(
        "join__type",
        [
            graph(join.graph),
            string("key", join.key),
            boolean("extension", join.extension.then_some(true)),
            boolean("resolvable", resolvable),
            boolean("isInterfaceObject", join.is_interface_object.then_some(true)),
        ],
    )
}

/// `@join__field`.
pub(crate) fn field(join: JoinField<'_>) -> Directive {
    directive(
        "join__field",
        [
            graph(join.graph),
            string("requires", join.requires),
            string("provides", join.provides),
            string("type", join.ty),
            boolean("external", join.external.then_some(true)),
            string("override", join.overriding),
            boolean("usedOverridden", join.used_overridden.then_some(true)),
            string("overrideLabel", join.override_label),
        ],
    )
}

/// `@join__field` of a field that an implementation has from its interface: no subgraph has it as the implementation's.
pub(crate) fn field_of_interface() -> Directive {
    directive("join__field", [])
}

/// `@join__implements`.
pub(crate) fn implements(in_graph: &Name, interface: &Name) -> Directive {
    directive("join__implements", [graph(in_graph), string("interface", Some(interface.to_string()))])
}

/// `@join__unionMember`.
pub(crate) fn union_member(in_graph: &Name, member: &Name) -> Directive {
    directive("join__unionMember", [graph(in_graph), string("member", Some(member.to_string()))])
}

/// `@join__enumValue`.
pub(crate) fn enum_value(in_graph: &Name) -> Directive {
    directive("join__enumValue", [graph(in_graph)])
}

/// `@join__graph`.
pub(crate) fn graph_directive(name: &str, url: &str) -> Directive {
    directive("join__graph", [string("name", Some(name.to_owned())), string("url", Some(url.to_owned()))])
}

/// Whether a directive is of this specification.
pub(crate) fn is_join(directive: &Directive) -> bool {
    directive.name.starts_with("join__")
}

/// What the subgraphs are called in `join__Graph`: in capitals, with `_` for whatever a name cannot have. Names that
/// become the same are numbered.
pub(crate) fn graph_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<Name> {
    let sanitised: Vec<_> = names.map(sanitise).collect();
    let mut taken: HashSet<String> = HashSet::default();
    let twice = |name: &String| sanitised.iter().filter(|other| *other == name).count() > 1;
    let mut graphs = Vec::new();
    for name in &sanitised {
        let mut unique = name.clone();
        let mut number = 1;
        while taken.contains(&unique) || (number == 1 && twice(name)) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        taken.insert(unique.clone());
        graphs.push(Name::new_unchecked(&unique));
    }
    graphs
}

fn sanitise(name: &str) -> String {
    let mut sanitised: String =
        name.chars().map(|char| if char.is_ascii_alphanumeric() { char.to_ascii_uppercase() } else { '_' }).collect();
    if sanitised.starts_with(|first: char| first.is_ascii_digit()) {
        sanitised.insert(0, '_');
    }
    // A name that ends like a number after `_` would be taken for one of those that are numbered.
    let tail = sanitised.rsplit_once('_').map(|(_, tail)| tail);
    if tail.is_some_and(|tail| !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit())) {
        sanitised.push('_');
    }
    sanitised
}

fn directive<const N: usize>(name: &'static str, arguments: [Option<Node<Argument>>; N]) -> Directive {
    Directive { name: Name::new_unchecked(name), arguments: arguments.into_iter().flatten().collect() }
}

fn argument(name: &'static str, value: Value) -> Node<Argument> {
    Node::new(Argument { name: Name::new_unchecked(name), value: Node::new(value) })
}

fn graph(graph: &Name) -> Option<Node<Argument>> {
    Some(argument("graph", Value::Enum(graph.clone())))
}

fn string(name: &'static str, value: Option<String>) -> Option<Node<Argument>> {
    value.map(|value| argument(name, Value::String(value)))
}

fn boolean(name: &'static str, value: Option<bool>) -> Option<Node<Argument>> {
    value.map(|value| argument(name, Value::Boolean(value)))
}
