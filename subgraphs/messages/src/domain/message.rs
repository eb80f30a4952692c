//! Messages, and who may change them.

use chat_model::{ChannelId, MessageId, Timestamp, UserId};
use uuid::Uuid;

use super::{Refusal, Verdict};

/// A message as it is now. Once deleted it is a tombstone: without text, in its place for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where it stands.
    pub channel: ChannelId,
    /// Its place there: dense, from 1.
    pub sequence: i64,
    /// Who wrote it; none if the system did.
    pub author: Option<UserId>,
    /// What kind of author that is.
    pub kind: MessageKind,
    /// CommonMark.
    pub body: String,
    /// The message of the same channel that it answers.
    pub reply_to: Option<MessageId>,
    /// The key that its sender made up.
    pub nonce: Option<Uuid>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When its text was last replaced.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// Grows with every change, from 1.
    pub version: i32,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// A person.
    User,
    /// A program with an account.
    Bot,
    /// The chat itself.
    System,
}

/// A message to be sent, checked.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// CommonMark.
    pub body: String,
    /// Makes sending safe to repeat.
    pub nonce: Uuid,
    /// What it answers.
    pub reply_to: Option<MessageId>,
}

/// A text that a message had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The version that had it.
    pub version: i32,
    /// The text.
    pub body: String,
    /// When it was replaced.
    pub edited_at: Timestamp,
    /// By whom.
    pub editor: UserId,
}

impl Message {
    /// Whether `user`, of whom channels says `verdict`, may replace the text: its author, as long as they may write here.
    pub fn check_edit(&self, user: UserId, verdict: &Verdict, now: Timestamp) -> Result<(), Refusal> {
        if !verdict.can_read || self.deleted_at.is_some() {
            return Err(Refusal::NotFound);
        }
        if self.author != Some(user) {
            return Err(Refusal::Forbidden);
        }
        verdict.check_post(now)
    }

    /// Whether `user` may delete it: its author, even a muted or former member, and those who keep order. Nothing changes
    /// in an archived channel.
    pub fn check_delete(&self, user: UserId, verdict: &Verdict) -> Result<(), Refusal> {
        if !verdict.can_read {
            return Err(Refusal::NotFound);
        }
        if self.author != Some(user) && !verdict.leads() {
            return Err(Refusal::Forbidden);
        }
        // Deleting again changes nothing, so nothing is in its way.
        if verdict.archived_at.is_some() && self.deleted_at.is_none() {
            return Err(Refusal::Archived);
        }
        Ok(())
    }
}

impl MessageKind {
    /// As databases spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Bot => "BOT",
            Self::System => "SYSTEM",
        }
    }

    /// What a database spelled.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::User, Self::Bot, Self::System].into_iter().find(|kind| kind.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Role,
        verdict::tests::{NOW, verdict},
    };
    use super::*;

    fn user(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    fn message(author: Option<UserId>) -> Message {
        Message {
            id: MessageId::from_uuid(Uuid::from_u128(1)),
            channel: ChannelId::from_uuid(Uuid::from_u128(2)),
            sequence: 1,
            author,
            kind: MessageKind::User,
            body: "hello".to_owned(),
            reply_to: None,
            nonce: None,
            created_at: NOW,
            edited_at: None,
            deleted_at: None,
            version: 1,
        }
    }

    #[test]
    fn only_the_author_edits_and_not_even_an_owner() {
        let own = message(Some(user(1)));
        assert_eq!(own.check_edit(user(1), &verdict(Some(Role::Member)), NOW), Ok(()));
        assert_eq!(own.check_edit(user(2), &verdict(Some(Role::Owner)), NOW), Err(Refusal::Forbidden));
        assert_eq!(message(None).check_edit(user(1), &verdict(Some(Role::Owner)), NOW), Err(Refusal::Forbidden));
    }

    #[test]
    fn an_author_edits_only_while_they_may_write() {
        let own = message(Some(user(1)));
        let check = |verdict| own.check_edit(user(1), &verdict, NOW);
        assert_eq!(check(verdict(None)), Err(Refusal::NotAMember));
        let archived = Verdict { archived_at: Some(NOW), ..verdict(Some(Role::Member)) };
        assert_eq!(check(archived), Err(Refusal::Archived));
        assert_eq!(check(Verdict { can_read: false, ..archived }), Err(Refusal::NotFound));
        let tombstone = Message { deleted_at: Some(NOW), ..own.clone() };
        assert_eq!(tombstone.check_edit(user(1), &verdict(Some(Role::Member)), NOW), Err(Refusal::NotFound));
    }

    #[test]
    fn authors_and_those_who_keep_order_delete() {
        let own = message(Some(user(1)));
        let check = |who, role| own.check_delete(user(who), &verdict(role));
        assert_eq!(check(1, None), Ok(()));
        assert_eq!(check(2, Some(Role::Moderator)), Ok(()));
        assert_eq!(check(2, Some(Role::Owner)), Ok(()));
        assert_eq!(check(2, Some(Role::Member)), Err(Refusal::Forbidden));
        assert_eq!(check(2, None), Err(Refusal::Forbidden));
        let hidden = Verdict { can_read: false, ..verdict(Some(Role::Owner)) };
        assert_eq!(own.check_delete(user(1), &hidden), Err(Refusal::NotFound));
    }

    #[test]
    fn nothing_is_deleted_in_an_archived_channel_but_deleting_again_is_harmless() {
        let archived = Verdict { archived_at: Some(NOW), ..verdict(Some(Role::Owner)) };
        let own = message(Some(user(1)));
        assert_eq!(own.check_delete(user(1), &archived), Err(Refusal::Archived));
        let tombstone = Message { deleted_at: Some(NOW), ..own };
        assert_eq!(tombstone.check_delete(user(1), &archived), Ok(()));
    }
}
