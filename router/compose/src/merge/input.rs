//! Input objects.

use apollo_compiler::{
    Name, Node,
    ast::InputValueDefinition,
    schema::{Component, InputObjectType},
};

use super::{ByName, Merge, Sources, enumeration::Position};
use crate::{
    diagnostic::{Code, Diagnostic},
    supergraph::join::{self, JoinField},
};

type InputField = Node<InputValueDefinition>;

impl<'s> Merge<'s> {
    /// An input has the fields that all of its subgraphs understand.
    pub(super) fn input(
        &mut self,
        name: &Name,
        sources: &Sources<'s, Node<InputObjectType>>,
    ) -> Option<InputObjectType> {
        let mut by_name: ByName<'s, InputField> = ByName::default();
        for source in sources.iter() {
            for field in source.node.fields.values() {
                by_name.entry(field.name.clone()).or_default().push(source.graph, &field.node);
            }
        }
        let mut merged = InputObjectType {
            description: self.description(sources, |node| node.description.as_ref(), name),
            name: name.clone(),
            directives: self.on_type(sources, |node| &node.directives, name),
            fields: Default::default(),
        };
        for (field, of_field) in by_name {
            if let Some(definition) = self.input_field(name, sources, &of_field) {
                merged.fields.insert(field, Component::new(definition));
            }
        }
        if merged.fields.is_empty() {
            let places = self.places(sources, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
            let message = format!("no field of the input `{name}` is in all of its subgraphs");
            self.report(Diagnostic::error(Code::EmptyMergedInputType, message).on(name.to_string()).at(places));
            return None;
        }
        Some(merged)
    }

    fn input_field(
        &mut self,
        name: &Name,
        sources: &Sources<'s, Node<InputObjectType>>,
        of_field: &Sources<'s, InputField>,
    ) -> Option<InputValueDefinition> {
        let field = &of_field.first()?.node.name;
        let coordinate = format!("{name}.{field}");
        let ty = self.type_reference(of_field, Position::Input, &coordinate, Code::FieldTypeMismatch)?;
        let mut merged = InputValueDefinition {
            description: self.description(of_field, |node| node.description.as_ref(), &coordinate),
            name: field.clone(),
            ty: Node::new(ty.ty),
            default_value: self.default_value(of_field, &coordinate, Code::InputFieldDefaultMismatch),
            directives: Default::default(),
        };
        let missing = sources.filter(|source| !of_field.has(source.graph));
        if !ty.same || !missing.is_empty() {
            for source in of_field.iter() {
                merged.directives.push(join::field(JoinField {
                    ty: (!ty.same).then(|| source.node.ty.to_string()),
                    ..JoinField::of(self.graph(source.graph))
                }));
            }
        }
        merged.directives.0.extend(self.applied(of_field, |node| &node.directives, &coordinate));
        if missing.is_empty() || self.composed.is_inaccessible(&merged.directives) {
            return Some(merged);
        }
        self.report_partial_input_field(of_field, &missing, &coordinate);
        None
    }

    fn report_partial_input_field(
        &mut self,
        of_field: &Sources<'s, InputField>,
        missing: &Sources<'s, Node<InputObjectType>>,
        coordinate: &str,
    ) {
        let required = of_field.filter(|source| source.node.is_required());
        let names = self.named(missing);
        let diagnostic = if required.is_empty() {
            let message = format!("`{coordinate}` is not in {names}, so it is left out");
            Diagnostic::hint(Code::InconsistentInputObjectField, message)
        } else {
            let message = format!("`{coordinate}` is required, but not in {names}");
            Diagnostic::error(Code::RequiredInputFieldMissingInSomeSubgraph, message)
                .help("add it to the other subgraphs, or make it optional")
        };
        let required = if required.is_empty() { of_field } else { &required };
        let places = self.places(required, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
        let lacking = self.places(missing, |source| format!("not in subgraph `{}`", self.subgraph(source.graph).name));
        self.report(diagnostic.on(coordinate).at(places).at(lacking));
    }
}
