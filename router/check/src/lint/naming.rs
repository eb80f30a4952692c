//! Names are written as their kind's usually are.

use apollo_compiler::schema::ExtendedType;

use super::{
    LintRule, Violation,
    config::{Case, Naming},
    subject::Subject,
};

pub(super) fn check(subject: &Subject, config: &Naming, violations: &mut Vec<Violation>) {
    let mut hold = |what: &str, name: &str, case: Case, coordinate: String| {
        if !case.holds(name) {
            violations.push(Violation {
                rule: LintRule::Naming,
                message: format!("{what} `{name}` is not {}", case.as_str()),
                help:
                    "who knows one part of the schema should be able to guess another; a new name beside the old one, \
                       deprecated, breaks nobody"
                        .to_owned(),
                coordinate,
            });
        }
    };
    for (name, ty) in subject.types() {
        hold("type", name, config.types, name.to_string());
        if let ExtendedType::Enum(ty) = ty {
            for value in ty.values.keys() {
                hold("enum value", value, config.enum_values, format!("{name}.{value}"));
            }
        }
    }
    for (_, coordinate, field) in subject.fields() {
        for argument in &field.arguments {
            hold("argument", &argument.name, config.fields, format!("{coordinate}({}:)", argument.name));
        }
        hold("field", &field.name, config.fields, coordinate);
    }
    for (coordinate, field) in subject.input_fields() {
        hold("input field", &field.name, config.fields, coordinate);
    }
}

impl Case {
    fn holds(self, name: &str) -> bool {
        let has_underscore = name.contains('_');
        let first = |test: fn(&char) -> bool| name.chars().next().is_some_and(|first| test(&first));
        match self {
            Self::Pascal => first(char::is_ascii_uppercase) && !has_underscore,
            Self::Camel => first(char::is_ascii_lowercase) && !has_underscore,
            Self::UpperSnake => !name.contains(|character: char| character.is_ascii_lowercase()),
            Self::Snake => !name.contains(|character: char| character.is_ascii_uppercase()),
            Self::Any => true,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Pascal => "PascalCase",
            Self::Camel => "camelCase",
            Self::UpperSnake => "UPPER_SNAKE_CASE",
            Self::Snake => "snake_case",
            Self::Any => "a name",
        }
    }
}
