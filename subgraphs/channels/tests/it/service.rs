//! The subgraph under test, without a server.

use async_graphql::{Request, Variables};
use chat_channels::{Store, graphql, graphql::ChannelsSchema};
use chat_chassis::{Identity, Viewer};
use chat_testkit::{TestClock, TestDatabase, people::signed_in};
use serde_json::Value;

pub struct Service {
    pub schema: ChannelsSchema,
    pub store: Store,
    pub clock: TestClock,
    pub db: TestDatabase,
}

impl Service {
    pub fn new(db: TestDatabase) -> Self {
        let clock = TestClock::default();
        let store = Store::new(db.database.clone());
        Self { schema: graphql::schema(store.clone(), clock.ambient(), false), store, clock, db }
    }

    /// The whole answer.
    pub async fn answer(&self, identity: &Identity, query: &str, variables: Value) -> Value {
        let request = Request::new(query).variables(Variables::from_json(variables)).data(identity.clone());
        let response = self.schema.execute(graphql::prepare(request, identity, &self.store)).await;
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

    /// Makes a channel of `kind`, and returns its id.
    pub async fn channel(&self, owner: &Viewer, kind: &str, name: &str) -> String {
        let data = self
            .data(
                owner,
                "mutation ($key: ID!, $kind: ChannelKind!, $name: String!) {
                    createChannel(input: { idempotencyKey: $key, kind: $kind, name: $name }) {
                        channel { id } errors { code message }
                    }
                }",
                serde_json::json!({ "key": format!("{kind}-{name}"), "kind": kind, "name": name }),
            )
            .await;
        data["createChannel"]["channel"]["id"].as_str().unwrap_or_else(|| panic!("{data}")).to_owned()
    }

    /// Joins, and returns the payload.
    pub async fn join(&self, viewer: &Viewer, channel: &str) -> Value {
        let query = "mutation ($id: ID!) { joinChannel(input: { channelId: $id }) {
            membership { id role userName channel { memberCount } } errors { code message path } } }";
        self.data(viewer, query, serde_json::json!({ "id": channel })).await["joinChannel"].take()
    }

    /// Leaves, and returns the payload.
    pub async fn leave(&self, viewer: &Viewer, channel: &str) -> Value {
        let query = "mutation ($id: ID!) { leaveChannel(input: { channelId: $id }) {
            channel { id memberCount } errors { code message path } } }";
        self.data(viewer, query, serde_json::json!({ "id": channel })).await["leaveChannel"].take()
    }

    /// Runs SQL that no mutation of this version runs: a state that later versions make.
    pub async fn arrange(&self, sql: &str) {
        use sea_orm::ConnectionTrait;
        self.db.database.reader().execute_unprepared(sql).await.unwrap();
    }
}

/// An id as SQL of either database spells it.
pub fn sql_id(id: &str, db: &TestDatabase) -> String {
    let uuid = id
        .parse::<chat_model::ChannelId>()
        .map(chat_model::Id::uuid)
        .or_else(|_| id.parse::<chat_model::UserId>().map(chat_model::Id::uuid));
    let uuid = uuid.unwrap();
    match db.database.dialect() {
        chat_store::Dialect::Sqlite => format!("x'{}'", uuid.simple()),
        chat_store::Dialect::Postgres => format!("'{uuid}'"),
    }
}
