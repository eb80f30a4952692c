//! People with accounts, who go wherever an [`Entrance`] leads with their own access tokens.

use std::time::Duration;

use chat_testkit::wire::{NoAnswer, WireClient};
use serde_json::{Value, json};

use crate::entrance::Entrance;

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: String,
    pub token: String,
}

/// A password that no log may ever show.
pub const PASSWORD: &str = "canary-correct-horse-battery";

impl Person {
    /// Registers `name` at users.
    pub async fn register(to: &impl Entrance, name: &str) -> Self {
        let query = "mutation ($input: RegisterInput!) { register(input: $input) {
            viewer { user { id } } credentials { accessToken } errors { code message } } }";
        let input =
            json!({ "input": { "username": name, "email": format!("{name}@example.org"), "password": PASSWORD } });
        let answer = to.users().ask(to.anonymous().as_deref(), query, input).await.unwrap().json();
        let made = &answer["data"]["register"];
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        Self { id: text(&made["viewer"]["user"]["id"]), token: text(&made["credentials"]["accessToken"]) }
    }

    /// Asks as this person. None if there was no answer.
    pub async fn try_ask(&self, at: &impl AsRef<WireClient>, query: &str, variables: Value) -> Result<Value, NoAnswer> {
        Ok(at.as_ref().graphql(&self.token, query, variables).await?.json())
    }

    /// Asks as this person.
    pub async fn ask(&self, at: &impl AsRef<WireClient>, query: &str, variables: Value) -> Value {
        self.try_ask(at, query, variables).await.unwrap()
    }

    /// Makes a channel.
    pub async fn create_channel(&self, to: &impl Entrance, kind: &str, name: &str) -> String {
        let query = "mutation ($input: CreateChannelInput!) { createChannel(input: $input) { channel { id } errors { code } } }";
        let input = json!({ "input": { "idempotencyKey": name, "kind": kind, "name": name } });
        let answer = self.ask(to.channels(), query, input).await;
        answer["data"]["createChannel"]["channel"]["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Joins a channel.
    pub async fn join(&self, to: &impl Entrance, channel: &str) {
        let query = "mutation ($id: ID!) { joinChannel(input: { channelId: $id }) { errors { code } } }";
        let answer = self.ask(to.channels(), query, json!({ "id": channel })).await;
        assert_eq!(answer["data"]["joinChannel"]["errors"], json!([]), "{answer}");
    }

    /// Sends a message: the payload, or none if there was no answer.
    pub async fn try_send(
        &self,
        to: &impl Entrance,
        channel: &str,
        body: &str,
        nonce: &str,
    ) -> Result<Value, NoAnswer> {
        let query = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
            message { id sequence body nonce authorName } replayed errors { code message } } }";
        let input = json!({ "input": { "channelId": channel, "body": body, "nonce": nonce } });
        self.try_ask(to.messages(), query, input).await
    }

    /// Sends a message, and returns it. A busy service may say so: then the same nonce is sent again, as a client does.
    pub async fn send(&self, to: &impl Entrance, channel: &str, body: &str) -> Value {
        let nonce = nonce();
        for _ in 0..50 {
            let answer = self.try_send(to, channel, body, &nonce).await.unwrap();
            let sent = &answer["data"]["sendMessage"];
            if sent["message"].is_object() {
                return sent["message"].clone();
            }
            let code =
                if sent.is_null() { &answer["errors"][0]["extensions"]["code"] } else { &sent["errors"][0]["code"] };
            let is_busy =
                ["UNAVAILABLE", "SUBGRAPH_UNAVAILABLE", "TIMEOUT"].contains(&code.as_str().unwrap_or_default());
            assert!(is_busy, "{answer}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never sent");
    }
}

/// A new nonce.
pub fn nonce() -> String {
    chat_chassis::Ambient::system().id::<chat_model::id::Message>().uuid().to_string()
}
