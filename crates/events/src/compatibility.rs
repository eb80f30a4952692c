//! Whether an AsyncAPI document may take the place of an older one: services of both releases run at the same time.

use std::collections::BTreeSet;

use serde_json::Value;

/// What a reader or a writer of the old document's events cannot live with in the new one; empty if all is well.
///
/// New events and new optional fields are fine. An event may not go, a field may not go or change its type, a new field may not
/// be required, a required one may not become optional (the old reader relies on it), and an enum may not change: an old reader
/// knows no new value.
#[must_use]
pub fn breaking_changes(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let messages = |document: &Value| document["components"]["messages"].as_object().cloned().unwrap_or_default();
    let new_messages = messages(new);
    for (name, message) in messages(old) {
        match new_messages.get(&name) {
            None => found.push(format!("{name} is gone")),
            Some(now) => {
                let data = |message: &Value| message["payload"]["properties"]["data"].clone();
                compare(&name, (old, &data(&message)), (new, &data(now)), 0, &mut found);
            }
        }
    }
    found
}

/// How deep data may be nested: no schema here refers to itself.
const MAX_DEPTH: usize = 16;

fn compare(at: &str, old: (&Value, &Value), new: (&Value, &Value), depth: usize, found: &mut Vec<String>) {
    if depth > MAX_DEPTH {
        found.push(format!("{at} is nested too deep to be compared"));
        return;
    }
    let (before, after) = (resolve(old), resolve(new));
    for word in ["type", "enum", "const", "format"] {
        if before[word] != after[word] {
            found.push(format!("{at}: {word} was {} and is {}", before[word], after[word]));
        }
    }
    let required = |schema: &Value| -> BTreeSet<String> {
        let names = schema["required"].as_array().into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (must, must_now) = (required(before), required(after));
    found.extend(must_now.difference(&must).map(|field| format!("{at}.{field} is required now")));
    found.extend(must.difference(&must_now).map(|field| format!("{at}.{field} is optional now")));
    for (field, schema) in before["properties"].as_object().into_iter().flatten() {
        let path = format!("{at}.{field}");
        match after["properties"].get(field) {
            None => found.push(format!("{path} is gone")),
            Some(now) => compare(&path, (old.0, schema), (new.0, now), depth + 1, found),
        }
    }
    for word in ["items", "anyOf", "oneOf", "allOf"] {
        let parts = |schema: &Value| match &schema[word] {
            Value::Array(all) => all.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        };
        let (parts, now) = (parts(before), parts(after));
        if parts.len() != now.len() {
            found.push(format!("{at}: {word} has changed"));
        }
        for (index, (part, now)) in parts.iter().zip(&now).enumerate() {
            compare(&format!("{at}/{word}/{index}"), (old.0, part), (new.0, now), depth + 1, found);
        }
    }
}

/// The schema itself, where there is a reference to it.
fn resolve<'a>((document, schema): (&'a Value, &'a Value)) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|pointer| document.pointer(pointer.trim_start_matches('#')));
    target.unwrap_or(schema)
}
