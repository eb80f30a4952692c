//! Writes the supergraph: what was merged, with the definitions and links of the machinery that it uses.

pub(crate) mod feature;
pub(crate) mod join;

use std::sync::OnceLock;

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Argument, Directive, EnumValueDefinition, Value},
    schema::{Component, EnumType, ExtendedType, ScalarType},
};

use crate::{
    merge::{Merged, SupergraphLink},
    subgraph::{Subgraph, Validated, federation::specification, own_document},
};

/// Completes what was merged.
pub(crate) fn assemble(merged: Merged, subgraphs: &[Subgraph<Validated>]) -> Schema {
    let Merged { mut schema, links, graphs } = merged;
    let labels = uses_labels(&schema);
    define_link(&mut schema);
    define_join(&mut schema, labels);
    define_graphs(&mut schema, subgraphs, &graphs);
    for link in &links {
        define_feature(&mut schema, link);
    }
    let version = if labels { "https://specs.apollo.dev/join/v0.4" } else { "https://specs.apollo.dev/join/v0.3" };
    let mut directives = vec![
        link("https://specs.apollo.dev/link/v1.0", None, Vec::new()),
        link(version, Some("EXECUTION"), Vec::new()),
    ];
    directives.extend(links.iter().map(|one| link(&one.url, one.purpose, imports(one))));
    let all = &mut schema.schema_definition.make_mut().directives.0;
    all.splice(0..0, directives.into_iter().map(Component::new));
    schema
}

/// Labels came with a version that not every tool reads, so it is only used where it is needed.
fn uses_labels(schema: &Schema) -> bool {
    let objects = schema.types.values().filter_map(ExtendedType::as_object);
    objects
        .flat_map(|object| object.fields.values())
        .flat_map(|field| field.directives.iter())
        .any(|directive| join::is_join(directive) && directive.specified_argument_by_name("overrideLabel").is_some())
}

fn define_link(schema: &mut Schema) {
    let specification = specification();
    if let Some(link) = specification.directive_definitions.get("link") {
        schema.directive_definitions.insert(link.name.clone(), link.clone());
    }
    for name in ["link__Import", "link__Purpose"] {
        if let Some(ty) = specification.types.get(name) {
            schema.types.insert(ty.name().clone(), ty.clone());
        }
    }
}

fn define_join(schema: &mut Schema, labels: bool) {
    static JOIN: OnceLock<Schema> = OnceLock::new();
    let join = JOIN.get_or_init(|| own_document(include_str!("join.graphql")));
    for (name, definition) in join.directive_definitions.iter().filter(|(_, definition)| !definition.is_built_in()) {
        let mut definition = definition.clone();
        if name == "join__field" && !labels {
            definition.make_mut().arguments.retain(|argument| argument.name != "overrideLabel");
        }
        schema.directive_definitions.insert(name.clone(), definition);
    }
    if let Some(ty) = join.types.get("join__FieldSet") {
        schema.types.insert(ty.name().clone(), ty.clone());
    }
}

fn define_graphs(schema: &mut Schema, subgraphs: &[Subgraph<Validated>], graphs: &[Name]) {
    let mut ty = EnumType {
        description: None,
        name: Name::new_unchecked("join__Graph"),
        directives: Default::default(),
        values: Default::default(),
    };
    for (subgraph, graph) in subgraphs.iter().zip(graphs) {
        let directives = std::iter::once(join::graph_directive(&subgraph.name, &subgraph.url)).collect();
        let value = EnumValueDefinition { description: None, value: graph.clone(), directives };
        ty.values.insert(graph.clone(), Component::new(value));
    }
    schema.types.insert(ty.name.clone(), Node::new(ty).into());
}

/// Defines a specification's directives by the supergraph's names. What subgraphs asked to keep is defined already.
fn define_feature(schema: &mut Schema, link: &SupergraphLink) {
    let Some(feature) = link.feature else { return };
    let scalar = feature.scalar.map(|scalar| (scalar, Name::new_unchecked(&format!("{}__{scalar}", feature.name))));
    for (element, local) in &link.imports {
        let Some(definition) = specification().directive_definitions.get(element.as_str()) else { continue };
        let mut definition = (**definition).clone();
        definition.name = local.clone();
        if let Some((scalar, renamed)) = &scalar {
            for argument in &mut definition.arguments {
                if argument.ty.inner_named_type() == *scalar {
                    let argument = argument.make_mut();
                    argument.ty = Node::new(crate::subgraph::federation::rename(&argument.ty, renamed));
                }
            }
        }
        schema.directive_definitions.insert(local.clone(), Node::new(definition));
    }
    if let Some((_, name)) = scalar {
        let ty = ScalarType { description: None, name: name.clone(), directives: Default::default() };
        schema.types.insert(name, Node::new(ty).into());
    }
}

/// What a link has to say so that its directives have the supergraph's names.
fn imports(link: &SupergraphLink) -> Vec<Node<Value>> {
    let name = link.feature.map(|feature| feature.name);
    let imports = link.imports.iter().filter(|(element, local)| {
        // A specification's main directive needs no import to go by its own name.
        !(Some(element.as_str()) == name && local == element.as_str())
    });
    let string = |text: &str| Node::new(Value::String(format!("@{text}")));
    imports
        .map(|(element, local)| {
            if local == element.as_str() {
                string(element)
            } else {
                let name = (Name::new_unchecked("name"), string(element));
                let alias = (Name::new_unchecked("as"), string(local));
                Node::new(Value::Object(vec![name, alias]))
            }
        })
        .collect()
}

fn link(url: &str, purpose: Option<&str>, imports: Vec<Node<Value>>) -> Directive {
    let argument = |name, value| Node::new(Argument { name: Name::new_unchecked(name), value: Node::new(value) });
    let mut arguments = vec![argument("url", Value::String(url.to_owned()))];
    arguments.extend(purpose.map(|purpose| argument("for", Value::Enum(Name::new_unchecked(purpose)))));
    if !imports.is_empty() {
        arguments.push(argument("import", Value::List(imports)));
    }
    Directive { name: Name::new_unchecked("link"), arguments }
}
