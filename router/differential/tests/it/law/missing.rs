//! What a response lacks.

use apollo_compiler::response::JsonValue;

/// The response says something else, not just less.
pub struct Other;

/// The values that are expected where `given` is null. Nothing else may be different.
pub fn places<'a>(expected: &'a JsonValue, given: &JsonValue) -> Result<Vec<&'a JsonValue>, Other> {
    let mut found = Vec::new();
    compare(expected, given, &mut found)?;
    Ok(found)
}

fn compare<'a>(expected: &'a JsonValue, given: &JsonValue, found: &mut Vec<&'a JsonValue>) -> Result<(), Other> {
    match (expected, given) {
        (JsonValue::Null, JsonValue::Null) => Ok(()),
        (_, JsonValue::Null) => {
            found.push(expected);
            Ok(())
        }
        (JsonValue::Object(expected), JsonValue::Object(given)) if expected.len() == given.len() => expected
            .iter()
            .try_for_each(|(key, expected)| compare(expected, given.get(key.as_str()).ok_or(Other)?, found)),
        (JsonValue::Array(expected), JsonValue::Array(given)) if expected.len() == given.len() => {
            expected.iter().zip(given).try_for_each(|(expected, given)| compare(expected, given, found))
        }
        (expected, given) if expected == given => Ok(()),
        _ => Err(Other),
    }
}

/// Whether an error's path leads through what is expected. It may end anywhere, also at a key that only others of the objects
/// have, or that was not asked for this time.
pub fn is_about_a_place(error: &JsonValue, expected: &JsonValue) -> bool {
    let path = error.get("path").and_then(JsonValue::as_array).map_or(&[][..], Vec::as_slice);
    let mut at = expected;
    for segment in path {
        let next = match (segment, at) {
            (JsonValue::String(key), JsonValue::Object(fields)) => fields.get(key.as_str()),
            (JsonValue::Number(index), JsonValue::Array(elements)) => {
                let element = index.as_u64().and_then(|index| elements.get(usize::try_from(index).ok()?));
                if element.is_none() {
                    return false;
                }
                element
            }
            (_, at) => return at.is_null(),
        };
        let Some(next) = next else { return true };
        at = next;
    }
    true
}
