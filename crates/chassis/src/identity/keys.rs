//! Ed25519 keys, from files.
//!
//! ```text
//! keys/private/messages.pem        this service's own key (PKCS #8), readable by it alone
//! keys/private/access.pem          users only: signs access tokens; access-*.pem are published beside it
//! keys/public/<issuer>.jwks.json   the public keys of everyone who is trusted (RFC 7517)
//! ```
//! Two-key rotation: an issuer's set may hold several keys; a token names its own by `kid`, the key's thumbprint
//! (RFC 7638). A set is read again, at most once a second, when a token names a key that is not in it, and every minute, so
//! that a key that was taken out of it is soon worth nothing.

use std::{
    collections::HashMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use chat_model::Timestamp;
use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes, spki::der::pem::LineEnding};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    jwk::{Jwk, JwkSet, ThumbprintHash},
};

use crate::Ambient;

/// The folder that holds a process's keys and everyone's public ones.
#[derive(Debug, Clone)]
pub struct KeyFolder {
    root: PathBuf,
}

/// A private key and its id.
pub struct SigningKey {
    pub(super) kid: String,
    pub(super) key: EncodingKey,
    jwk: Jwk,
}

/// A key cannot be used. Names the file, never what is in it.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file holds something else.
    #[error("{}: not {expected}", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What it should hold.
        expected: &'static str,
    },
    /// A set that came from elsewhere holds something else.
    #[error("not a JSON Web Key Set of Ed25519 keys")]
    Set,
}

impl KeyFolder {
    /// The folder at `root`, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The private key called `name`.
    pub fn signing_key(&self, name: &str) -> Result<SigningKey, KeyError> {
        read_signing_key(&self.private(name))
    }

    /// All private keys whose name is `name` or starts with `name-`: the current one first.
    pub fn signing_keys(&self, name: &str) -> Result<Vec<SigningKey>, KeyError> {
        let folder = self.root.join("private");
        let mut others = Vec::new();
        for entry in fs::read_dir(&folder).map_err(at(&folder))? {
            let path = entry.map_err(at(&folder))?.path();
            let is_other = path
                .file_name()
                .and_then(|file| file.to_str())
                .is_some_and(|file| file.starts_with(&format!("{name}-")) && file.ends_with(".pem"));
            if is_other {
                others.push(path);
            }
        }
        others.sort();
        let mut keys = vec![self.signing_key(name)?];
        for path in others {
            keys.push(read_signing_key(&path)?);
        }
        Ok(keys)
    }

    /// Makes the private key called `name` and publishes it as `issuer`'s, unless it is there already: for development,
    /// where the first start finds nothing. Several processes may do so at once.
    pub fn make(&self, name: &str, ambient: &Ambient) -> Result<(), KeyError> {
        let path = self.private(name);
        if !path.exists() {
            // Without the public key in it, as OpenSSL writes it too: the only form that `jsonwebtoken` reads.
            let key = KeypairBytes { secret_key: ambient.random(), public_key: None };
            let pem = key
                .to_pkcs8_pem(LineEnding::LF)
                .map_err(|_| KeyError::Content { path: path.clone(), expected: "a key that can be written" })?;
            write_once(&path, pem.as_bytes(), ambient)?;
        }
        let public = self.public(name);
        let set = serde_json::to_vec_pretty(&published(&self.signing_keys(name)?)).unwrap_or_default();
        if fs::read(&public).ok().as_ref() != Some(&set) {
            write_over(&public, &set, ambient)?;
        }
        Ok(())
    }

    /// The public keys of `issuer`.
    pub fn public_keys(&self, issuer: &str) -> PublicKeys {
        PublicKeys { path: Some(self.public(issuer)), known: Mutex::default() }
    }

    fn private(&self, name: &str) -> PathBuf {
        self.root.join("private").join(format!("{name}.pem"))
    }

    fn public(&self, issuer: &str) -> PathBuf {
        self.root.join("public").join(format!("{issuer}.jwks.json"))
    }
}

/// The set that a key's owner publishes, so that others can verify what it signs.
#[must_use]
pub fn published(keys: &[SigningKey]) -> JwkSet {
    JwkSet { keys: keys.iter().map(|key| key.jwk.clone()).collect() }
}

/// One issuer's public keys, as its file says, or a set from elsewhere.
#[derive(Debug)]
pub struct PublicKeys {
    path: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, DecodingKey>,
    read_at: Option<Timestamp>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.keys()).finish()
    }
}

/// How soon a set may be read again for a key that is not in it, in milliseconds.
const MISSING_MILLIS: u64 = 1_000;
/// How long a set is believed, in milliseconds.
const BELIEVED_MILLIS: u64 = 60_000;

impl PublicKeys {
    /// The keys of a JSON Web Key Set, which never change. One without any would be good for nothing.
    pub(super) fn fixed(jwks: &[u8]) -> Result<Self, KeyError> {
        let keys = parse_set(jwks).filter(|keys| !keys.is_empty()).ok_or(KeyError::Set)?;
        Ok(Self { path: None, known: Mutex::new(Known { keys, read_at: None }) })
    }

