//! Random inputs: literals, variables, and variables in literals.

use apollo_compiler::{
    ast::Type,
    response::{JsonMap, JsonValue},
    schema::ExtendedType,
};
use rand::{RngExt, seq::IndexedRandom};

use super::{Generator, Variable};

/// How deep inputs go beyond what they must have.
const DEPTH: usize = 3;

impl Generator<'_> {
    /// An input as it stands in a document.
    pub(super) fn input(&mut self, ty: &Type, depth: usize) -> String {
        if self.rng.random_bool(if depth == 0 { 0.4 } else { 0.2 }) {
            return self.variable(ty, depth);
        }
        if !ty.is_non_null() && self.rng.random_bool(0.1) {
            return "null".to_owned();
        }
        if ty.is_list() {
            let count = if depth > DEPTH { 0 } else { self.rng.random_range(0..=2) };
            let elements: Vec<_> = (0..count).map(|_| self.input(ty.item_type(), depth + 1)).collect();
            return format!("[{}]", elements.join(", "));
        }
        let Some(ExtendedType::InputObject(input)) = self.schema.types.get(ty.inner_named_type()) else {
            let json = self.json(&ty.clone().non_null(), depth);
            return self.literal(ty, &json);
        };
        let mut fields = Vec::new();
        for (name, field) in &input.fields {
            if field.is_required() || depth < DEPTH && self.rng.random_bool(0.5) {
                fields.push(format!("{name}: {}", self.input(&field.ty, depth + 1)));
            }
        }
        format!("{{{}}}", fields.join(", "))
    }

    fn variable(&mut self, ty: &Type, depth: usize) -> String {
        let declared = if self.rng.random_bool(0.2) { ty.clone().non_null() } else { ty.clone() };
        let value = self.json(&declared, depth);
        // Of the default of an input object the compiler does not add what its fields have for defaults.
        let is_input = self.schema.get_input_object(ty.inner_named_type()).is_some();
        let has_default = !is_input && self.rng.random_bool(0.2);
        let default = has_default.then(|| {
            let value = self.json(&declared, depth);
            self.literal(&declared, &value)
        });
        let may_be_left_out = default.is_some() || !declared.is_non_null();
        let is_left_out = may_be_left_out && self.rng.random_bool(0.3);
        let name = format!("v{}", self.variables.len());
        let value = (!is_left_out).then_some(value);
        self.variables.push(Variable { name: name.clone(), ty: declared.to_string(), default, value });
        format!("${name}")
    }

    /// An input as it stands in variables.
    pub(super) fn json(&mut self, ty: &Type, depth: usize) -> JsonValue {
        if !ty.is_non_null() && (depth > DEPTH || self.rng.random_bool(0.15)) {
            return JsonValue::Null;
        }
        if ty.is_list() {
            let count = if depth > DEPTH { 0 } else { self.rng.random_range(0..=2) };
            return JsonValue::Array((0..count).map(|_| self.json(ty.item_type(), depth + 1)).collect());
        }
        let number = self.rng.random_range(0..4);
        match (ty.inner_named_type().as_str(), self.schema.types.get(ty.inner_named_type())) {
            ("Int", _) => JsonValue::from(number),
            ("Float", _) => JsonValue::from(f64::from(number) + 0.5),
            ("Boolean", _) => JsonValue::from(number % 2 == 0),
            (_, Some(ExtendedType::Enum(values))) => {
                let values: Vec<_> = values.values.keys().collect();
                JsonValue::from(values.choose(&mut self.rng).map_or("", |value| value.as_str()))
            }
            (_, Some(ExtendedType::InputObject(input))) => {
                let mut fields = JsonMap::new();
                for (name, field) in &input.fields {
                    if field.is_required() || depth < DEPTH && self.rng.random_bool(0.5) {
                        let value = self.json(&field.ty, depth + 1);
                        fields.insert(name.as_str(), value);
                    }
                }
                fields.into()
            }
            _ => JsonValue::from(["a", "b \" \\ \n", "é", "3"][number as usize]),
        }
    }

    /// A value of a type as a literal.
    fn literal(&self, ty: &Type, value: &JsonValue) -> String {
        match value {
            JsonValue::Array(elements) => {
                let elements: Vec<_> = elements.iter().map(|element| self.literal(ty.item_type(), element)).collect();
                format!("[{}]", elements.join(", "))
            }
            JsonValue::Object(fields) => {
                let input = self.schema.get_input_object(ty.inner_named_type());
                let fields = fields.iter().map(|(name, value)| {
                    let ty = input.and_then(|input| input.fields.get(name.as_str())).map(|field| &*field.ty);
                    format!(
                        "{}: {}",
                        name.as_str(),
                        self.literal(ty.unwrap_or(&Type::Named(apollo_compiler::name!("Any"))), value)
                    )
                });
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            JsonValue::String(text) if self.schema.get_enum(ty.inner_named_type()).is_some() => {
                text.as_str().to_owned()
            }
            _ => value.to_string(),
        }
    }
}
