//! What a change of a channel or membership needs.

use chat_model::Timestamp;

use super::{ChannelKind, Role, Seen};

/// Why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such channel, as far as this user may know.
    NotFound,
    /// Their role does not allow it.
    Forbidden,
    /// The channel is archived.
    Archived,
    /// They are banned from it.
    Banned,
    /// It would be left without an owner.
    LastOwner,
    /// Another public channel has this name.
    NameTaken,
    /// The idempotency key was used for another channel.
    KeyReused,
}

/// What is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Everything.
    Needed,
    /// Nothing: it is so already, and asking again does no harm.
    AlreadySo,
}

/// Whether the user may join.
pub fn check_join(seen: &Seen, now: Timestamp) -> Result<Change, Refusal> {
    if !seen.is_visible() {
        return Err(Refusal::NotFound);
    }
    if seen.own.is_some() {
        return Ok(Change::AlreadySo);
    }
    if seen.ban.is_some_and(|ban| ban.holds(now)) {
        return Err(Refusal::Banned);
    }
    if seen.channel.archived_at.is_some() {
        return Err(Refusal::Archived);
    }
    Ok(Change::Needed)
}

/// Whether the user may leave a channel that has `owners` owners.
pub fn check_leave(seen: &Seen, owners: u64) -> Result<Change, Refusal> {
    if !seen.is_visible() {
        return Err(Refusal::NotFound);
    }
    match &seen.own {
        None => Ok(Change::AlreadySo),
        // Two people who talk directly cannot be parted: a client hides the channel instead.
        Some(_) if seen.channel.kind == ChannelKind::Direct => Err(Refusal::Forbidden),
        Some(own) if own.role == Role::Owner && owners <= 1 => Err(Refusal::LastOwner),
        Some(_) => Ok(Change::Needed),
    }
}

/// Whether the user may change what the channel is.
pub fn check_update(seen: &Seen, now: Timestamp) -> Result<(), Refusal> {
    if !seen.is_visible() {
        return Err(Refusal::NotFound);
    }
    if seen.permissions(now).update {
        return Ok(());
    }
    let leads = seen.own.as_ref().is_some_and(|own| own.role >= Role::Moderator);
    Err(if leads && seen.channel.archived_at.is_some() { Refusal::Archived } else { Refusal::Forbidden })
}

#[cfg(test)]
mod tests {
    use super::super::{
        Ban,
        access::tests::{NOW, seen},
    };
    use super::*;

    #[test]
    fn joining_twice_is_joining_once() {
        assert_eq!(check_join(&seen(ChannelKind::Public, None), NOW), Ok(Change::Needed));
        assert_eq!(check_join(&seen(ChannelKind::Public, Some(Role::Member)), NOW), Ok(Change::AlreadySo));
    }

    #[test]
    fn a_private_channel_refuses_as_if_it_were_not_there() {
        let mut private = seen(ChannelKind::Private, None);
        // Not even a ban from it tells that it exists.
        private.ban = Some(Ban { expires_at: None });
        private.channel.archived_at = Some(NOW);
        assert_eq!(check_join(&private, NOW), Err(Refusal::NotFound));
        assert_eq!(check_leave(&private, 1), Err(Refusal::NotFound));
        assert_eq!(check_update(&private, NOW), Err(Refusal::NotFound));
    }

    #[test]
    fn the_banned_and_the_late_do_not_join() {
        let mut channel = seen(ChannelKind::Public, None);
        channel.channel.archived_at = Some(NOW);
        assert_eq!(check_join(&channel, NOW), Err(Refusal::Archived));
        channel.ban = Some(Ban { expires_at: None });
        assert_eq!(check_join(&channel, NOW), Err(Refusal::Banned));
    }

    #[test]
    fn the_last_owner_stays() {
        let owner = seen(ChannelKind::Public, Some(Role::Owner));
        assert_eq!(check_leave(&owner, 1), Err(Refusal::LastOwner));
        assert_eq!(check_leave(&owner, 2), Ok(Change::Needed));
        assert_eq!(check_leave(&seen(ChannelKind::Public, Some(Role::Member)), 1), Ok(Change::Needed));
        assert_eq!(check_leave(&seen(ChannelKind::Direct, Some(Role::Member)), 0), Err(Refusal::Forbidden));
    }

    #[test]
    fn leaders_update_and_members_of_a_group_do() {
        assert_eq!(check_update(&seen(ChannelKind::Public, Some(Role::Member)), NOW), Err(Refusal::Forbidden));
        assert_eq!(check_update(&seen(ChannelKind::Public, Some(Role::Moderator)), NOW), Ok(()));
        assert_eq!(check_update(&seen(ChannelKind::Group, Some(Role::Member)), NOW), Ok(()));
        assert_eq!(check_update(&seen(ChannelKind::Direct, Some(Role::Member)), NOW), Err(Refusal::Forbidden));
        let mut archived = seen(ChannelKind::Public, Some(Role::Owner));
        archived.channel.archived_at = Some(NOW);
        assert_eq!(check_update(&archived, NOW), Err(Refusal::Archived));
    }
}
