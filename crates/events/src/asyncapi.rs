//! The document that describes all events: AsyncAPI 3.0 (<https://www.asyncapi.com/docs/reference/specification/v3.0.0>).

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::{Event, Owner};

/// Where messages refer to the schemas of their data.
const SCHEMAS: &str = "/components/schemas/";

/// The document, with a new line at its end: the same bytes whenever the events are the same.
#[must_use]
pub fn document() -> String {
    let settings = SchemaSettings::draft07().with(|settings| SCHEMAS.clone_into(settings.definitions_path.to_mut()));
    let mut schemas = settings.into_generator();
    let mut messages = Map::new();
    for event in Event::ALL {
        let payload = (event.schema)(&mut schemas);
        messages.insert(event.name.to_owned(), message(event.name, event.description, &payload.to_value()));
    }
    let owners = [Owner::Users, Owner::Channels, Owner::Messages];
    let channels: Map<String, Value> = owners.iter().map(|owner| (owner.to_string(), channel(*owner))).collect();
    let operations: Map<String, Value> =
        owners.iter().map(|owner| (format!("{owner}Tells"), operation(*owner))).collect();
    let schemas = schemas.take_definitions(true);
    let document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "chat",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the services tell each other. At least once, in order for each subject. Changed by additions only.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages, "messageTraits": { "envelope": envelope() }, "schemas": schemas },
    });
    format!("{document:#}\n")
}

fn message(name: &str, description: &str, data: &Value) -> Value {
    json!({
        "name": name,
        "summary": description,
        "traits": [{ "$ref": "#/components/messageTraits/envelope" }],
        "payload": {
            "type": "object",
            "required": ["type", "data"],
            "properties": { "type": { "const": name }, "data": data },
        },
    })
}

/// What every message has beside its type and data.
fn envelope() -> Value {
    json!({
        "contentType": "application/cloudevents+json",
        "description": "CloudEvents 1.0: specversion, id, source, subject, time, datacontenttype, dataschema, traceparent, and the extension sequence, the version of the subject.",
    })
}

fn channel(owner: Owner) -> Value {
    let messages: Map<String, Value> = Event::ALL
        .iter()
        .filter(|event| event.owner == owner)
        .map(|event| (event.name.to_owned(), json!({ "$ref": format!("#/components/messages/{}", event.name) })))
        .collect();
    json!({
        "address": format!("chat.{owner}.{{shard}}"),
        "description": format!("What {owner} tells, in the order of its log."),
        "parameters": { "shard": { "description": "0 to 15, by the channel or else the user that it is about." } },
        "messages": messages,
    })
}

fn operation(owner: Owner) -> Value {
    json!({ "action": "send", "channel": { "$ref": format!("#/channels/{owner}") } })
}
