//! The channels service as the authority: one query for all channels of a request.
//!
//! Read strictly: an answer that is not exactly of the expected shape, or that is about other channels than were asked, is
//! no answer. It is never taken as permission.

use std::fmt;

use chat_chassis::{
    Identity, Viewer,
    client::{CallError, ServiceClient},
};
use chat_model::{ChannelId, Timestamp};
use serde::{Deserialize, Deserializer, de::IgnoredAny};

use crate::{
    authority::{Authority, AuthorityUnavailable, Verdicts},
    domain::{ChannelKind, Role, Verdict},
};

const QUERY: &str = "query($userId: ID!, $channelIds: [ID!]!) { \
    membershipVerdicts(userId: $userId, channelIds: $channelIds) { \
    channelId version kind canRead canPost role mutedUntil bannedUntil archivedAt slowModeSeconds } }";

/// Asks the channels service.
pub struct Channels {
    client: ServiceClient,
}

impl Channels {
    /// Asks through `client`.
    #[must_use]
    pub fn new(client: ServiceClient) -> Self {
        Self { client }
    }

    async fn ask(&self, viewer: &Viewer, channels: &[ChannelId]) -> Result<Vec<Option<Verdict>>, Failure> {
        let ids: Vec<_> = channels.iter().map(ToString::to_string).collect();
        let body = serde_json::json!({
            "query": QUERY,
            "variables": { "userId": viewer.user.to_string(), "channelIds": ids },
        });
        let identity = Identity { viewer: Some(viewer.clone()), service: None };
        let answer = self.client.query(body.to_string().into(), &identity).await?;
        read(&answer, channels).ok_or(Failure::Answer)
    }
}

impl fmt::Debug for Channels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Channels")
    }
}

impl Authority for Channels {
    fn verdicts<'a>(&'a self, viewer: &'a Viewer, channels: &'a [ChannelId]) -> Verdicts<'a> {
        Box::pin(async move {
            self.ask(viewer, channels).await.map_err(|failure| {
                tracing::warn!(%failure, "no verdicts from channels");
                AuthorityUnavailable
            })
        })
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("channels answered something else than verdicts on the channels asked for")]
    Answer,
}

fn read(answer: &[u8], asked: &[ChannelId]) -> Option<Vec<Option<Verdict>>> {
    let answer: Answer = serde_json::from_slice(answer).ok()?;
    if !answer.errors.unwrap_or_default().is_empty() {
        return None;
    }
    let rows = answer.data?.membership_verdicts;
    if rows.len() != asked.len() {
        return None;
    }
    let verdict = |(row, asked): (Option<Row>, &ChannelId)| match row {
        None => Some(None),
        Some(row) => row.verdict(*asked).map(Some),
    };
    rows.into_iter().zip(asked).map(verdict).collect()
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    errors: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    membership_verdicts: Vec<Option<Row>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    channel_id: String,
    version: i32,
    kind: String,
    can_read: bool,
    can_post: bool,
    #[serde(deserialize_with = "present")]
    role: Option<String>,
    #[serde(deserialize_with = "present")]
    muted_until: Option<String>,
    #[serde(deserialize_with = "present")]
    banned_until: Option<String>,
    #[serde(deserialize_with = "present")]
    archived_at: Option<String>,
    slow_mode_seconds: i32,
}

/// Null, but there: serde would take a field that is missing for null, and a mute that is missing for none.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

impl Row {
    fn verdict(self, asked: ChannelId) -> Option<Verdict> {
        let time = |text: Option<String>| match text {
            None => Some(None),
            Some(text) => text.parse::<Timestamp>().ok().map(Some),
        };
        Some(Verdict {
            version: self.version,
            kind: ChannelKind::parse(&self.kind)?,
            can_read: self.can_read,
            can_post: self.can_post,
            role: match self.role {
                None => None,
                Some(role) => Some(Role::parse(&role)?),
            },
            muted_until: time(self.muted_until)?,
            banned_until: time(self.banned_until)?,
            archived_at: time(self.archived_at)?,
            slow_mode_seconds: self.slow_mode_seconds,
        })
        .filter(|_| self.channel_id.parse() == Ok(asked))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn channel() -> ChannelId {
        ChannelId::from_uuid(Uuid::from_u128(7))
    }

    fn row() -> Value {
        json!({
            "channelId": channel().to_string(), "version": 3, "kind": "PRIVATE", "canRead": true, "canPost": false,
            "role": "MODERATOR", "mutedUntil": "2026-01-31T12:00:00.000Z", "bannedUntil": null, "archivedAt": null,
            "slowModeSeconds": 5,
        })
    }

    fn answered(answer: &Value) -> Option<Vec<Option<Verdict>>> {
        read(answer.to_string().as_bytes(), &[channel()])
    }

    fn with(field: &str, value: Value) -> Value {
        let mut row = row();
        row[field] = value;
        json!({ "data": { "membershipVerdicts": [row] } })
    }

    #[test]
    fn a_verdict_is_read_as_it_was_given() {
        let verdict = Verdict {
            version: 3,
            kind: ChannelKind::Private,
            can_read: true,
            can_post: false,
            role: Some(Role::Moderator),
            muted_until: Some("2026-01-31T12:00:00Z".parse().unwrap()),
            banned_until: None,
            archived_at: None,
            slow_mode_seconds: 5,
        };
        assert_eq!(answered(&json!({ "data": { "membershipVerdicts": [row()] } })), Some(vec![Some(verdict)]));
        assert_eq!(answered(&json!({ "data": { "membershipVerdicts": [null] } })), Some(vec![None]));
    }

    #[test]
    fn anything_else_is_no_answer() {
        let other = ChannelId::from_uuid(Uuid::from_u128(8)).to_string();
        for answer in [
            json!({}),
            json!({ "data": null }),
            json!({ "data": { "membershipVerdicts": null } }),
            json!({ "data": { "membershipVerdicts": [] } }),
            json!({ "data": { "membershipVerdicts": [row(), row()] } }),
            json!({ "data": { "membershipVerdicts": [row()] }, "errors": [{ "message": "no" }] }),
            with("channelId", json!(other)),
            with("kind", json!("SECRET")),
            with("role", json!("KING")),
            with("canRead", json!("yes")),
            with("mutedUntil", json!("tomorrow")),
            with("slowModeSeconds", json!(null)),
        ] {
            assert_eq!(answered(&answer), None, "{answer}");
        }
        assert_eq!(read(b"<html>", &[channel()]), None);
    }

    #[test]
    fn a_field_that_is_missing_is_not_taken_for_null() {
        for field in row().as_object().unwrap().keys() {
            let mut row = row();
            row.as_object_mut().unwrap().remove(field);
            assert_eq!(answered(&json!({ "data": { "membershipVerdicts": [row] } })), None, "{field}");
        }
    }
}
