//! Everything that the operations of a document use.

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema,
    ast::DirectiveLocation,
    executable::{DirectiveList, Field, Operation, OperationType, Selection, SelectionSet},
    parser::SourceSpan,
    validation::Valid,
};

use super::{usage::Usage, value};
use crate::change::Use;

/// One document, by the schema that it was written for.
pub(super) struct Walk<'w> {
    pub(super) schema: &'w Valid<Schema>,
    document: &'w ExecutableDocument,
    usage: &'w mut Usage,
    /// E.g. ``query `Boot` ``.
    operation: String,
}

impl<'w> Walk<'w> {
    pub(super) fn new(schema: &'w Valid<Schema>, document: &'w ExecutableDocument, usage: &'w mut Usage) -> Self {
        Self { schema, document, usage, operation: String::new() }
    }

    pub(super) fn run(mut self) {
        for operation in self.document.operations.iter() {
            let kind = operation.operation_type.name();
            self.operation = match &operation.name {
                Some(name) => format!("{kind} `{name}`"),
                None => format!("an unnamed {kind}"),
            };
            self.operation(operation);
        }
    }

    pub(super) fn element(&mut self, coordinate: impl Into<String>, span: Option<SourceSpan>) {
        self.record(&Use::element(coordinate), span);
    }

    fn record(&mut self, used: &Use, span: Option<SourceSpan>) {
        self.usage.record(used, &self.operation, span, &self.document.sources);
    }

    fn operation(&mut self, operation: &'w Node<Operation>) {
        let place = match operation.operation_type {
            OperationType::Query => DirectiveLocation::Query,
            OperationType::Mutation => DirectiveLocation::Mutation,
            OperationType::Subscription => DirectiveLocation::Subscription,
        };
        let begins = operation.name.as_ref().and_then(Name::location).or(operation.location());
        self.element(operation.selection_set.ty.as_str(), begins);
        self.directives(&operation.directives, place);
        for variable in &operation.variables {
            value::variable(self, variable);
            self.directives(&variable.directives, DirectiveLocation::VariableDefinition);
        }
        self.selections(&operation.selection_set);
    }

    /// Each fragment once, and nothing on the stack: whoever wrote the document decides how deep it is.
    fn selections(&mut self, root: &'w SelectionSet) {
        let document = self.document;
        let mut fragments: HashSet<&Name> = HashSet::new();
        let mut pending = vec![root];
        while let Some(set) = pending.pop() {
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) => {
                        self.field(&set.ty, field);
                        pending.push(&field.selection_set);
                    }
                    Selection::InlineFragment(inline) => {
                        self.directives(&inline.directives, DirectiveLocation::InlineFragment);
                        if let Some(condition) = &inline.type_condition {
                            self.condition(&set.ty, condition, condition.location());
                        }
                        pending.push(&inline.selection_set);
                    }
                    Selection::FragmentSpread(spread) => {
                        self.directives(&spread.directives, DirectiveLocation::FragmentSpread);
                        let Some(fragment) = document.fragments.get(&spread.fragment_name) else { continue };
                        self.condition(&set.ty, &fragment.selection_set.ty, spread.location());
                        if fragments.insert(&spread.fragment_name) {
                            self.element(fragment.selection_set.ty.as_str(), fragment.selection_set.ty.location());
                            self.directives(&fragment.directives, DirectiveLocation::FragmentDefinition);
                            pending.push(&fragment.selection_set);
                        }
                    }
                }
            }
        }
    }

    fn field(&mut self, ty: &Name, field: &Node<Field>) {
        let span = field.name.location();
        self.element(ty.as_str(), span);
        let coordinate = format!("{ty}.{}", field.name);
        self.element(coordinate.as_str(), span);
        self.element(field.definition.ty.inner_named_type().as_str(), span);
        self.directives(&field.directives, DirectiveLocation::Field);
        for argument in &field.arguments {
            self.element(format!("{coordinate}({}:)", argument.name), argument.location());
            if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                value::literal(self, &argument.value, definition.ty.inner_named_type());
            }
        }
    }

    /// What is selected on `condition` where the type is `parent`: it needs the one to be the other.
    fn condition(&mut self, parent: &Name, condition: &Name, span: Option<SourceSpan>) {
        self.element(condition.as_str(), span);
        self.record(&Use::membership(parent, condition), span);
        self.record(&Use::membership(condition, parent), span);
    }

    fn directives(&mut self, directives: &DirectiveList, place: DirectiveLocation) {
        let mut seen: HashSet<&Name> = HashSet::new();
        for directive in directives {
            let (coordinate, span) = (format!("@{}", directive.name), directive.location());
            self.element(coordinate.as_str(), span);
            self.record(&Use::Place { directive: coordinate.clone(), location: place.name() }, span);
            if !seen.insert(&directive.name) {
                self.record(&Use::Repetition { directive: coordinate.clone() }, span);
            }
            let definition = self.schema.directive_definitions.get(&directive.name);
            for argument in &directive.arguments {
                self.element(format!("{coordinate}({}:)", argument.name), argument.location());
                if let Some(definition) = definition.and_then(|known| known.argument_by_name(&argument.name)) {
                    value::literal(self, &argument.value, definition.ty.inner_named_type());
                }
            }
        }
    }
}
