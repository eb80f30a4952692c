//! Defaults must be values of their types, which the compiler does not check.
//! <https://spec.graphql.org/draft/#sec-Values-of-Correct-Type>

use apollo_compiler::{
    Node, Schema,
    ast::{InputValueDefinition, Type, Value},
    schema::ExtendedType,
};

use crate::{
    diagnostic::{Code, Diagnostic, Report},
    field_set::fields_of,
    print,
    subgraph::{Expanded, Subgraph},
};

impl Subgraph<Expanded> {
    /// Checks the defaults of all arguments and input fields.
    pub(super) fn check_defaults(&self, schema: &Schema, report: &mut Report) {
        for ty in schema.types.values().filter(|ty| !ty.is_built_in()) {
            if let ExtendedType::InputObject(input) = ty {
                for field in input.fields.values() {
                    self.check_default(schema, field, &format!("{}.{}", input.name, field.name), report);
                }
            }
            let fields = fields_of(schema, ty.name()).into_iter().flat_map(|(_, fields)| fields.values());
            for field in fields {
                for argument in &field.arguments {
                    let coordinate = format!("{}.{}({}:)", ty.name(), field.name, argument.name);
                    self.check_default(schema, argument, &coordinate, report);
                }
            }
        }
    }

    fn check_default(
        &self,
        schema: &Schema,
        value: &Node<InputValueDefinition>,
        coordinate: &str,
        report: &mut Report,
    ) {
        let Some(default) = &value.default_value else { return };
        if is_value(schema, default, &value.ty) {
            return;
        }
        let written = print::value(default);
        let message = format!("`{written}` is no value of `{}`, the type of `{coordinate}`", value.ty);
        let message = format!("subgraph `{}` is not valid GraphQL: {message}", self.name);
        report.push(
            Diagnostic::error(Code::InvalidGraphql, message)
                .on(coordinate)
                .at(self.location(default.location(), format!("not `{}`", value.ty))),
        );
    }
}

/// Whether a literal can be taken for a value of a type. A literal is as deeply nested as the parser let it be.
fn is_value(schema: &Schema, value: &Node<Value>, ty: &Type) -> bool {
    match (&**value, ty) {
        (Value::Null, ty) => !ty.is_non_null(),
        (Value::List(items), Type::List(item) | Type::NonNullList(item)) => {
            items.iter().all(|value| is_value(schema, value, item))
        }
        // A single value stands for a list of one.
        (_, Type::List(item) | Type::NonNullList(item)) => is_value(schema, value, item),
        (_, Type::Named(name) | Type::NonNullNamed(name)) => {
            schema.types.get(name).is_none_or(|ty| is_named_value(schema, value, ty))
        }
    }
}

fn is_named_value(schema: &Schema, value: &Node<Value>, ty: &ExtendedType) -> bool {
    match (ty, &**value) {
        (ExtendedType::Scalar(scalar), value) => match scalar.name.as_str() {
            "Int" => matches!(value, Value::Int(int) if int.try_to_i32().is_ok()),
            "Float" => matches!(value, Value::Int(_) | Value::Float(_)),
            "String" => matches!(value, Value::String(_)),
            "Boolean" => matches!(value, Value::Boolean(_)),
            "ID" => matches!(value, Value::String(_) | Value::Int(_)),
            _ => true,
        },
        (ExtendedType::Enum(ty), Value::Enum(name)) => ty.values.contains_key(name),
        (ExtendedType::InputObject(input), Value::Object(fields)) => {
            let given = |name: &str| fields.iter().find_map(|(given, value)| (given == name).then_some(value));
            fields.iter().all(|(name, _)| input.fields.contains_key(name))
                && input.fields.values().all(|field| match given(&field.name) {
                    Some(value) => is_value(schema, value, &field.ty),
                    None => !field.is_required(),
                })
        }
        _ => false,
    }
}
