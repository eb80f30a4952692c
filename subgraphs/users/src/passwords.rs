//! Hashing passwords with argon2id, off the threads that serve requests.
//!
//! A hash takes tens of milliseconds of one core and 19 MiB on purpose. As many run at a time as there are cores, and a few
//! wait; whoever comes then is told to come again, so that a flood of logins cannot take the process down.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use chat_chassis::{Ambient, Secret};
use tokio::{sync::Semaphore, task};

use crate::domain::Password;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What the OWASP password storage cheat sheet asks for at least.
    pub const STANDARD: Self = Self { memory_kib: 19 * 1_024, passes: 2, lanes: 1 };
}

/// How many wait at most.
const WAITING: usize = 64;

/// A password hash as it is stored: a PHC string.
pub type StoredHash = Secret<String>;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// What an unknown login is verified against, so that it takes as long as a known one.
    decoy: Arc<StoredHash>,
    /// Whoever works or waits.
    admitted: Arc<Semaphore>,
    /// Whoever works.
    working: Arc<Semaphore>,
    verified: Arc<AtomicU64>,
    ambient: Ambient,
}

/// Why there is no answer about a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many ask at once; later it may work.
    #[error("too many passwords are being hashed")]
    Busy,
    /// argon2 refuses its parameters or finds no memory, or the process is ending.
    #[error("a password could not be hashed")]
    Failed,
}

/// What a verification found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Another password.
    Wrong,
    /// This one.
    Right,
    /// This one, and its hash was made at another cost: it should be made anew.
    RightButOutdated,
}

impl Passwords {
    /// As many workers as there are cores.
    pub fn new(cost: Cost, ambient: Ambient) -> Result<Self, PasswordError> {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::with_workers(cost, cores, ambient)
    }

    /// So many workers.
    pub fn with_workers(cost: Cost, workers: usize, ambient: Ambient) -> Result<Self, PasswordError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|_| PasswordError::Failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        // Of a password that nobody knows.
        let decoy = hash(&argon2, &ambient.random::<32>(), &ambient.random())?;
        Ok(Self {
            argon2,
            decoy: Arc::new(decoy),
            admitted: Arc::new(Semaphore::new(workers + WAITING)),
            working: Arc::new(Semaphore::new(workers)),
            verified: Arc::default(),
            ambient,
        })
    }

    /// The hash of `password`, to be stored.
    pub async fn hash(&self, password: Password) -> Result<StoredHash, PasswordError> {
        let salt = self.ambient.random();
        self.run(move |argon2| hash(argon2, password.reveal(), &salt)).await?
    }

    /// Whether `password` is the one that `stored` was made of. Without either, the same work is done in vain.
    pub async fn verify(
        &self,
        password: Option<Password>,
        stored: Option<StoredHash>,
    ) -> Result<Verdict, PasswordError> {
        let can_be_right = password.is_some() && stored.is_some();
        let decoy = self.decoy.clone();
        let found = self
            .run(move |argon2| {
                let password = password.as_ref().map_or(&b"nobody's"[..], Password::reveal);
                verify(argon2, password, stored.as_ref().unwrap_or(&decoy))
            })
            .await??;
        self.verified.fetch_add(1, Ordering::Relaxed);
        Ok(if can_be_right { found } else { Verdict::Wrong })
    }

    /// How many passwords were verified so far, those of unknown logins included.
    #[must_use]
    pub fn verified(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'_>) -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let admitted = self.admitted.clone().try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let working = self.working.clone().acquire_owned().await.map_err(|_| PasswordError::Failed)?;
        let argon2 = self.argon2.clone();
        let task = task::spawn_blocking(move || {
            let done = work(&argon2);
            // Held by the work and not by whoever waits for it: a client that goes away does not free a core.
            drop((working, admitted));
            done
        });
        task.await.map_err(|_| PasswordError::Failed)
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8], salt: &[u8; 16]) -> Result<StoredHash, PasswordError> {
    let hash: PasswordHash = argon2.hash_password_with_salt(password, salt).map_err(|_| PasswordError::Failed)?;
    Ok(Secret::new(hash.to_string()))
}

fn verify(argon2: &Argon2<'_>, password: &[u8], stored: &StoredHash) -> Result<Verdict, PasswordError> {
    let stored = PasswordHash::new(stored.reveal()).map_err(|_| PasswordError::Failed)?;
    match argon2.verify_password(password, &stored) {
        Ok(()) => {}
        Err(argon2::password_hash::Error::PasswordInvalid) => return Ok(Verdict::Wrong),
        Err(_) => return Err(PasswordError::Failed),
    }
    let made_at = Params::try_from(&stored).map_err(|_| PasswordError::Failed)?;
    let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    let is_current = stored.algorithm == Algorithm::Argon2id.ident()
        && stored.version == Some(Version::V0x13.into())
        && cost(&made_at) == cost(argon2.params());
    Ok(if is_current { Verdict::Right } else { Verdict::RightButOutdated })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

    fn passwords(cost: Cost) -> Passwords {
        Passwords::with_workers(cost, 1, Ambient::system()).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::typed(text).unwrap()
    }

    #[tokio::test]
    async fn the_standard_is_19_mib_two_passes_one_lane() {
        let stored = Passwords::new(Cost::STANDARD, Ambient::system()).unwrap().hash(password("x")).await.unwrap();
        assert!(stored.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", stored.reveal());
        assert!(!format!("{stored:?}").contains("argon2id"));
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_two_hashes_of_it_differ() {
        let passwords = passwords(CHEAP);
        let [a, b] =
            [passwords.hash(password("horse")).await.unwrap(), passwords.hash(password("horse")).await.unwrap()];
        assert!(a != b);
        assert_eq!(passwords.verify(Some(password("horse")), Some(a.clone())).await, Ok(Verdict::Right));
        assert_eq!(passwords.verify(Some(password("house")), Some(a)).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn another_cost_makes_a_hash_outdated() {
        let stored = passwords(CHEAP).hash(password("horse")).await.unwrap();
        let dearer = passwords(Cost { memory_kib: 16, ..CHEAP });
        assert_eq!(dearer.verify(Some(password("horse")), Some(stored.clone())).await, Ok(Verdict::RightButOutdated));
        assert_eq!(dearer.verify(Some(password("house")), Some(stored)).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn nobody_is_verified_as_everybody_is_and_is_never_right() {
        let passwords = passwords(CHEAP);
        let stored = passwords.hash(password("horse")).await.unwrap();
        let decoyed = passwords.verify(Some(password("horse")), None).await;
        let nonsense = passwords.verify(None, Some(stored)).await;
        assert_eq!((decoyed, nonsense), (Ok(Verdict::Wrong), Ok(Verdict::Wrong)));
        assert_eq!(passwords.verified(), 2);
        // The decoy costs what a hash of today costs.
        assert!(passwords.decoy.reveal().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    }

    #[tokio::test]
    async fn a_flood_is_turned_away_and_those_admitted_are_served() {
        let passwords = passwords(CHEAP);
        // The one worker is taken, so everybody waits.
        let worker = passwords.working.clone().acquire_owned().await.unwrap();
        let tries: Vec<_> = (0..100)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.verify(None, None).await })
            })
            .collect();
        while passwords.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(passwords.hash(password("horse")).await.err(), Some(PasswordError::Busy));
        drop(worker);
        let mut answers = Vec::new();
        for attempt in tries {
            answers.push(attempt.await.unwrap());
        }
        let served = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!((served, answers.len() - served), (65, 35));
        assert!(passwords.hash(password("horse")).await.is_ok());
    }
}
