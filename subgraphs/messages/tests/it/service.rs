//! The subgraph under test, without a server, and without the channels service.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_graphql::{Request, Variables};
use chat_chassis::{Ambient, Identity, Viewer};
use chat_messages::{
    Standings, Store,
    authority::{Authority, AuthorityUnavailable, Verdicts},
    domain::{ChannelKind, Patience, Role, Verdict},
    graphql::{self, MessagesSchema, SendLimit},
};
use chat_model::{ChannelId, UserId, id};
use chat_testkit::{TestClock, TestDatabase, people::signed_in};
use serde_json::{Value, json};

pub struct Service {
    pub schema: MessagesSchema,
    pub store: Store,
    pub authority: Arc<FakeAuthority>,
    pub standings: Arc<Standings>,
    pub clock: TestClock,
    pub db: TestDatabase,
}

/// Not the channels service: a table of verdicts that a test fills, and a list of how many channels it was asked about.
#[derive(Debug, Default)]
pub struct FakeAuthority {
    verdicts: Mutex<HashMap<(UserId, ChannelId), Verdict>>,
    is_down: AtomicBool,
    asked: Mutex<Vec<usize>>,
}

impl Authority for FakeAuthority {
    fn verdicts<'a>(&'a self, viewer: &'a Viewer, channels: &'a [ChannelId]) -> Verdicts<'a> {
        self.asked.lock().unwrap().push(channels.len());
        let verdicts = self.verdicts.lock().unwrap();
        let found = channels.iter().map(|channel| verdicts.get(&(viewer.user, *channel)).copied()).collect();
        let answer = if self.is_down.load(Ordering::Relaxed) { Err(AuthorityUnavailable) } else { Ok(found) };
        Box::pin(std::future::ready(answer))
    }
}

impl FakeAuthority {
    /// From now on this is the verdict.
    pub fn set(&self, who: &Viewer, channel: ChannelId, verdict: Verdict) {
        self.verdicts.lock().unwrap().insert((who.user, channel), verdict);
    }

    /// From now on there is no such channel.
    pub fn delete(&self, channel: ChannelId) {
        self.verdicts.lock().unwrap().retain(|(_, other), _| *other != channel);
    }

    /// From now on there is no answer.
    pub fn fall(&self) {
        self.is_down.store(true, Ordering::Relaxed);
    }

    /// From now on there is one again.
    pub fn rise(&self) {
        self.is_down.store(false, Ordering::Relaxed);
    }

    /// About how many channels it was asked, each time since the last call.
    pub fn take_asked(&self) -> Vec<usize> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

/// For how long what was heard counts in these tests, while channels is down.
pub const PATIENCE: Patience = Patience { posts: Duration::from_secs(30), private_reads: Duration::from_secs(600) };

/// What somebody with this role, or none, may do in an ordinary public channel.
pub fn verdict(role: Option<Role>) -> Verdict {
    Verdict {
        version: 1,
        kind: ChannelKind::Public,
        can_read: true,
        can_post: role.is_some(),
        role,
        muted_until: None,
        banned_until: None,
        archived_at: None,
        slow_mode_seconds: 0,
    }
}

/// A nonce that was never used.
pub fn nonce() -> String {
    Ambient::system().id::<id::Message>().uuid().to_string()
}

/// What `sendMessage` is asked in these tests.
pub const SEND: &str = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
    message { id sequence body nonce version authorId authorName kind replyTo { id body deletedAt } channel { id } }
    replayed
    errors { code path message ... on RateLimited { retryAfterMs } } } }";

impl Service {
    pub fn new(db: TestDatabase) -> Self {
        Self::limited(db, 0)
    }

    /// In which each user may send so many messages per second.
    pub fn limited(db: TestDatabase, per_second: u32) -> Self {
        Self::over(db, TestClock::default(), Arc::default(), SendLimit::per_second(per_second))
    }

    /// The same after a restart, without its users noticing any time.
    pub fn restarted(self) -> Self {
        Self::over(self.db, self.clock, self.authority, SendLimit::per_second(0))
    }

    fn over(db: TestDatabase, clock: TestClock, authority: Arc<FakeAuthority>, limit: SendLimit) -> Self {
        let store = Store::new(db.database.clone());
        let schema = graphql::schema(store.clone(), clock.ambient(), limit, false);
        let standings = Standings::new(authority.clone(), store.clone(), PATIENCE, clock.ambient());
        Self { schema, store, authority, standings: Arc::new(standings), clock, db }
    }

