//! Signed-in users, as a passport would tell of them.

use chat_chassis::{Ambient, Identity, Role, Viewer, identity::access};

/// A new signed-in user called `name`.
#[must_use]
pub fn person(name: &str) -> Viewer {
    let ambient = Ambient::system();
    Viewer {
        user: ambient.id(),
        session: ambient.id(),
        name: name.to_owned(),
        role: Role::Member,
        until: access::end(ambient.now()),
    }
}

/// A caller who is `viewer`.
#[must_use]
pub fn signed_in(viewer: &Viewer) -> Identity {
    Identity { viewer: Some(viewer.clone()), service: None }
}

/// A service that calls on its own behalf.
#[must_use]
pub fn service(name: &str) -> Identity {
    Identity { viewer: None, service: Some(name.to_owned()) }
}

/// A caller who is nobody.
#[must_use]
pub fn nobody() -> Identity {
    Identity::default()
}
