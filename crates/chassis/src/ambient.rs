//! Clock and randomness. Everything else gets them from here, so that a test can say what time it is.

use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use chat_model::{Id, Timestamp, id::Kind};

/// A handle to the clock and the random source. Cheap to clone.
#[derive(Clone)]
pub struct Ambient {
    source: Arc<dyn Source>,
}

/// Where time and randomness come from.
pub trait Source: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// Fills `bytes` with unpredictable bytes.
    fn random(&self, bytes: &mut [u8]);
}

impl Ambient {
    /// The machine's own clock and a cryptographically secure generator.
    #[must_use]
    pub fn system() -> Self {
        Self::from_source(System)
    }

    /// Another source: for tests.
    pub fn from_source(source: impl Source) -> Self {
        Self { source: Arc::new(source) }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.source.now()
    }

    /// `N` unpredictable bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.source.random(&mut bytes);
        bytes
    }

    /// A new id, made now.
    #[must_use]
    pub fn id<K: Kind>(&self) -> Id<K> {
        Id::new(self.now(), self.random())
    }
}

impl fmt::Debug for Ambient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ambient")
    }
}

struct System;

impl Source for System {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that reads the random source")]
    fn random(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }
}