    /// The whole answer.
    pub async fn answer(&self, identity: &Identity, query: &str, variables: Value) -> Value {
        let request = Request::new(query).variables(Variables::from_json(variables)).data(identity.clone());
        let response = self.schema.execute(graphql::prepare(request, identity, &self.store, &self.standings)).await;
        serde_json::to_value(response).unwrap()
    }

    /// The data of an answer that has no errors.
    pub async fn data(&self, viewer: &Viewer, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(&signed_in(viewer), query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].take()
    }

    /// The code of the first top-level error of a refused query.
    pub async fn fault(&self, identity: &Identity, query: &str, variables: Value) -> String {
        let answer = self.answer(identity, query, variables).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {answer}")).to_owned()
    }

    /// A new channel with these members.
    pub fn channel(&self, members: &[&Viewer]) -> ChannelId {
        let channel = self.clock.ambient().id();
        for member in members {
            self.authority.set(member, channel, verdict(Some(Role::Member)));
        }
        channel
    }

    /// Sends, and returns the payload.
    pub async fn send(&self, who: &Viewer, channel: ChannelId, nonce: &str, body: &str) -> Value {
        let input = json!({ "input": { "channelId": channel.to_string(), "nonce": nonce, "body": body } });
        self.data(who, SEND, input).await["sendMessage"].take()
    }

    /// Sends with success, and returns the message's id.
    pub async fn say(&self, who: &Viewer, channel: ChannelId, body: &str) -> String {
        let sent = self.send(who, channel, &nonce(), body).await;
        assert_eq!(sent["errors"], json!([]));
        sent["message"]["id"].as_str().unwrap().to_owned()
    }

    /// Edits, and returns the payload.
    pub async fn edit(&self, who: &Viewer, message: &str, body: &str, expected: Option<i32>) -> Value {
        let query = "mutation ($input: EditMessageInput!) { editMessage(input: $input) {
            message { id body version editedAt edits { nodes { version body editor { id } } } }
            errors { code path message ... on EditConflict { current { body version } } } } }";
        let input = json!({ "input": { "messageId": message, "body": body, "expectedVersion": expected } });
        self.data(who, query, input).await["editMessage"].take()
    }

    /// Deletes, and returns the payload.
    pub async fn delete(&self, who: &Viewer, message: &str) -> Value {
        let query = "mutation ($input: DeleteMessageInput!) { deleteMessage(input: $input) {
            message { id sequence body bodyHtml bodyText version deletedAt edits { nodes { body } } viewerCanEdit viewerCanDelete }
            errors { code path message } } }";
        let input = json!({ "input": { "messageId": message, "reason": "because" } });
        self.data(who, query, input).await["deleteMessage"].take()
    }

    /// Marks as read, and returns the payload.
    pub async fn mark_read(&self, who: &Viewer, channel: ChannelId, up_to: i64) -> Value {
        let query = "mutation ($input: MarkReadInput!) { markRead(input: $input) {
            channel { id lastSequence } readState { lastReadSequence unreadCount firstUnread { sequence } updatedAt }
            errors { code path message } } }";
        let input = json!({ "input": { "channelId": channel.to_string(), "upToSequence": up_to } });
        self.data(who, query, input).await["markRead"].take()
    }

    /// One field of a channel, as `who` sees it.
    pub async fn of_channel(&self, who: &Viewer, channel: ChannelId, field: &str) -> Value {
        let query = format!("query ($id: ID!) {{ channel(id: $id) {{ it: {field} }} }}");
        self.data(who, &query, json!({ "id": channel.to_string() })).await["channel"]["it"].take()
    }

    /// The sequences of all messages in a channel, as they are stored.
    pub async fn sequences(&self, who: &Viewer, channel: ChannelId) -> Vec<i64> {
        let mut sequences = Vec::new();
        loop {
            let after = chat_model::cursor::Cursor::encode(&sequences.last().copied().unwrap_or(0));
            let field = format!("messages(first: 100, after: \"{after}\") {{ nodes {{ sequence }} }}");
            let page = self.of_channel(who, channel, &field).await;
            let page: Vec<_> =
                page["nodes"].as_array().unwrap().iter().map(|node| node["sequence"].as_i64().unwrap()).collect();
            if page.is_empty() {
                return sequences;
            }
            sequences.extend(page);
        }
    }
}
