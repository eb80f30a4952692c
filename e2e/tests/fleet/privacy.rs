//! A private channel looks like a missing one to a stranger, on the ports of all services.

use chat_chassis::Ambient;
use chat_model::id;
use serde_json::{Value, json};

use crate::{
    fleet_laws,
    people::{Person, nonce},
    server::Server,
};

/// The answer, with what was asked for taken out, so that two answers compare.
async fn seen(who: &Person, server: &Server, query: &str, names: &[(&str, &str)]) -> String {
    let variables: serde_json::Map<String, Value> =
        names.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let mut answer = who.ask(server, query, Value::Object(variables)).await.to_string();
    for (name, value) in names {
        answer = answer.replace(value, name);
    }
    answer
}

fleet_laws! {
    async fn a_stranger_cannot_tell_a_private_channel_from_a_missing_one(fleet) {
        let (alice, mallory) = (Person::register(&fleet, "alice").await, Person::register(&fleet, "mallory").await);
        let channel = alice.create_channel(&fleet, "PRIVATE", "merger").await;
        let message = alice.send(&fleet, &channel, "the secret").await["id"].as_str().unwrap().to_owned();
        let ambient = Ambient::system();
        let (no_channel, no_message) = (ambient.id::<id::Channel>().to_string(), ambient.id::<id::Message>().to_string());
        let nonce = nonce();

        let on_channels = [
            "query ($c: ID!) { channel(id: $c) { id name memberCount members { nodes { userName } } } }",
            "query ($c: ID!) { _entities(representations: [{ __typename: \"Channel\", id: $c }]) { ... on Channel { name } } }",
            "query ($c: ID!) { membershipVerdicts(userId: $c, channelIds: [$c]) { canRead } }",
            "mutation ($c: ID!) { joinChannel(input: { channelId: $c }) { membership { id } errors { code message path } } }",
            "mutation ($c: ID!) { updateChannel(input: { channelId: $c, name: \"mine\" }) { channel { id } errors { code message path } } }",
        ];
        let on_messages = [
            "query ($c: ID!) { channel(id: $c) { id lastSequence lastMessage { body } messages(last: 5) { nodes { body } } } }",
            "query ($c: ID!) { _entities(representations: [{ __typename: \"Channel\", id: $c }]) { ... on Channel { lastSequence } } }",
            "query ($m: ID!) { message(id: $m) { body authorName } }",
            "query ($m: ID!) { _entities(representations: [{ __typename: \"Message\", id: $m }]) { ... on Message { body } } }",
            "mutation ($c: ID!, $n: ID!) { sendMessage(input: { channelId: $c, body: \"x\", nonce: $n }) { message { id } errors { code message path } } }",
            "mutation ($m: ID!) { editMessage(input: { messageId: $m, body: \"x\" }) { message { id } errors { code message path } } }",
            "mutation ($m: ID!) { deleteMessage(input: { messageId: $m }) { message { id } errors { code message path } } }",
            "mutation ($c: ID!) { markRead(input: { channelId: $c, upToSequence: 1 }) { readState { unreadCount } errors { code message path } } }",
            "mutation ($c: ID!, $m: ID!, $n: ID!) { sendMessage(input: { channelId: $c, replyToId: $m, body: \"x\", nonce: $n }) { message { id } errors { code message path } } }",
        ];
        let paths = on_channels.map(|query| (&fleet.channels, query)).into_iter().chain(on_messages.map(|query| (&fleet.messages, query)));
        for (server, query) in paths {
            let names = |c: &'static str, channel, m: &'static str, message| {
                [(c, channel), (m, message), ("n", nonce.as_str())]
                    .into_iter().filter(|(name, _)| query.contains(&format!("${name}:"))).collect::<Vec<(&str, &str)>>()
            };
            let private = seen(&mallory, server, query, &names("c", channel.as_str(), "m", message.as_str())).await;
            let missing = seen(&mallory, server, query, &names("c", no_channel.as_str(), "m", no_message.as_str())).await;
            assert_eq!(private, missing, "{query}");
            assert!(!private.contains("the secret") && !private.contains("merger") && !private.contains("alice"), "{private}");
        }
        // And its members see it.
        let own = alice.ask(&fleet.messages, "query ($m: ID!) { message(id: $m) { body } }", json!({ "m": message })).await;
        assert_eq!(own["data"]["message"]["body"], "the secret");
    }
}
