//! External fields: definitions of what another subgraph resolves, which must agree with it.

use apollo_compiler::{
    Node,
    ast::{FieldDefinition, InputValueDefinition, Value},
};

use super::{Merge, Source, Sources, field::Field};
use crate::{
    diagnostic::{Code, Diagnostic},
    subgraph::locate,
};

impl<'s> Merge<'s> {
    pub(super) fn report_external_everywhere(&mut self, external: &Sources<'s, Field>, coordinate: &str) {
        let places =
            self.places(external, |source| format!("@external in subgraph `{}`", self.subgraph(source.graph).name));
        let message = format!("`{coordinate}` is @external in all of its subgraphs ({})", self.named(external));
        self.report(
            Diagnostic::error(Code::ExternalMissingOnBase, message)
                .on(coordinate)
                .at(places)
                .help("one subgraph must resolve it: define it there without @external"),
        );
    }

    /// What a directive says of a field is for those to say who resolve it.
    pub(super) fn check_external_directives(&mut self, external: &Sources<'s, Field>, coordinate: &str) {
        for source in external.iter() {
            let subgraph = self.subgraph(source.graph);
            for directive in &source.node.directives {
                if self.composed.of_federation(source.graph, &directive.name) {
                    let message = format!(
                        "`{coordinate}` is @external in subgraph `{}` and cannot have @{} there",
                        subgraph.name, directive.name
                    );
                    let place = subgraph.location(directive.location(), "on an external field");
                    self.report(
                        Diagnostic::error(Code::MergedDirectiveApplicationOnExternal, message)
                            .on(coordinate)
                            .at(place)
                            .help("put it where the field is resolved"),
                    );
                }
            }
        }
    }

    /// Whether external definitions agree with what was merged from the others. One may promise more, as the others
    /// promise different things anyway.
    pub(super) fn check_external(
        &mut self,
        external: &Sources<'s, Field>,
        merged: &FieldDefinition,
        same: bool,
        coordinate: &str,
    ) {
        for source in external.iter() {
            let ty = &source.node.ty;
            if *ty != merged.ty && (same || !self.relations.is_subtype(ty, &merged.ty)) {
                let message = format!("`{coordinate}` is `{}`, but `{ty}` where it is @external", merged.ty);
                self.disagree(Code::ExternalTypeMismatch, source, message, coordinate);
            }
            for argument in &merged.arguments {
                self.check_external_argument(source, argument, coordinate);
            }
        }
    }

    fn check_external_argument(
        &mut self,
        source: &Source<'s, Field>,
        merged: &Node<InputValueDefinition>,
        coordinate: &str,
    ) {
        let name = &merged.name;
        let Some(argument) = source.node.argument_by_name(name) else {
            let message = format!("`{coordinate}` has an argument `{name}`, but not where it is @external");
            return self.disagree(Code::ExternalArgumentMissing, source, message, coordinate);
        };
        if argument.ty != merged.ty && !self.relations.is_subtype(&merged.ty, &argument.ty) {
            let message =
                format!("`{coordinate}({name}:)` is `{}`, but `{}` where it is @external", merged.ty, argument.ty);
            self.disagree(Code::ExternalArgumentTypeMismatch, source, message, coordinate);
        }
        let default =
            |argument: &InputValueDefinition| argument.default_value.as_deref().cloned().unwrap_or(Value::Null);
        if !super::default_value::same(&default(argument), &default(merged)) {
            let message = format!("`{coordinate}({name}:)` has another default where it is @external");
            self.disagree(Code::ExternalArgumentDefaultMismatch, source, message, coordinate);
        }
    }

    fn disagree(&mut self, code: Code, source: &Source<'s, Field>, message: String, coordinate: &str) {
        let subgraph = self.subgraph(source.graph);
        let place =
            subgraph.location(source.node.name.location(), format!("@external in subgraph `{}`", subgraph.name));
        let mut others = locate(self.subgraphs, coordinate);
        others.retain(|other| other.subgraph.as_ref() != Some(&subgraph.name));
        self.report(
            Diagnostic::error(code, message)
                .on(coordinate)
                .at(place)
                .at(others)
                .help("write it as the subgraph that resolves it does"),
        );
    }
}
