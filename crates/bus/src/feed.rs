//! `GET /internal/events`: the log, for other services.
//!
//! ```text
//! GET /internal/events?after=3,0,…,17&wait=5000      how far the caller has read in each of the 16 shards
//! { "epoch": "…", "at": "2026-…", "is_whole": true, "shards": [{ "shard": 0, "upto": 5, "events": [{ "position": 4, "event": { … } }] }] }
//! ```
//!
//! One shard alone: `?shard=3&after=17`. Shards in which nothing is new are left out. The answer waits up to `wait`
//! milliseconds for something new. One that is whole says that at `at` there was nothing beyond it: the age of that instant is
//! what a replica lags behind.

use std::{borrow::Cow, sync::Arc, time::Duration};

use axum::{
    Extension, Json, Router,
    extract::State,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use chat_chassis::{
    Ambient, Identity,
    identity::{Authenticator, authenticate},
    process::Process,
    serve::refuse,
    telemetry,
};
use chat_model::Timestamp;
use chat_store::StoreError;
use http::{StatusCode, Uri};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{Log, Positions, SHARDS, Shard};

/// Where it is.
pub const PATH: &str = "/internal/events";
/// How long an answer waits at most.
pub const MAX_WAIT: Duration = Duration::from_secs(10);
/// How many events one answer has at most.
const MAX_EVENTS: u64 = 500;

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answer<'a> {
    pub epoch: Uuid,
    pub at: Timestamp,
    /// Whether there was nothing beyond this answer at `at`.
    pub is_whole: bool,
    #[serde(borrow)]
    pub shards: Vec<ShardAnswer<'a>>,
}

/// What is new in one shard.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ShardAnswer<'a> {
    pub shard: u8,
    pub upto: i64,
    #[serde(borrow)]
    pub events: Vec<EventAnswer<'a>>,
}

/// An event in its place.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EventAnswer<'a> {
    pub position: i64,
    #[serde(borrow)]
    pub event: Cow<'a, RawValue>,
}

/// What is asked.
#[derive(Default)]
struct Asked {
    shard: Option<u8>,
    after: String,
    wait: Duration,
}

struct Feed {
    log: Log,
    epoch: Uuid,
    ambient: Ambient,
}

/// The path, for services that speak for themselves, on a log that has its epoch from now on.
pub async fn open(log: Log, process: &Process) -> Result<Router, StoreError> {
    let ambient = process.ambient.clone();
    let epoch = log.epoch(Uuid::from_bytes(ambient.random())).await?;
    Ok(routes(log, epoch, process.authenticator.clone(), ambient))
}

/// The path. `epoch` is the log's.
pub fn routes(log: Log, epoch: Uuid, authenticator: Arc<Authenticator>, ambient: Ambient) -> Router {
    Router::new()
        .route(PATH, get(events))
        .with_state(Arc::new(Feed { log, epoch, ambient }))
        .layer(middleware::from_fn_with_state(authenticator, authenticate))
}

async fn events(State(feed): State<Arc<Feed>>, Extension(caller): Extension<Identity>, uri: Uri) -> Response {
    if caller.service.is_none() {
        return refuse(StatusCode::FORBIDDEN, "events are for services", "FORBIDDEN");
    }
    let asked = asked(uri.query().unwrap_or_default());
    let Some((after, wait)) = asked.and_then(|asked| Some((positions(&asked)?, asked.wait))) else {
        let wanted = "wanted: after, a position for each of the 16 shards, or with shard one; and wait in milliseconds";
        return refuse(StatusCode::BAD_REQUEST, wanted, "BAD_REQUEST");
    };
    match feed.answer(&after, wait.min(MAX_WAIT)).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => {
            tracing::warn!(error = telemetry::chain(&error), "the log cannot be read");
            refuse(StatusCode::SERVICE_UNAVAILABLE, "the log cannot be read now", "UNAVAILABLE")
        }
    }
}

fn asked(query: &str) -> Option<Asked> {
    let mut asked = Asked::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "shard" => asked.shard = Some(value.parse().ok()?),
            "after" => asked.after = value.into_owned(),
            "wait" => asked.wait = Duration::from_millis(value.parse().ok()?),
            _ => return None,
        }
    }
    Some(asked)
}

/// How far the caller has read; in shards that it does not ask for, to the end of all time.
fn positions(asked: &Asked) -> Option<Positions> {
    let mut given = asked.after.split(',').map(|position| position.parse::<i64>().ok().filter(|at| *at >= 0));
    let mut after = [i64::MAX; SHARDS as usize];
    match asked.shard {
        Some(shard) => *after.get_mut(usize::from(shard))? = given.next()??,
        None => {
            for place in &mut after {
                *place = given.next()??;
            }
        }
    }
    given.next().is_none().then_some(after)
}

impl Feed {
    async fn answer(&self, after: &Positions, wait: Duration) -> Result<Answer<'static>, StoreError> {
        let (heads, at) = self.log.beyond(after, Instant::now() + wait, &self.ambient).await?;
        // The heads were looked at a moment later than this, so that what had happened by then is counted in them.
        let (mut shards, mut room, mut is_whole) = (Vec::new(), MAX_EVENTS, true);
        for shard in Shard::all() {
            let place = usize::from(shard.number());
            if heads[place] <= after[place] {
                continue;
            }
            if room == 0 {
                is_whole = false;
                continue;
            }
            let page = self.log.read(shard, after[place], room).await?;
            is_whole &= page.upto >= heads[place];
            room = room.saturating_sub(u64::try_from(page.entries.len()).unwrap_or(u64::MAX));
            let event = |entry: crate::Entry| {
                let event = RawValue::from_string(entry.envelope).map_err(|_| StoreError::Corrupt("log.envelope"))?;
                Ok(EventAnswer { position: entry.position, event: Cow::Owned(event) })
            };
            let events = page.entries.into_iter().map(event).collect::<Result<_, StoreError>>()?;
            shards.push(ShardAnswer { shard: shard.number(), upto: page.upto, events });
        }
        Ok(Answer { epoch: self.epoch, at, is_whole, shards })
    }
}
