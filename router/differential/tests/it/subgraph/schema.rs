//! From a subgraph's document to the schema that it answers queries against.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{self, DirectiveList, FieldDefinition, InputValueDefinition, Type},
    name,
    schema::{Component, ComponentName, ExtendedType, ObjectType, ScalarType, UnionType},
    validation::Valid,
};

use super::federation::Federation;

/// Parses a document. Extensions of types that it does not define count as definitions.
pub fn parse(sdl: &str) -> Result<Schema, String> {
    let builder = Schema::builder().adopt_orphan_extensions().ignore_builtin_redefinitions();
    builder.parse(sdl, "subgraph.graphql").build().map_err(|error| error.errors.to_string())
}

/// The document's types without directives, and what federation adds: `_entities`.
pub fn executable(document: &Schema, federation: &Federation) -> Result<Valid<Schema>, String> {
    let mut schema = document.clone();
    let entities = entities(document, federation);
    schema.schema_definition.make_mut().directives.0.clear();
    // A document may define them for itself.
    const BUILT_IN: [&str; 4] = ["skip", "include", "deprecated", "specifiedBy"];
    schema
        .directive_definitions
        .retain(|name, definition| definition.is_built_in() || BUILT_IN.contains(&name.as_str()));
    schema.types.values_mut().filter(|ty| !ty.is_built_in()).for_each(strip);
    let usual_query = name!("Query");
    let query = schema.schema_definition.query.as_ref().map_or(usual_query, |root| root.name.clone());
    if schema.schema_definition.query.is_none() {
        schema.schema_definition.make_mut().query = Some(ComponentName::from(query.clone()));
        schema.types.entry(query.clone()).or_insert_with(|| object(query.clone()));
    }
    schema.types.insert(name!("_Any"), scalar(name!("_Any")));
    schema.types.shift_remove("_Entity");
    if let Some(ExtendedType::Object(root)) = schema.types.get_mut(&query) {
        let fields = &mut root.make_mut().fields;
        fields.shift_remove("_entities");
        fields.shift_remove("_service");
        if fields.is_empty() || !entities.is_empty() {
            fields.insert(name!("_entities"), Component::new(entities_field(entities.is_empty())));
        }
    }
    if !entities.is_empty() {
        let members = entities.into_iter().map(ComponentName::from).collect();
        let union = UnionType { description: None, name: name!("_Entity"), directives: Default::default(), members };
        schema.types.insert(name!("_Entity"), ExtendedType::Union(Node::new(union)));
    }
    schema.validate().map_err(|error| error.errors.to_string())
}

fn entities(document: &Schema, federation: &Federation) -> Vec<Name> {
    let key = federation.local("key");
    let is_entity = |ty: &&ExtendedType| ty.is_object() && ty.directives().has(&key);
    document.types.values().filter(is_entity).map(|ty| ty.name().clone()).collect()
}

/// `_entities`, or something that stands in its place where there is nothing to be found: a root must have a field.
fn entities_field(is_placeholder: bool) -> FieldDefinition {
    let representations = InputValueDefinition {
        description: None,
        name: name!("representations"),
        ty: Node::new(Type::Named(name!("_Any")).non_null().list().non_null()),
        default_value: None,
        directives: DirectiveList::new(),
    };
    let ty = if is_placeholder { name!("_Any") } else { name!("_Entity") };
    FieldDefinition {
        description: None,
        name: name!("_entities"),
        arguments: vec![Node::new(representations)],
        ty: Type::Named(ty).list().non_null(),
        directives: DirectiveList::new(),
    }
}

fn object(name: Name) -> ExtendedType {
    ExtendedType::Object(Node::new(ObjectType {
        description: None,
        name,
        implements_interfaces: Default::default(),
        directives: Default::default(),
        fields: Default::default(),
    }))
}

fn scalar(name: Name) -> ExtendedType {
    ExtendedType::Scalar(Node::new(ScalarType { description: None, name, directives: Default::default() }))
}

fn strip(ty: &mut ExtendedType) {
    match ty {
        ExtendedType::Scalar(ty) => ty.make_mut().directives.0.clear(),
        ExtendedType::Union(ty) => ty.make_mut().directives.0.clear(),
        ExtendedType::Object(ty) => {
            let ty = ty.make_mut();
            ty.directives.0.clear();
            ty.fields.values_mut().for_each(strip_field);
        }
        ExtendedType::Interface(ty) => {
            let ty = ty.make_mut();
            ty.directives.0.clear();
            ty.fields.values_mut().for_each(strip_field);
        }
        ExtendedType::Enum(ty) => {
            let ty = ty.make_mut();
            ty.directives.0.clear();
            ty.values.values_mut().for_each(|value| value.make_mut().directives.0.clear());
        }
        ExtendedType::InputObject(ty) => {
            let ty = ty.make_mut();
            ty.directives.0.clear();
            ty.fields.values_mut().for_each(|field| field.make_mut().directives.0.clear());
        }
    }
}

fn strip_field(field: &mut Component<ast::FieldDefinition>) {
    let field = field.make_mut();
    field.directives.0.clear();
    field.arguments.iter_mut().for_each(|argument| argument.make_mut().directives.0.clear());
}
