//! A clock that is set and randomness that is known, so that the demo is the same on every machine.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use chat_chassis::{Ambient, ambient::Source};
use chat_model::Timestamp;

/// Sets the time for all who act on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Stage {
    time: Arc<Time>,
}

#[derive(Debug, Default)]
struct Time {
    millis: AtomicI64,
    step: AtomicU64,
}

impl Stage {
    /// The next step, at `now`. What is random in it depends on its number and on nothing that was drawn before, so that one
    /// draw more changes one step and not all that follow.
    pub(super) fn step(&self, now: Timestamp) {
        self.time.millis.store(now.as_millis(), Ordering::SeqCst);
        self.time.step.fetch_add(1, Ordering::SeqCst);
    }

    /// The time, and a source of randomness of its own for whoever is called `name`.
    pub(super) fn ambient(&self, name: &str) -> Ambient {
        let stream = name.bytes().fold(0, |stream, byte| mixed(stream ^ u64::from(byte)));
        Ambient::from_source(Actor { time: self.time.clone(), stream, drawn: Mutex::default() })
    }
}

struct Actor {
    time: Arc<Time>,
    stream: u64,
    /// The step, and how often was drawn in it.
    drawn: Mutex<(u64, u64)>,
}

impl Actor {
    fn draw(&self) -> u64 {
        let step = self.time.step.load(Ordering::SeqCst);
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.0 != step {
            *drawn = (step, 0);
        }
        drawn.1 += 1;
        mixed(mixed(self.stream ^ step) ^ drawn.1)
    }
}

impl Source for Actor {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.time.millis.load(Ordering::SeqCst))
    }

    fn random(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.draw().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014). Written out, because a
/// library's generator may change with its version, and with it every id of the demo.
const fn mixed(state: u64) -> u64 {
    let z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_step_draws_the_same_for_one_and_something_else_for_others() {
        let draws = |name, more: bool| {
            let stage = Stage::default();
            let ambient = stage.ambient(name);
            stage.step(Timestamp::from_millis(1));
            let first: [u8; 20] = ambient.random();
            if more {
                let _: [u8; 3] = ambient.random();
            }
            stage.step(Timestamp::from_millis(2));
            (first, ambient.random::<20>(), ambient.now().as_millis())
        };
        assert_eq!(draws("users", false), draws("users", true));
        let (first, second, now) = draws("users", false);
        assert!(first != second && draws("channels", false).0 != first);
        assert_eq!(now, 2);
    }

    #[test]
    fn the_mix_is_the_published_one() {
        // The first output of the reference implementation for the seed 1234567.
        assert_eq!(mixed(1_234_567), 6_457_827_717_110_365_317);
    }
}
