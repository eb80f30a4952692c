//! The API schema: what clients see of a supergraph.

use std::collections::HashSet;

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Directive, Value},
    schema::{Component, DirectiveList, ExtendedType},
    validation::Valid,
};

use super::SupergraphError;

/// The API schema of a supergraph: without what is `@inaccessible`, and without the definitions and applications of
/// everything that came by `@link`.
pub fn api_schema(supergraph: &Schema) -> Result<Valid<Schema>, SupergraphError> {
    let linked = Linked::of(supergraph);
    let mut api = supergraph.clone();
    remove_inaccessible(&mut api, &linked.inaccessible);
    api.types.retain(|name, _| !linked.owns(name));
    api.directive_definitions.retain(|name, _| !linked.owns(name));
    strip(&mut api, &linked);
    api.validate().map_err(|error| SupergraphError::Invalid(error.errors.to_string()))
}

/// The specifications that a schema links.
struct Linked {
    /// Under which names their elements stand: `join` owns `join__Graph` and `@join`.
    namespaces: HashSet<String>,
    /// Elements that have names without a namespace.
    imports: HashSet<String>,
    /// What `@inaccessible` is called here.
    inaccessible: String,
}

impl Linked {
    fn of(schema: &Schema) -> Self {
        let mut linked =
            Self { namespaces: HashSet::new(), imports: HashSet::new(), inaccessible: "inaccessible".to_owned() };
        let links = schema.schema_definition.directives.iter().filter(|directive| directive.name == "link");
        for link in links {
            linked.add(link);
        }
        linked
    }

    fn add(&mut self, link: &Directive) {
        let text = |name: &str| link.specified_argument_by_name(name).and_then(|value| value.as_str());
        let Some(url) = text("url") else { return };
        // `https://specs.apollo.dev/inaccessible/v0.2`: the name stands before the version.
        let mut parts = url.rsplit('/');
        let last = parts.next().unwrap_or_default();
        let is_version = last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let spec = if is_version { parts.next().unwrap_or_default() } else { last };
        let namespace = text("as").unwrap_or(spec);
        if spec == "inaccessible" {
            namespace.clone_into(&mut self.inaccessible);
        }
        self.namespaces.insert(namespace.to_owned());
        let imports = link.specified_argument_by_name("import").and_then(|value| value.as_list()).unwrap_or_default();
        for import in imports {
            let (name, renamed) = match import.as_ref() {
                Value::String(name) => (Some(name.as_str()), None),
                Value::Object(fields) => {
                    let field =
                        |key: &str| fields.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.as_str());
                    (field("name"), field("as"))
                }
                _ => (None, None),
            };
            let Some(own) = renamed.or(name) else { continue };
            let own = own.trim_start_matches('@').to_owned();
            if spec == "inaccessible" && name == Some("@inaccessible") {
                self.inaccessible.clone_from(&own);
            }
            self.imports.insert(own);
        }
    }

    fn owns(&self, name: &str) -> bool {
        let namespace = name.split_once("__").map_or(name, |(namespace, _)| namespace);
        // `__Schema` and the like belong to GraphQL itself.
        !namespace.is_empty()
            && (self.imports.contains(name)
                || self.namespaces.contains(namespace) && (name.contains("__") || name == namespace))
    }
}

fn remove_inaccessible(schema: &mut Schema, inaccessible: &str) {
    let is_hidden = |ty: &ExtendedType| ty.directives().has(inaccessible);
    let hidden: HashSet<Name> =
        schema.types.iter().filter(|(_, ty)| is_hidden(ty)).map(|(name, _)| name.clone()).collect();
    schema.types.retain(|name, _| !hidden.contains(name));
    for ty in schema.types.values_mut() {
        match ty {
            ExtendedType::Object(object) => {
                let object = object.make_mut();
                object.implements_interfaces.retain(|interface| !hidden.contains(&interface.name));
                object.fields.retain(|_, field| !field.directives.has(inaccessible));
                for field in object.fields.values_mut() {
                    field.make_mut().arguments.retain(|argument| !argument.directives.has(inaccessible));
                }
            }
            ExtendedType::Interface(interface) => {
                let interface = interface.make_mut();
                interface.implements_interfaces.retain(|interface| !hidden.contains(&interface.name));
                interface.fields.retain(|_, field| !field.directives.has(inaccessible));
                for field in interface.fields.values_mut() {
                    field.make_mut().arguments.retain(|argument| !argument.directives.has(inaccessible));
                }
            }
            ExtendedType::Union(union) => union.make_mut().members.retain(|member| !hidden.contains(&member.name)),
            ExtendedType::Enum(values) => {
                values.make_mut().values.retain(|_, value| !value.directives.has(inaccessible));
            }
            ExtendedType::InputObject(input) => {
                input.make_mut().fields.retain(|_, field| !field.directives.has(inaccessible));
            }
            ExtendedType::Scalar(_) => {}
        }
    }
    for definition in schema.directive_definitions.values_mut() {
        if definition.arguments.iter().any(|argument| argument.directives.has(inaccessible)) {
            definition.make_mut().arguments.retain(|argument| !argument.directives.has(inaccessible));
        }
    }
    let definition = schema.schema_definition.make_mut();
    for root in [&mut definition.query, &mut definition.mutation, &mut definition.subscription] {
        if root.as_ref().is_some_and(|root| hidden.contains(&root.name)) {
            *root = None;
        }
    }
}

/// Removes the applications of linked directives.
fn strip(schema: &mut Schema, linked: &Linked) {
    let on_components = |directives: &mut DirectiveList| {
        directives.0.retain(|directive: &Component<Directive>| !linked.owns(&directive.name));
    };
    let on_nodes = |directives: &mut apollo_compiler::ast::DirectiveList| {
        directives.0.retain(|directive: &Node<Directive>| !linked.owns(&directive.name));
    };
    on_components(&mut schema.schema_definition.make_mut().directives);
    for ty in schema.types.values_mut().filter(|ty| !ty.is_built_in()) {
        match ty {
            ExtendedType::Scalar(scalar) => on_components(&mut scalar.make_mut().directives),
            ExtendedType::Union(union) => on_components(&mut union.make_mut().directives),
            ExtendedType::Enum(values) => {
                let values = values.make_mut();
                on_components(&mut values.directives);
                values.values.values_mut().for_each(|value| on_nodes(&mut value.make_mut().directives));
            }
            ExtendedType::InputObject(input) => {
                let input = input.make_mut();
                on_components(&mut input.directives);
                input.fields.values_mut().for_each(|field| on_nodes(&mut field.make_mut().directives));
            }
            ExtendedType::Object(object) => {
                let object = object.make_mut();
                on_components(&mut object.directives);
                strip_fields(object.fields.values_mut(), &on_nodes);
            }
            ExtendedType::Interface(interface) => {
                let interface = interface.make_mut();
                on_components(&mut interface.directives);
                strip_fields(interface.fields.values_mut(), &on_nodes);
            }
        }
    }
    for definition in schema.directive_definitions.values_mut().filter(|definition| !definition.is_built_in()) {
        for argument in &mut definition.make_mut().arguments {
            on_nodes(&mut argument.make_mut().directives);
        }
    }
}

fn strip_fields<'a>(
    fields: impl Iterator<Item = &'a mut Component<apollo_compiler::schema::FieldDefinition>>,
    strip: &impl Fn(&mut apollo_compiler::ast::DirectiveList),
) {
    for field in fields {
        let field = field.make_mut();
        strip(&mut field.directives);
        for argument in &mut field.arguments {
            strip(&mut argument.make_mut().directives);
        }
    }
}
