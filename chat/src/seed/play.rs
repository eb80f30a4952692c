//! Makes happen what the scripts say: everybody does their own part, through the subgraphs' GraphQL.

use std::{collections::HashMap, time::Duration};

use axum::Router;
use chat_chassis::{Ambient, Identity, Role, Viewer, identity::access};
use chat_model::{Timestamp, id};
use serde_json::{Value, json};

use super::{
    PASSWORD, SeedError,
    people::{PEOPLE, Someone},
    script::{Act, Event, Kind, Script},
    stage::Stage,
};
use crate::{
    graphql::{self, AskError},
    system::System,
};

const REGISTER: &str = "mutation ($input: RegisterInput!) { register(input: $input) {
    viewer { sessions { id } user { id } } errors { code path } } }";
const UPDATE_PROFILE: &str =
    "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { code path } } }";
const LOG_OUT: &str = "mutation { logOut { errors { code } } }";
const CREATE: &str = "mutation ($input: CreateChannelInput!) { createChannel(input: $input) {
    channel { id } errors { code path } } }";
const OPEN: &str = "mutation ($input: OpenDirectMessageInput!) { openDirectMessage(input: $input) {
    channel { id } errors { code path } } }";
const JOIN: &str = "mutation ($input: JoinChannelInput!) { joinChannel(input: $input) { errors { code path } } }";
const SEND: &str = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
    message { id sequence } errors { code path } } }";
const EDIT: &str = "mutation ($input: EditMessageInput!) { editMessage(input: $input) { errors { code path } } }";
const DELETE: &str = "mutation ($input: DeleteMessageInput!) { deleteMessage(input: $input) { errors { code path } } }";
const MARK_READ: &str = "mutation ($input: MarkReadInput!) { markRead(input: $input) { errors { code path } } }";

/// When the first of them registers.
const OPENING: Timestamp = Timestamp::from_millis(1_770_019_200_000);

/// Plays everything, in order of time.
pub(super) async fn run(system: &System, stage: &Stage, scripts: &[Script]) -> Result<(), SeedError> {
    let mut play = Play::new(system, stage);
    let mut now = OPENING;
    for someone in &PEOPLE {
        now = now.after(Duration::from_secs(90));
        play.register(someone, now).await?;
    }
    let mut channels = Vec::new();
    for script in scripts {
        channels.push(play.make(script).await?);
    }
    let mut events: Vec<(usize, &Event)> = Vec::new();
    for (channel, script) in scripts.iter().enumerate() {
        events.extend(script.events.iter().map(|event| (channel, event)));
    }
    events.sort_by_key(|(channel, event)| (event.at, *channel));
    for (channel, event) in events {
        if let Some(channel) = channels.get_mut(channel) {
            play.act(channel, event).await?;
        }
    }
    Ok(())
}

struct Play<'a> {
    system: &'a System,
    stage: &'a Stage,
    people: HashMap<&'static str, Viewer>,
    nonces: Ambient,
}

/// A channel, and what was said in it.
struct Channel {
    id: String,
    said: Vec<Said>,
}

struct Said {
    who: &'static str,
    id: Value,
    sequence: Value,
}

impl<'a> Play<'a> {
    fn new(system: &'a System, stage: &'a Stage) -> Self {
        Self { system, stage, people: HashMap::new(), nonces: stage.ambient("nonces") }
    }

    async fn register(&mut self, someone: &Someone, now: Timestamp) -> Result<(), SeedError> {
        let Someone { username, name, bio } = someone;
        self.stage.step(now);
        let input = json!({ "username": username, "displayName": name, "email": format!("{username}@example.org"), "password": PASSWORD });
        let users = &self.system.users.routes;
        let made = ask(users, Identity::default(), username, "register", REGISTER, input).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let viewer = || {
            Some(Viewer {
                user: text(&made["viewer"]["user"]["id"]).parse().ok()?,
                session: text(&made["viewer"]["sessions"][0]["id"]).parse().ok()?,
                name: (*username).to_owned(),
                role: Role::Member,
                until: access::end(now),
            })
        };
        let viewer = viewer().ok_or_else(|| step(username, "register", AskError::Answer))?;
        let identity = || Identity { viewer: Some(viewer.clone()), service: None };
        ask(users, identity(), username, "updateProfile", UPDATE_PROFILE, json!({ "bio": bio })).await?;
        // Its refresh token is as random as everything on the stage.
        ask(users, identity(), username, "logOut", LOG_OUT, Value::Null).await?;
        self.people.insert(username, viewer);
        Ok(())
    }

