//! What rules look at: a schema without the machinery of federation.

use apollo_compiler::{
    Name, Schema,
    ast::{FieldDefinition, InputValueDefinition, OperationType},
    schema::ExtendedType,
};

pub(super) struct Subject<'s> {
    pub(super) schema: &'s Schema,
}

impl<'s> Subject<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        Self { schema }
    }

    /// Types that somebody wrote: names with `__` are the machinery's.
    pub(super) fn types(&self) -> impl Iterator<Item = (&'s Name, &'s ExtendedType)> + use<'s> {
        self.schema.types.iter().filter(|(name, ty)| !ty.is_built_in() && !name.contains("__"))
    }

    /// The fields of objects and interfaces, each with its type and its coordinate.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'s Name, String, &'s FieldDefinition)> + use<'s> {
        self.types().flat_map(|(ty, definition)| {
            fields(definition).map(move |field| (ty, format!("{ty}.{}", field.name), field))
        })
    }

    /// The fields of inputs, each with its coordinate.
    pub(super) fn input_fields(&self) -> impl Iterator<Item = (String, &'s InputValueDefinition)> + use<'s> {
        self.types().filter_map(|(ty, definition)| Some((ty, definition.as_input_object()?))).flat_map(|(ty, input)| {
            input.fields.values().map(move |field| (format!("{ty}.{}", field.name), field.node.as_ref()))
        })
    }

    /// The mutations, each with its coordinate.
    pub(super) fn mutations(&self) -> impl Iterator<Item = (String, &'s FieldDefinition)> + use<'s> {
        let root = self.schema.root_operation(OperationType::Mutation);
        self.fields().filter(move |(ty, ..)| root == Some(*ty)).map(|(_, coordinate, field)| (coordinate, field))
    }

    pub(super) fn is_root(&self, ty: &Name) -> bool {
        self.schema.schema_definition.iter_root_operations().any(|(_, root)| root.name == *ty)
    }
}

/// The fields of an object or interface; of anything else none.
pub(super) fn fields(ty: &ExtendedType) -> impl Iterator<Item = &FieldDefinition> {
    let fields = match ty {
        ExtendedType::Object(object) => Some(&object.fields),
        ExtendedType::Interface(interface) => Some(&interface.fields),
        _ => None,
    };
    fields.into_iter().flat_map(|fields| fields.values()).map(|field| field.node.as_ref())
}
