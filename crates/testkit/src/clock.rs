//! A clock that stands still until a test moves it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chat_chassis::{Ambient, ambient::Source};
use chat_model::Timestamp;

/// The test's hand on the clock.
#[derive(Debug, Clone)]
pub struct TestClock {
    millis: Arc<AtomicI64>,
}

impl Default for TestClock {
    /// Starts at the real time, so that tokens of other clocks are valid too.
    fn default() -> Self {
        Self { millis: Arc::new(AtomicI64::new(Ambient::system().now().as_millis())) }
    }
}

impl TestClock {
    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.millis.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// This clock, with real randomness.
    #[must_use]
    pub fn ambient(&self) -> Ambient {
        Ambient::from_source(self.clone())
    }
}

impl Source for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.load(Ordering::SeqCst))
    }

    fn random(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let random: [u8; 8] = Ambient::system().random();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}
