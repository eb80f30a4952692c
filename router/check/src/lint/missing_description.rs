//! Elements are described.

use apollo_compiler::{Node, schema::ExtendedType};

use super::{
    LintRule, Violation,
    config::{Described, MissingDescription},
    subject::Subject,
};

pub(super) fn check(subject: &Subject, config: &MissingDescription, violations: &mut Vec<Violation>) {
    let mut hold = |what: &str, kind: Described, description: Option<&Node<str>>, coordinate: String| {
        if config.of.contains(&kind) && description.is_none_or(|text| text.trim().is_empty()) {
            violations.push(Violation {
                rule: LintRule::MissingDescription,
                message: format!("{what} `{coordinate}` is not described"),
                help: "say what it is to a client, in a sentence".to_owned(),
                coordinate,
            });
        }
    };
    for (name, ty) in subject.types() {
        if !subject.is_root(name) {
            hold("type", Described::Types, ty.description(), name.to_string());
        }
        if let ExtendedType::Enum(ty) = ty {
            for (value, definition) in &ty.values {
                let coordinate = format!("{name}.{value}");
                hold("enum value", Described::EnumValues, definition.description.as_ref(), coordinate);
            }
        }
    }
    for (ty, coordinate, field) in subject.fields() {
        for argument in &field.arguments {
            let coordinate = format!("{coordinate}({}:)", argument.name);
            hold("argument", Described::Arguments, argument.description.as_ref(), coordinate);
        }
        let kind = if subject.is_root(ty) { Described::RootFields } else { Described::Fields };
        hold("field", kind, field.description.as_ref(), coordinate);
    }
    for (coordinate, field) in subject.input_fields() {
        hold("input field", Described::InputFields, field.description.as_ref(), coordinate);
    }
}
