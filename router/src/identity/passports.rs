//! Passports, minted and kept for a moment.

use std::time::Duration;

use chat_chassis::{Ambient, Identity, identity, identity::keys::SigningKey};
use http::HeaderValue;
use moka::future::Cache;

use super::ISSUER;

/// How long a passport is used: it holds for a minute, so that it always holds for the time of a call. A signature costs
/// more than all the rest that the router does for a fetch.
const USED: Duration = Duration::from_secs(20);
/// How many are kept.
const KEPT: u64 = 10_000;

/// Mints passports in the router's name.
pub(super) struct Passports {
    minted: identity::Passports,
    kept: Cache<Key, HeaderValue>,
}

/// All that a passport says, so that nobody ever gets what was made for another.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    audience: String,
    identity: Identity,
}

impl Passports {
    pub(super) fn new(key: SigningKey, ambient: Ambient) -> Self {
        Self {
            minted: identity::Passports::new(ISSUER, key, ambient),
            kept: Cache::builder().max_capacity(KEPT).time_to_live(USED).build(),
        }
    }

    /// The value of `Authorization` that lets `identity` call the subgraph called `audience`.
    pub(super) async fn of(&self, audience: &str, identity: &Identity) -> Option<HeaderValue> {
        let key = Key { audience: audience.to_owned(), identity: identity.clone() };
        if let Some(kept) = self.kept.get(&key).await {
            return Some(kept);
        }
        let passport = self.minted.mint(audience, identity).ok()?;
        let mut value = HeaderValue::try_from(format!("Bearer {passport}")).ok()?;
        value.set_sensitive(true);
        self.kept.insert(key, value.clone()).await;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use chat_chassis::{Role, Viewer, identity::keys::KeyFolder};

    use super::*;

    #[tokio::test]
    async fn a_passport_is_used_again_and_never_for_another() {
        let (folder, ambient) = (tempfile::tempdir().unwrap(), Ambient::system());
        let keys = KeyFolder::new(folder.path());
        keys.make(ISSUER, &ambient).unwrap();
        let passports = Passports::new(keys.signing_key(ISSUER).unwrap(), ambient.clone());
        let viewer = Viewer {
            user: ambient.id(),
            session: ambient.id(),
            name: "alice".to_owned(),
            role: Role::Member,
            until: ambient.now(),
        };
        let of = |viewer: Viewer| Identity { viewer: Some(viewer), service: None };
        let others = [
            Identity::default(),
            of(Viewer { user: ambient.id(), ..viewer.clone() }),
            of(Viewer { session: ambient.id(), ..viewer.clone() }),
            of(Viewer { name: "bob".to_owned(), ..viewer.clone() }),
            of(Viewer { role: Role::Admin, ..viewer.clone() }),
            of(Viewer { until: ambient.now().after(Duration::from_secs(5)), ..viewer.clone() }),
        ];
        let first = passports.of("books", &of(viewer.clone())).await;
        assert!(first.is_some());
        assert_eq!(passports.of("books", &of(viewer.clone())).await, first);
        assert_ne!(passports.of("reviews", &of(viewer)).await, first);
        for other in others {
            assert_ne!(passports.of("books", &other).await, first, "{other:?}");
        }
    }
}
