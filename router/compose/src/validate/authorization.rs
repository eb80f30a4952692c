//! `@authenticated`, `@requiresScopes` and `@policy` within one subgraph.

use apollo_compiler::schema::ExtendedType;

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::federation::{Applied, Known},
};

/// The directives that say who may ask.
const REQUIREMENTS: &[Known] = &[Known::Authenticated, Known::RequiresScopes, Known::Policy];

/// Who may ask for an interface follows from who may ask for its implementations.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    for ty in check.schema.types.values() {
        match ty {
            ExtendedType::Interface(interface) => {
                check_element(check, &interface.directives, &interface.name, report);
                for field in interface.fields.values() {
                    check_element(check, &field.directives, &format!("{}.{}", interface.name, field.name), report);
                }
            }
            ExtendedType::Object(object)
                if check.subgraph.federation().has(Known::InterfaceObject, &object.directives) =>
            {
                check_element(check, &object.directives, &object.name, report);
            }
            _ => {}
        }
    }
}

fn check_element<D: Applied>(check: &Check<'_>, directives: &D, coordinate: &str, report: &mut Report) {
    for known in REQUIREMENTS {
        if let Some(directive) = check.subgraph.federation().get(*known, directives) {
            let message = format!("`@{}` cannot be on `{coordinate}`, which is an interface's", known.name());
            report.push(
                Diagnostic::error(Code::AuthRequirementsAppliedOnInterface, message)
                    .on(coordinate)
                    .at(check.subgraph.location(directive.location(), "not on an interface"))
                    .help("put it on the implementing types and their fields"),
            );
        }
    }
}
