//! Documents may define federation's own elements themselves, but not otherwise than the specification does.

use apollo_compiler::{
    Node,
    ast::{DirectiveDefinition, InputValueDefinition, Type, Value},
    schema::ExtendedType,
};

use super::{Parsed, Subgraph, federation::Federation};
use crate::diagnostic::{Code, Diagnostic, Report};

/// Names under which field sets are known in the wild. A plain string does as well: that is how they are written.
const FIELD_SETS: &[&str] = &["FieldSet", "_FieldSet", "federation__FieldSet", "String"];

impl Subgraph<Parsed> {
    /// Whether the document's own definitions of federation's elements can stand.
    pub(super) fn check_definitions(&self, federation: &Federation, report: &mut Report) {
        for (_, local) in federation.scalars() {
            match self.schema().types.get(local) {
                None | Some(ExtendedType::Scalar(_)) => {}
                Some(other) => report.push(
                    Diagnostic::error(
                        Code::TypeDefinitionInvalid,
                        format!("`{local}` is federation's and must be a scalar"),
                    )
                    .on(local.to_string())
                    .at(self.location(other.name().location(), "defined otherwise here")),
                ),
            }
        }
        for (known, local) in federation.directives() {
            let Some(actual) = self.schema().directive_definitions.get(local) else { continue };
            let Some(expected) = federation.definition(known) else { continue };
            if let Some(fault) = fault(actual, &expected) {
                report.push(
                    Diagnostic::error(
                        Code::DirectiveDefinitionInvalid,
                        format!("`@{local}` is federation's and is defined otherwise: {fault}"),
                    )
                    .on(format!("@{local}"))
                    .at(self.location(actual.name.location(), "defined otherwise here"))
                    .help("leave the definition out: federation defines it"),
                );
            }
        }
    }
}

fn fault(actual: &DirectiveDefinition, expected: &DirectiveDefinition) -> Option<String> {
    for argument in &expected.arguments {
        match actual.argument_by_name(&argument.name) {
            None if argument.is_required() => return Some(format!("it has no argument `{}`", argument.name)),
            None => {}
            Some(found) => {
                if let Some(fault) = argument_fault(found, argument) {
                    return Some(fault);
                }
            }
        }
    }
    let strange = |argument: &&Node<InputValueDefinition>| expected.argument_by_name(&argument.name).is_none();
    if let Some(argument) = actual.arguments.iter().find(strange) {
        return Some(format!("it has an argument `{}`", argument.name));
    }
    if actual.repeatable && !expected.repeatable {
        return Some("it is repeatable".to_owned());
    }
    let strange = actual.locations.iter().find(|location| !expected.locations.contains(location))?;
    Some(format!("it may stand on {strange}"))
}

fn argument_fault(actual: &InputValueDefinition, expected: &InputValueDefinition) -> Option<String> {
    // An argument may be asked for although it need not be.
    let bare = |ty: &Type| if expected.ty.is_non_null() { ty.clone() } else { ty.clone().nullable() };
    let is_field_set = FIELD_SETS.contains(&expected.ty.inner_named_type().as_str())
        && FIELD_SETS.contains(&actual.ty.inner_named_type().as_str());
    let fits = if is_field_set {
        actual.ty.is_non_null() || !expected.ty.is_non_null()
    } else {
        bare(&actual.ty) == *expected.ty
    };
    if !fits {
        return Some(format!("its argument `{}` is of type `{}` and not `{}`", actual.name, actual.ty, expected.ty));
    }
    let default = |argument: &InputValueDefinition| argument.default_value.as_deref().cloned().unwrap_or(Value::Null);
    (default(actual) != default(expected)).then(|| format!("its argument `{}` has another default", actual.name))
}
