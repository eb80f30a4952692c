//! `@inaccessible`: what it hides, and what may not be hidden. <https://specs.apollo.dev/inaccessible/v0.2/>

use apollo_compiler::{
    Name, Node, Schema,
    ast::{FieldDefinition, InputValueDefinition, Type, Value},
    collections::IndexMap,
    schema::{Component, ExtendedType},
};

use crate::{
    diagnostic::{Code, Diagnostic, Location, Report},
    executable::is_executable,
    field_set::fields_of,
    subgraph::{Links, federation::Applied},
};

/// The specification.
const INACCESSIBLE: &str = "https://specs.apollo.dev/inaccessible";

/// Where an element with this coordinate is in the subgraphs.
pub(crate) type Locate<'l> = dyn Fn(&str) -> Vec<Location> + 'l;

/// Checks that a schema is left when everything inaccessible is taken out of the supergraph.
pub(crate) fn check(supergraph: &Schema, locate: &Locate<'_>, report: &mut Report) {
    let (links, _) = Links::read(supergraph);
    let Some(link) = links.of(INACCESSIBLE) else { return };
    let directive = link.local("@inaccessible");
    let check =
        Check { schema: supergraph, hidden: Hidden(directive.trim_start_matches('@').to_owned()), locate, report };
    check.run();
}

/// What the supergraph calls `@inaccessible`.
struct Hidden(String);

impl Hidden {
    fn is<D: Applied>(&self, directives: &D) -> bool {
        directives.applied().any(|directive| directive.name == *self.0)
    }
}

struct Check<'c> {
    schema: &'c Schema,
    hidden: Hidden,
    locate: &'c Locate<'c>,
    report: &'c mut Report,
}

