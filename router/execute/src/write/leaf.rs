//! Leaves: whether their JSON is what the schema promises. Section 3.5 of the specification.

use crate::program::{Leaf, Program};

/// How a leaf is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As it came.
    Same,
    /// In quotes: an id that came as an integer.
    Quoted,
    /// Not at all.
    Wrong,
}

/// Judges well-formed JSON that is not null.
#[inline]
pub(super) fn form(program: &Program, leaf: Leaf, json: &[u8]) -> Form {
    let is_string = json.first() == Some(&b'"');
    let is_right = match leaf {
        Leaf::String => is_string,
        Leaf::Id if !is_string => return if is_integer(json) { Form::Quoted } else { Form::Wrong },
        Leaf::Id | Leaf::Custom => true,
        Leaf::Boolean => matches!(json, b"true" | b"false"),
        Leaf::Int => is_int(json),
        Leaf::Float => matches!(json, [b'-' | b'0'..=b'9', ..]),
        Leaf::Enum(values) => is_string && program.enum_values[values].iter().any(|value| program.text(*value) == json),
    };
    if is_right { Form::Same } else { Form::Wrong }
}

fn is_integer(json: &[u8]) -> bool {
    let digits = json.strip_prefix(b"-").unwrap_or(json);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// An integer of 32 bits.
fn is_int(json: &[u8]) -> bool {
    let (is_negative, digits) = match json.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, json),
    };
    // JSON has no leading zeros, so that more digits mean too much.
    if !is_integer(digits) || digits.len() > 10 {
        return false;
    }
    let value = digits.iter().fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
    value <= u64::from(i32::MAX.unsigned_abs()) + u64::from(is_negative)
}
