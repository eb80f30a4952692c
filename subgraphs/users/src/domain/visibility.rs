//! Who sees whom. The whole rule:
//!
//! * Users are read by whoever is signed in, and by services. To anybody else nobody exists: `user` and an entity are
//!   null, and `users` asks to sign in. So a stranger cannot harvest names, on whichever path.
//! * A viewer, an address and sessions are read by their owner alone; to anybody else they are null, as if missing.
//!   Services and administrators are anybody else.
//! * Whether a username is free, everybody may ask: one must know before one can register.
//!
//! Somebody who has just registered or signed in sees themselves in the answer, although the request was anonymous: it
//! was they who proved who they are.

use chat_model::UserId;
use chat_model::{Identity, Viewer};

/// Whether `caller` may read users.
#[must_use]
pub const fn may_read_users(caller: &Identity) -> bool {
    caller.viewer.is_some() || caller.service.is_some()
}

/// The signed-in caller, if what belongs to `owner` is theirs.
#[must_use]
pub fn own(caller: &Identity, owner: UserId) -> Option<&Viewer> {
    caller.viewer.as_ref().filter(|viewer| viewer.user == owner)
}

#[cfg(test)]
mod tests {
    use chat_model::{Id, Role, SessionId, Timestamp};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn users_are_for_the_signed_in_and_for_services_and_the_private_is_for_its_owner() {
        let alice = Viewer {
            user: Id::from_uuid(Uuid::from_u128(1)),
            session: SessionId::from_uuid(Uuid::from_u128(2)),
            name: "alice".to_owned(),
            // Not even an administrator reads what is private.
            role: Role::Admin,
            until: Timestamp::from_millis(0),
        };
        let signed_in = Identity { viewer: Some(alice.clone()), service: None };
        let service = Identity { viewer: None, service: Some("messages".to_owned()) };
        let nobody = Identity::default();
        assert_eq!([&signed_in, &service, &nobody].map(may_read_users), [true, true, false]);
        assert_eq!([&signed_in, &service, &nobody].map(|caller| own(caller, alice.user)), [Some(&alice), None, None]);
        assert_eq!(own(&signed_in, Id::from_uuid(Uuid::from_u128(3))), None);
    }
}