impl Check<'_> {
    fn run(mut self) {
        let schema = self.schema;
        let query = schema.schema_definition.query.as_ref().and_then(|query| schema.types.get(&query.name));
        if let Some(query) = query.filter(|query| self.hidden.is(query.directives())) {
            let message = format!("`{}` is @inaccessible, but it is the query root", query.name());
            self.fault(Code::QueryRootTypeInaccessible, message, query.name());
        }
        for ty in schema.types.values().filter(|ty| !ty.is_built_in()) {
            if !self.hidden.is(ty.directives()) {
                self.ty(ty);
            }
        }
        for definition in schema.directive_definitions.values().filter(|definition| !definition.is_built_in()) {
            for argument in &definition.arguments {
                let coordinate = format!("@{}({}:)", definition.name, argument.name);
                if self.hidden.is(&argument.directives) && !definition.locations.iter().copied().all(is_executable) {
                    let message = format!("`{coordinate}` is @inaccessible, but `@{}` is for schemas", definition.name);
                    self.fault(Code::DisallowedInaccessible, message, &coordinate);
                    continue;
                }
                self.input_value(argument, &coordinate);
            }
        }
    }

    fn ty(&mut self, ty: &ExtendedType) {
        let hidden = &self.hidden;
        let (children, visible) = match ty {
            ExtendedType::Scalar(_) => return,
            ExtendedType::Object(object) => visible(object.fields.values().map(|field| hidden.is(&field.directives))),
            ExtendedType::Interface(one) => visible(one.fields.values().map(|field| hidden.is(&field.directives))),
            ExtendedType::InputObject(one) => visible(one.fields.values().map(|field| hidden.is(&field.directives))),
            ExtendedType::Enum(one) => visible(one.values.values().map(|value| hidden.is(&value.directives))),
            ExtendedType::Union(one) => visible(one.members.iter().map(|member| self.is_hidden_type(&member.name))),
        };
        if children && !visible {
            let message = format!("`{}` is in the API schema, but everything in it is @inaccessible", ty.name());
            self.fault(Code::OnlyInaccessibleChildren, message, ty.name());
        }
        if let ExtendedType::InputObject(input) = ty {
            for field in input.fields.values() {
                self.input_value(field, &format!("{}.{}", input.name, field.name));
            }
        }
        let schema = self.schema;
        if let Some((_, fields)) = fields_of(schema, ty.name()) {
            for field in fields.values().filter(|field| !self.hidden.is(&field.directives)).collect::<Vec<_>>() {
                self.field(ty.name(), field);
            }
            let interfaces = match ty {
                ExtendedType::Object(object) => &object.implements_interfaces,
                ExtendedType::Interface(interface) => &interface.implements_interfaces,
                _ => return,
            };
            for interface in interfaces {
                self.implementation(ty.name(), fields, &interface.name);
            }
        }
    }

    fn field(&mut self, parent: &Name, field: &FieldDefinition) {
        let coordinate = format!("{parent}.{}", field.name);
        self.reference(&field.ty, &coordinate);
        for argument in &field.arguments {
            self.input_value(argument, &format!("{coordinate}({}:)", argument.name));
        }
    }

    fn input_value(&mut self, value: &Node<InputValueDefinition>, coordinate: &str) {
        if self.hidden.is(&value.directives) {
            if value.is_required() {
                let message = format!("`{coordinate}` is @inaccessible, but required");
                self.fault(Code::RequiredInaccessible, message, coordinate);
            }
            return;
        }
        self.reference(&value.ty, coordinate);
        if let Some(default) = &value.default_value {
            let mut used = Vec::new();
            self.hidden_in(default, &value.ty, &mut used);
            for element in used {
                let message = format!("`{element}` is @inaccessible, but in the default of `{coordinate}`");
                self.fault(Code::DefaultValueUsesInaccessible, message, coordinate);
            }
        }
    }

    fn reference(&mut self, ty: &Type, coordinate: &str) {
        let name = ty.inner_named_type();
        if self.is_hidden_type(name) {
            let message = format!("`{name}` is @inaccessible, but `{coordinate}` in the API schema is of this type");
            self.fault(Code::ReferencedInaccessible, message, coordinate);
        }
    }

    /// What an interface shows, its implementations must show.
    fn implementation(&mut self, object: &Name, fields: &IndexMap<Name, Component<FieldDefinition>>, interface: &Name) {
        let schema = self.schema;
        let Some((_, wanted)) = fields_of(schema, interface).filter(|_| !self.is_hidden_type(interface)) else {
            return;
        };
        for wanted in wanted.values().filter(|wanted| !self.hidden.is(&wanted.directives)).collect::<Vec<_>>() {
            let Some(field) = fields.get(&wanted.name) else { continue };
            let coordinate = format!("{object}.{}", field.name);
            if self.hidden.is(&field.directives) {
                let message = format!("`{coordinate}` is @inaccessible, but `{interface}.{}` is not", field.name);
                self.fault(Code::ImplementedByInaccessible, message, &coordinate);
                continue;
            }
            for argument in &wanted.arguments {
                let own = field.argument_by_name(&argument.name);
                if !self.hidden.is(&argument.directives) && own.is_some_and(|own| self.hidden.is(&own.directives)) {
                    let coordinate = format!("{coordinate}({}:)", argument.name);
                    let message = format!("`{coordinate}` is @inaccessible, but that of `{interface}` is not");
                    self.fault(Code::ImplementedByInaccessible, message, &coordinate);
                }
            }
        }
    }

    /// What of a value is inaccessible, by coordinates. A value is as deeply nested as the parser let it be.
    fn hidden_in(&self, value: &Value, ty: &Type, used: &mut Vec<String>) {
        match (value, self.schema.types.get(ty.inner_named_type())) {
            (Value::List(items), _) => items.iter().for_each(|item| self.hidden_in(item, ty, used)),
            (Value::Enum(name), Some(ExtendedType::Enum(ty)))
                if ty.values.get(name).is_some_and(|value| self.hidden.is(&value.directives)) =>
            {
                used.push(format!("{}.{name}", ty.name));
            }
            (Value::Object(fields), Some(ExtendedType::InputObject(input))) => {
                for (name, value) in fields {
                    let Some(field) = input.fields.get(name) else { continue };
                    if self.hidden.is(&field.directives) {
                        used.push(format!("{}.{name}", input.name));
                    } else {
                        self.hidden_in(value, &field.ty, used);
                    }
                }
            }
            _ => {}
        }
    }

    fn is_hidden_type(&self, name: &str) -> bool {
        self.schema.types.get(name).is_some_and(|ty| self.hidden.is(ty.directives()))
    }

    fn fault(&mut self, code: Code, message: String, coordinate: &str) {
        let locations = (self.locate)(coordinate);
        self.report.push(Diagnostic::error(code, message).on(coordinate).at(locations));
    }
}

/// Whether there is anything, and whether any of it is not hidden.
fn visible(mut hidden: impl Iterator<Item = bool>) -> (bool, bool) {
    match hidden.next() {
        None => (false, false),
        Some(first) => (true, !first || hidden.any(|hidden| !hidden)),
    }
}
