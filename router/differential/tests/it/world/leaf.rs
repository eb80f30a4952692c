//! The values of leaves.

use apollo_compiler::{
    Name,
    response::{JsonMap, JsonValue},
};

use super::hash;

/// A type without fields.
pub enum Leaf {
    Int,
    Float,
    String,
    Boolean,
    Id,
    Enum(Vec<Name>),
    Custom,
}

impl Leaf {
    /// A value: another one for every object and field, as far as the type can tell them apart.
    pub fn value(&self, ty: &str, field: &str, number: u64) -> JsonValue {
        let text = || match number % 7 {
            0 => format!("\"{field}\" of\n{ty} \\ {number:x}"),
            1 => format!("é\u{2028}😀 {field} {number:x}"),
            _ => format!("{ty}.{field} {number:x}"),
        };
        match self {
            Self::Int => JsonValue::from((number >> 32) as i32),
            Self::Float => JsonValue::from((number >> 24) as f64 / 8.0),
            Self::String => JsonValue::from(text()),
            Self::Boolean => JsonValue::from(number >> 8 & 1 == 1),
            Self::Id if hash(&(ty, field)).is_multiple_of(3) => JsonValue::from(number.to_string()),
            Self::Id => JsonValue::from(format!("{ty}:{number:x}")),
            Self::Enum(values) => {
                let value = values.get(number as usize / 8 % values.len().max(1));
                JsonValue::from(value.map_or("", Name::as_str))
            }
            Self::Custom => match hash(&(ty, field)) % 4 {
                0 => JsonValue::from(number as u32),
                1 => [("of", JsonValue::from(text())), ("n", JsonValue::Array(vec![JsonValue::Null]))]
                    .into_iter()
                    .map(|(key, value)| (key.into(), value))
                    .collect::<JsonMap>()
                    .into(),
                _ => JsonValue::from(text()),
            },
        }
    }
}