    /// The key called `kid`, or none. A set that cannot be read leaves the last good one in force.
    pub(super) fn find(&self, kid: &str, now: Timestamp) -> Option<DecodingKey> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let age = known.read_at.map_or(u64::MAX, |read_at| now.as_millis().abs_diff(read_at.as_millis()));
        let believed = if known.keys.contains_key(kid) { BELIEVED_MILLIS } else { MISSING_MILLIS };
        if let Some(path) = &self.path
            && age >= believed
        {
            known.read_at = Some(now);
            match read_public_keys(path) {
                Ok(keys) => known.keys = keys,
                Err(error) => tracing::debug!(%error, "no public keys from this file"),
            }
        }
        known.keys.get(kid).cloned()
    }
}

fn read_public_keys(path: &Path) -> Result<HashMap<String, DecodingKey>, KeyError> {
    let content = || KeyError::Content { path: path.to_owned(), expected: "a JSON Web Key Set of Ed25519 keys" };
    parse_set(&fs::read(path).map_err(at(path))?).ok_or_else(content)
}

/// The keys of a set, each under its id; none of them if one cannot be used.
fn parse_set(jwks: &[u8]) -> Option<HashMap<String, DecodingKey>> {
    let set: JwkSet = serde_json::from_slice(jwks).ok()?;
    let keys = set.keys.iter().map(|jwk| Some((jwk.common.key_id.clone()?, DecodingKey::from_jwk(jwk).ok()?)));
    keys.collect()
}

fn read_signing_key(path: &Path) -> Result<SigningKey, KeyError> {
    let content = || KeyError::Content { path: path.to_owned(), expected: "an Ed25519 key in PKCS #8 PEM" };
    let pem = fs::read(path).map_err(at(path))?;
    let key = EncodingKey::from_ed_pem(&pem).map_err(|_| content())?;
    let mut jwk = Jwk::from_encoding_key(&key, Algorithm::EdDSA).map_err(|_| content())?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_| content())?;
    jwk.common.key_id = Some(kid.clone());
    Ok(SigningKey { kid, key, jwk })
}

/// Writes a private file that nobody else may read, unless it is there: whoever comes first wins.
fn write_once(path: &Path, content: &[u8], ambient: &Ambient) -> Result<(), KeyError> {
    let draft = write_draft(path, content, ambient)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(at(&draft))?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// Replaces a file in one step, so that no reader sees half of it.
fn write_over(path: &Path, content: &[u8], ambient: &Ambient) -> Result<(), KeyError> {
    let draft = write_draft(path, content, ambient)?;
    fs::rename(&draft, path).map_err(at(path))
}

fn write_draft(path: &Path, content: &[u8], ambient: &Ambient) -> Result<PathBuf, KeyError> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
    }
    let draft = path.with_extension(format!("{:x}.draft", u64::from_le_bytes(ambient.random())));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).map_err(at(&draft))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(at(&draft))?;
    Ok(draft)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.to_owned();
    move |error| KeyError::File { path, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_found_by_its_id() {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFolder::new(folder.path());
        let ambient = Ambient::system();
        keys.make("messages", &ambient).unwrap();
        let first = keys.signing_key("messages").unwrap();
        keys.make("messages", &ambient).unwrap();
        assert_eq!(keys.signing_key("messages").unwrap().kid, first.kid);
        assert!(keys.public_keys("messages").find(&first.kid, ambient.now()).is_some());
        assert!(keys.public_keys("messages").find("another", ambient.now()).is_none());
    }

    #[test]
    fn a_rotated_key_is_found_without_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFolder::new(folder.path());
        let ambient = Ambient::system();
        keys.make("access", &ambient).unwrap();
        let public = keys.public_keys("access");
        assert!(public.find(&keys.signing_key("access").unwrap().kid, ambient.now()).is_some());

        // The next key is published beside the current one, and found once the file may be read again.
        keys.make("next", &ambient).unwrap();
        fs::copy(keys.private("next"), keys.private("access-next")).unwrap();
        keys.make("access", &ambient).unwrap();
        let next = keys.signing_key("access-next").unwrap();
        let later = ambient.now().after(std::time::Duration::from_secs(2));
        assert!(public.find(&next.kid, later).is_some());
        assert_eq!(published(&keys.signing_keys("access").unwrap()).keys.len(), 2);
    }

    #[test]
    fn a_key_that_was_taken_out_is_worth_nothing_a_minute_later_and_a_broken_file_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFolder::new(folder.path());
        let ambient = Ambient::system();
        keys.make("messages", &ambient).unwrap();
        let (public, kid) = (keys.public_keys("messages"), keys.signing_key("messages").unwrap().kid);
        let after = |seconds| ambient.now().after(std::time::Duration::from_secs(seconds));
        assert!(public.find(&kid, after(0)).is_some());
        fs::write(keys.public("messages"), "{").unwrap();
        assert!(public.find(&kid, after(61)).is_some());
        fs::write(keys.public("messages"), r#"{"keys":[]}"#).unwrap();
        assert!(public.find(&kid, after(62)).is_some());
        assert!(public.find(&kid, after(200)).is_none());
    }

    #[test]
    fn a_damaged_file_is_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("private")).unwrap();
        fs::write(folder.path().join("private/users.pem"), "hunter2").unwrap();
        let error = KeyFolder::new(folder.path()).signing_key("users").err().unwrap().to_string();
        assert!(error.contains("users.pem") && !error.contains("hunter2"), "{error}");
    }
}
