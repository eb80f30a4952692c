//! What federation has and this crate does not compose. Leaving it out without a word would change what a graph answers.

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    field_set::fields_of,
    subgraph::federation::{Applied, Known},
};

/// Refuses documents that use it.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    for ty in check.schema.types.values() {
        refuse(check, Known::Context, ty.directives(), ty.name(), report);
        let Some((name, fields)) = fields_of(check.schema, ty.name()) else { continue };
        for (field, argument) in fields.values().flat_map(|field| field.arguments.iter().map(move |it| (field, it))) {
            let coordinate = format!("{name}.{}({}:)", field.name, argument.name);
            refuse(check, Known::FromContext, &argument.directives, &coordinate, report);
        }
    }
}

fn refuse<D: Applied>(check: &Check<'_>, known: Known, directives: &D, coordinate: &str, report: &mut Report) {
    if let Some(directive) = check.subgraph.federation().get(known, directives) {
        let message = format!("`@{}` on `{coordinate}` is not composed yet", known.name());
        let place = check.subgraph.location(directive.location(), "not composed");
        report.push(Diagnostic::error(Code::UnsupportedFeature, message).on(coordinate).at(place));
    }
}
