//! All that the demo shows of itself, ids and instants included.

use serde_json::{Value, json};

use crate::process::Chat;

const PEOPLE: &str = "query { users(first: 100) { nodes { id username displayName bio createdAt } } }";
const CHANNELS: &str = "query { viewer { channels(first: 100) { nodes {
    id kind name topic createdAt memberCount members(first: 100) { nodes { id userId role joinedAt } } } } } }";
const MESSAGES: &str = "query ($id: ID!, $after: String) { channel(id: $id) { lastSequence
    viewerReadState { lastReadSequence updatedAt }
    messages(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
        id sequence authorId authorName body createdAt editedAt deletedAt version replyTo { id }
        edits { nodes { version body editedAt } } } } } }";

/// What `username` sees: everybody, their channels, and all messages in them.
pub async fn seen_by(chat: &Chat, username: &str) -> Value {
    let token = chat.log_in(username, chat::seed::PASSWORD).await;
    let people = chat.ask(chat.ports.users, &token, PEOPLE, json!({})).await;
    let channels = chat.ask(chat.ports.channels, &token, CHANNELS, json!({})).await;
    let mut messages = Vec::new();
    for channel in channels["viewer"]["channels"]["nodes"].as_array().unwrap() {
        let mut after = Value::Null;
        loop {
            let variables = json!({ "id": channel["id"], "after": after });
            let page = chat.ask(chat.ports.messages, &token, MESSAGES, variables).await;
            let info = &page["channel"]["messages"]["pageInfo"];
            after = info["endCursor"].clone();
            let has_more = info["hasNextPage"] == true;
            messages.push(page);
            if !has_more {
                break;
            }
        }
    }
    json!({ "people": people, "channels": channels, "messages": messages })
}

/// How many messages there are in what was seen.
pub fn messages(seen: &Value) -> usize {
    let pages = seen["messages"].as_array().unwrap();
    pages.iter().map(|page| page["channel"]["messages"]["nodes"].as_array().unwrap().len()).sum()
}
