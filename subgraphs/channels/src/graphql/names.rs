//! The domain's enums, as GraphQL spells them.

use async_graphql::Enum;

use crate::domain;

/// Who may find and join a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::ChannelKind")]
pub enum ChannelKind {
    /// Everyone may find and join it.
    Public,
    /// Whoever was added; for everyone else it does not exist.
    Private,
    /// Two people, or one alone with their notes.
    Direct,
    /// A few people.
    Group,
}

/// What a member may do, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::Role")]
pub enum ChannelRole {
    /// Everything.
    Owner,
    /// Keeps order.
    Moderator,
    /// Reads, writes and brings others in.
    Member,
    /// Reads and writes.
    Guest,
}

/// What a member wants to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::NotificationLevel")]
pub enum NotificationLevel {
    /// Every message.
    All,
    /// When somebody names them.
    Mentions,
    /// Nothing.
    None,
}

/// How a list of channels is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ChannelOrder {
    /// The latest active first.
    Activity,
    /// From A to Z.
    Name,
    /// The largest first.
    Members,
    /// The newest first.
    Created,
}
