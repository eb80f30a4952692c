//! `@listSize`. <https://specs.apollo.dev/cost/v0.1/>

use apollo_compiler::{
    Name, Node,
    ast::{Directive, FieldDefinition, Value},
};

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    field_set::fields_of,
    subgraph::federation::Known,
};

/// Sizes are those of lists, and are taken from integers.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    for ty in check.schema.types.values() {
        let Some((parent, fields)) = fields_of(check.schema, ty.name()) else { continue };
        for field in fields.values() {
            if let Some(directive) = check.subgraph.federation().get(Known::ListSize, &field.directives) {
                ListSize { check, parent, field, directive }.check(report);
            }
        }
    }
}

struct ListSize<'c> {
    check: &'c Check<'c>,
    parent: &'c Name,
    field: &'c FieldDefinition,
    directive: &'c Node<Directive>,
}

impl ListSize<'_> {
    fn check(&self, report: &mut Report) {
        let assumed = self.directive.specified_argument_by_name("assumedSize").and_then(|size| size.to_i32());
        if assumed.is_some_and(i32::is_negative) {
            report.push(self.fault(Code::ListSizeInvalidAssumedSize, "assumes fewer than no items"));
        }
        for argument in self.names("slicingArguments") {
            self.check_slicing(&argument, report);
        }
        let sized = self.names("sizedFields");
        if sized.is_empty() && !self.field.ty.is_list() {
            report.push(self.fault(Code::ListSizeAppliedToNonList, "is no list"));
        }
        for name in sized {
            self.check_sized(&name, report);
        }
    }

    fn check_slicing(&self, name: &str, report: &mut Report) {
        match self.field.argument_by_name(name) {
            None => {
                let what = format!("has no argument `{name}`");
                report.push(self.fault(Code::ListSizeInvalidSlicingArgument, &what));
            }
            Some(argument) if argument.ty.is_list() || argument.ty.inner_named_type() != "Int" => {
                let what = format!("takes its size from `{name}`, which is `{}` and not `Int`", argument.ty);
                report.push(self.fault(Code::ListSizeInvalidSlicingArgument, &what));
            }
            Some(_) => {}
        }
    }

    fn check_sized(&self, name: &str, report: &mut Report) {
        let base = self.field.ty.inner_named_type();
        match fields_of(self.check.schema, base).and_then(|(_, fields)| fields.get(name)) {
            None => {
                let what = format!("returns `{base}`, which has no field `{name}`");
                report.push(self.fault(Code::ListSizeInvalidSizedField, &what));
            }
            Some(field) if !field.ty.is_list() => {
                let what = format!("has its items in `{base}.{name}`, which is no list");
                report.push(self.fault(Code::ListSizeAppliedToNonList, &what));
            }
            Some(_) => {}
        }
    }

    fn names(&self, argument: &str) -> Vec<String> {
        match self.directive.specified_argument_by_name(argument).map(|value| &**value) {
            Some(Value::List(items)) => items.iter().filter_map(|item| item.as_str().map(ToOwned::to_owned)).collect(),
            Some(Value::String(name)) => vec![name.clone()],
            _ => Vec::new(),
        }
    }

    fn fault(&self, code: Code, what: &str) -> Diagnostic {
        let coordinate = format!("{}.{}", self.parent, self.field.name);
        let place = self.check.subgraph.location(self.directive.location(), "sized here");
        Diagnostic::error(code, format!("`{coordinate}` {what}")).on(coordinate).at(place)
    }
}
