//! Every event that there is.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ChannelGone, ChannelState, MembershipGone, MembershipState, MessageChanged, MessagePosted, MessageReported,
    SessionRevoked, UserBlock, UserGone, UserSettings, UserState, UserSuspension,
};

/// The service that an event comes from: who owns what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// Accounts and sessions.
    Users,
    /// Channels and memberships.
    Channels,
    /// Messages.
    Messages,
}

/// What is known of a kind of event.
pub struct Definition {
    /// Its type, such as `user.renamed.v1`.
    pub name: &'static str,
    /// Who tells it.
    pub owner: Owner,
    /// What has happened.
    pub description: &'static str,
    /// The JSON Schema of its data.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// An event of a type that this build does not know, or whose data is not what its type has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownEvent {
    /// A newer service tells it: whoever does not know it does not need it.
    #[error("no event is called `{0}`")]
    Type(String),
    /// Its data does not fit.
    #[error("the data of a `{name}` is wrong: {reason}")]
    Data {
        /// Of which type.
        name: &'static str,
        /// What is wrong. Never shows a value.
        reason: String,
    },
}

macro_rules! events {
    ($($(#[doc = $doc:literal])+ $event:ident($data:ty) = $name:literal by $owner:ident $(keep $lineage:literal)?;)+) => {
        /// Something that has happened, with its data.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $($(#[doc = $doc])+ $event($data),)+
        }

        impl Event {
            /// Every kind of event.
            pub const ALL: &[Definition] = &[$(Definition {
                name: $name,
                owner: Owner::$owner,
                description: concat!($($doc),+).trim_ascii(),
                schema: SchemaGenerator::subschema_for::<$data>,
            }),+];

            /// Its type, such as `user.renamed.v1`.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$event(_) => $name,)+ }
            }

            /// Who tells it.
            #[must_use]
            pub const fn owner(&self) -> Owner {
                match self { $(Self::$event(_) => Owner::$owner,)+ }
            }

            /// The id of what it is about. Events about one thing keep their order.
            #[must_use]
            pub fn subject(&self) -> String {
                match self { $(Self::$event(data) => data.subject(),)+ }
            }

            /// What decides about its place in a log: the channel that it is about, or else the user. Events with one key
            /// keep their order.
            #[must_use]
            pub fn key(&self) -> Uuid {
                match self { $(Self::$event(data) => data.key(),)+ }
            }

            /// What is kept of it. Of the events of one lineage the newest says all, and stays for ever; an event without a
            /// lineage is news, and goes after a while.
            #[must_use]
            pub fn lineage(&self) -> Option<String> {
                match self { $(Self::$event(data) => {
                    let lineage: &[&str] = &[$($lineage)?];
                    lineage.first().map(|lineage| format!("{lineage}/{}", data.aggregate()))
                })+ }
            }

            /// Its data as JSON.
            #[must_use]
            pub fn data(&self) -> Value {
                match self { $(Self::$event(data) => to_value(data),)+ }
            }

            /// The event called `name` with this data.
            pub fn read(name: &str, data: Value) -> Result<Self, UnknownEvent> {
                match name {
                    $($name => from_value($name, data).map(Self::$event),)+
                    _ => Err(UnknownEvent::Type(name.to_owned())),
                }
            }
        }
    };
}

events! {
    /// An account was made.
    UserRegistered(UserState) = "user.registered.v1" by Users keep "user";
    /// A user has another username.
    UserRenamed(UserState) = "user.renamed.v1" by Users keep "user";
    /// What others see of a user has changed.
    UserProfileChanged(UserState) = "user.profile_changed.v1" by Users keep "user";
    /// A user wants nothing from another one.
    UserBlocked(UserBlock) = "user.blocked.v1" by Users keep "block";
    /// A user takes a block back.
    UserUnblocked(UserBlock) = "user.unblocked.v1" by Users keep "block";
    /// What a user lets others see has changed.
    UserSettingsChanged(UserSettings) = "user.settings_changed.v1" by Users keep "settings";
    /// A user may do nothing for a while.
    UserSuspended(UserSuspension) = "user.suspended.v1" by Users keep "suspension";
    /// A user may do things again.
    UserReinstated(UserState) = "user.reinstated.v1" by Users keep "suspension";
    /// A user's account is gone, and all that was known of them.
    UserDeleted(UserGone) = "user.deleted.v1" by Users keep "user";
    /// A session was ended before its time.
    SessionRevoked(SessionRevoked) = "session.revoked.v1" by Users;
    /// A channel was made.
    ChannelCreated(ChannelState) = "channel.created.v1" by Channels keep "channel";
    /// What a channel is has changed.
    ChannelChanged(ChannelState) = "channel.changed.v1" by Channels keep "channel";
    /// A channel is gone: nobody may read it any more.
    ChannelDeleted(ChannelGone) = "channel.deleted.v1" by Channels keep "channel";
    /// Somebody is in a channel now, or is in it otherwise than before.
    MembershipChanged(MembershipState) = "membership.changed.v1" by Channels keep "membership";
    /// Somebody is not in a channel any more.
    MembershipRemoved(MembershipGone) = "membership.removed.v1" by Channels keep "membership";
    /// A message was posted.
    MessagePosted(MessagePosted) = "message.posted.v1" by Messages;
    /// A message's text was replaced.
    MessageEdited(MessageChanged) = "message.edited.v1" by Messages;
    /// A message was deleted.
    MessageDeleted(MessageChanged) = "message.deleted.v1" by Messages;
    /// Somebody has reported a message to the moderators.
    MessageReported(MessageReported) = "message.reported.v1" by Messages;
    /// The messages of a deleted channel are gone.
    ChannelPurged(ChannelGone) = "channel.purged.v1" by Messages keep "purge";
}

impl Owner {
    /// What the service is called.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Channels => "channels",
            Self::Messages => "messages",
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The data of an event.
pub(crate) trait Data: Serialize + DeserializeOwned + JsonSchema {
    /// The id of what it is about.
    fn subject(&self) -> String;

    /// See [`Event::key`].
    fn key(&self) -> Uuid;

    /// What the newest event says all about: more than the subject where that has several states.
    fn aggregate(&self) -> String {
        self.subject()
    }
}

fn to_value(data: &impl Data) -> Value {
    // Structs of strings and numbers: nothing in them can fail to be written.
    serde_json::to_value(data).unwrap_or_default()
}

fn from_value<D: Data>(name: &'static str, data: Value) -> Result<D, UnknownEvent> {
    serde_json::from_value(data).map_err(|error| {
        // The error repeats what it found: only its kind and place may be told.
        let reason = format!("{:?} at line {}, column {}", error.classify(), error.line(), error.column());
        UnknownEvent::Data { name, reason }
    })
}
