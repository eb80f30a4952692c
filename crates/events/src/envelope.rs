//! The envelope: CloudEvents 1.0 in its JSON format (<https://github.com/cloudevents/spec/blob/v1.0.2>).
//!
//! ```json
//! { "specversion": "1.0", "id": "usr_…/7", "source": "/users", "type": "user.renamed.v1", "subject": "usr_…",
//!   "time": "2026-01-31T12:00:00.000Z", "datacontenttype": "application/json",
//!   "dataschema": "urn:chat:event:user.renamed.v1", "sequence": "7", "sequencetype": "Integer", "data": { … } }
//! ```

use chat_model::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Event, Owner, UnknownEvent};

const SPECIFICATION: &str = "1.0";
const JSON: &str = "application/json";
const SEQUENCE_TYPE: &str = "Integer";

/// An event on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The version of what the event is about, after it: later events about one thing have greater ones.
    pub sequence: u64,
    /// When it happened.
    pub time: Timestamp,
    /// The trace of the request that made it happen (W3C Trace Context).
    pub traceparent: Option<String>,
    /// What happened.
    pub event: Event,
}

/// It is no envelope of ours.
#[derive(Debug, thiserror::Error)]
pub enum InvalidEnvelope {
    /// Not JSON, or not a CloudEvent as this crate writes it.
    #[error("not a CloudEvent: {0}")]
    Form(String),
    /// What is in it cannot be read.
    #[error(transparent)]
    Event(#[from] UnknownEvent),
}

/// As it is written.
#[derive(Serialize, Deserialize)]
struct Wire {
    specversion: String,
    id: String,
    source: String,
    r#type: String,
    subject: String,
    time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    traceparent: Option<String>,
    datacontenttype: String,
    dataschema: String,
    sequence: String,
    sequencetype: String,
    data: Value,
}

impl Envelope {
    /// The id of the event: unique, and the same whenever the same event is sent.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}/{}", self.event.subject(), self.event.name(), self.sequence)
    }

    /// Who tells it.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.event.owner()
    }

    /// The envelope as JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let name = self.event.name();
        let wire = Wire {
            specversion: SPECIFICATION.to_owned(),
            id: self.id(),
            source: format!("/{}", self.owner()),
            r#type: name.to_owned(),
            subject: self.event.subject(),
            time: self.time,
            traceparent: self.traceparent.clone(),
            datacontenttype: JSON.to_owned(),
            dataschema: format!("urn:chat:event:{name}"),
            sequence: self.sequence.to_string(),
            sequencetype: SEQUENCE_TYPE.to_owned(),
            data: self.event.data(),
        };
        // Strings and what `data` gives: nothing in it can fail to be written.
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    /// Reads what [`Envelope::to_json`] wrote, here or in another release.
    pub fn from_json(json: &[u8]) -> Result<Self, InvalidEnvelope> {
        let form = |reason: String| InvalidEnvelope::Form(reason);
        let wire: Wire = serde_json::from_slice(json).map_err(|error| {
            form(format!("{:?} at line {}, column {}", error.classify(), error.line(), error.column()))
        })?;
        if wire.specversion != SPECIFICATION {
            return Err(form("another specversion".to_owned()));
        }
        let sequence = wire.sequence.parse().map_err(|_| form("sequence is not a number".to_owned()))?;
        let event = Event::read(&wire.r#type, wire.data)?;
        if event.subject() != wire.subject || wire.source.trim_start_matches('/') != event.owner().as_str() {
            return Err(form("source or subject is not that of the data".to_owned()));
        }
        Ok(Self { sequence, time: wire.time, traceparent: wire.traceparent, event })
    }
}