    async fn make(&self, script: &Script) -> Result<Channel, SeedError> {
        let channels = &self.system.channels.routes;
        let (maker, others) = script.people.split_first().unwrap_or((&"", &[]));
        let ids: Vec<_> = others.iter().filter_map(|who| Some(self.people.get(who)?.user.to_string())).collect();
        self.stage.step(script.begins);
        let (field, query, input) = match script.kind {
            Kind::People => ("openDirectMessage", OPEN, json!({ "userIds": ids })),
            kind => {
                let (kind, members) = if kind == Kind::Public { ("PUBLIC", Vec::new()) } else { ("PRIVATE", ids) };
                let input = json!({ "idempotencyKey": script.name, "kind": kind, "name": script.name, "topic": script.topic, "memberIds": members });
                ("createChannel", CREATE, input)
            }
        };
        let made = ask(channels, self.identity(maker), maker, field, query, input).await?;
        let id = made["channel"]["id"].as_str().ok_or_else(|| step(maker, field, AskError::Answer))?.to_owned();
        if script.kind == Kind::Public {
            let mut now = script.begins;
            for who in others {
                now = now.after(Duration::from_secs(7));
                self.stage.step(now);
                ask(channels, self.identity(who), who, "joinChannel", JOIN, json!({ "channelId": id })).await?;
            }
        }
        Ok(Channel { id, said: Vec::new() })
    }

    async fn act(&self, channel: &mut Channel, event: &Event) -> Result<(), SeedError> {
        let Event { at, who, act } = event;
        self.stage.step(*at);
        let own = channel.said.iter().rev().find(|said| said.who == *who).map(|said| said.id.clone());
        let (field, query, input) = match act {
            Act::Say { text, answers } => {
                let said = answers.and_then(|back| channel.said.iter().rev().nth(back.saturating_sub(1)));
                let nonce = self.nonces.id::<id::Message>().uuid().to_string();
                let input = json!({ "channelId": channel.id, "body": text, "nonce": nonce, "replyToId": said.map(|said| &said.id) });
                ("sendMessage", SEND, input)
            }
            Act::Edit { text } => ("editMessage", EDIT, json!({ "messageId": own, "body": text })),
            Act::Delete => ("deleteMessage", DELETE, json!({ "messageId": own })),
            Act::Read => {
                let end = channel.said.last().map_or(json!(0), |said| said.sequence.clone());
                ("markRead", MARK_READ, json!({ "channelId": channel.id, "upToSequence": end }))
            }
        };
        let messages = &self.system.messages.routes;
        let mut done = ask(messages, self.identity(who), who, field, query, input).await?;
        if matches!(act, Act::Say { .. }) {
            let mut message = done["message"].take();
            channel.said.push(Said { who, id: message["id"].take(), sequence: message["sequence"].take() });
        }
        Ok(())
    }

    /// Of somebody who has registered. Anybody else is nobody, who may do nothing.
    fn identity(&self, who: &str) -> Identity {
        Identity { viewer: self.people.get(who).cloned(), service: None }
    }
}

async fn ask(
    routes: &Router,
    identity: Identity,
    who: &str,
    field: &str,
    query: &str,
    input: Value,
) -> Result<Value, SeedError> {
    let asked = graphql::ask(routes, identity, field, query, json!({ "input": input })).await;
    asked.map_err(|error| step(who, field, error))
}

fn step(who: &str, field: &str, error: AskError) -> SeedError {
    SeedError::Step { what: format!("{who}: {field}"), error }
}

#[cfg(test)]
mod tests {
    use chat_chassis::process::Environment;

    use super::*;
    use crate::{data::DataFolder, system::Opening};

    #[tokio::test]
    async fn whoever_has_registered_is_signed_out_again() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::open(folder.path()).unwrap();
        let stage = Stage::default();
        let ambient = |name| stage.ambient(name);
        let opening = Opening { ambient: &ambient, ..Opening::real(&data, Environment::Development) };
        let system = System::open(&opening).await.unwrap();
        let mut play = Play::new(&system, &stage);
        play.register(&PEOPLE[0], OPENING).await.unwrap();
        let query = "{ viewer { sessions { id } } }";
        let identity = play.identity(PEOPLE[0].username);
        let seen = graphql::ask(&system.users.routes, identity, "viewer", query, Value::Null).await.unwrap();
        assert_eq!(seen, json!({ "sessions": [] }));
    }
}
