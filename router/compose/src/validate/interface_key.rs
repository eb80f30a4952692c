//! Keys of interfaces, and objects that stand for interfaces.

use apollo_compiler::schema::ExtendedType;

use super::Check;
use crate::{
    diagnostic::{Code, Diagnostic, Report},
    field_set,
    subgraph::{federation::Known, link::Version},
};

/// What an interface can be found by, each of its implementations can be found by; and an interface object needs a key.
pub(super) fn check(check: &Check<'_>, report: &mut Report) {
    for ty in check.schema.types.values() {
        match ty {
            ExtendedType::Interface(_) => check_implementations(check, ty, report),
            ExtendedType::Object(_) => check_interface_object(check, ty, report),
            _ => {}
        }
    }
}

fn check_implementations(check: &Check<'_>, interface: &ExtendedType, report: &mut Report) {
    let federation = check.subgraph.federation();
    // Before, an interface has no key: that is reported where keys are.
    if federation.version() < Version::new(2, 3) {
        return;
    }
    let fields = |key| field_set::text(key, false).map(|text| canonical(&text));
    for key in federation.all(Known::Key, interface.directives()) {
        for object in check.facts.objects_of(interface.name()) {
            let Some(object) = check.schema.types.get(object) else { continue };
            if federation.all(Known::Key, object.directives()).into_iter().any(|own| fields(own) == fields(key)) {
                continue;
            }
            let message = format!(
                "the interface `{}` has a key that its implementation `{}` has not",
                interface.name(),
                object.name()
            );
            report.push(
                Diagnostic::error(Code::InterfaceKeyNotOnImplementation, message)
                    .on(object.name().to_string())
                    .at(check.subgraph.location(key.location(), "the interface's key"))
                    .at(check.subgraph.location(object.name().location(), "without it"))
                    .help("give the implementation the same key"),
            );
        }
    }
}

fn check_interface_object(check: &Check<'_>, object: &ExtendedType, report: &mut Report) {
    let federation = check.subgraph.federation();
    let Some(directive) = federation.get(Known::InterfaceObject, object.directives()) else { return };
    if !federation.has(Known::Key, object.directives()) {
        let message = format!("`{}` is an @interfaceObject and has no key", object.name());
        report.push(
            Diagnostic::error(Code::InterfaceObjectUsageError, message)
                .on(object.name().to_string())
                .at(check.subgraph.location(directive.location(), "by which key?"))
                .help("add the interface's @key"),
        );
    }
}

/// A field set without the freedom of its spelling.
fn canonical(text: &str) -> Vec<String> {
    let spaced = text.replace('{', " { ").replace('}', " } ").replace(',', " ");
    spaced.split_whitespace().map(ToOwned::to_owned).collect()
}
