//! How often somebody may do something: a token bucket per key (the generic cell rate algorithm, crate `governor`).

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

/// A bucket per key.
pub struct RateLimit<K: Hash + Eq + Clone> {
    buckets: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    sweep_above: AtomicUsize,
}

/// So many at once, and then one more each time `every` has passed.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// How many at once.
    pub burst: NonZeroU32,
    /// How long until one more is allowed.
    pub every: Duration,
}

/// Too often. Nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too often; try again later")]
pub struct TooOften {
    /// When the next one is allowed.
    pub retry_after: Duration,
}

/// Above this many keys the full buckets are dropped: they say nothing that a new bucket does not. The next time when the
/// number has doubled, so that a sweep costs each taker little.
const SWEEP_ABOVE: usize = 10_000;

impl<K: Hash + Eq + Clone> RateLimit<K> {
    /// All buckets full.
    #[must_use]
    pub fn new(allowance: Allowance) -> Self {
        // A period of zero is no limit; a nanosecond is as good.
        let every = allowance.every.max(Duration::from_nanos(1));
        let quota = Quota::with_period(every)
            .map_or_else(|| Quota::per_second(NonZeroU32::MAX), |quota| quota.allow_burst(allowance.burst));
        Self {
            buckets: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
            sweep_above: AtomicUsize::new(SWEEP_ABOVE),
        }
    }

    /// Takes one from `key`'s bucket.
    pub fn take(&self, key: &K) -> Result<(), TooOften> {
        if self.buckets.len() > self.sweep_above.load(Ordering::Relaxed) {
            self.buckets.retain_recent();
            self.sweep_above.store((self.buckets.len() * 2).max(SWEEP_ABOVE), Ordering::Relaxed);
        }
        self.buckets.check_key(key).map_err(|until| TooOften { retry_after: until.wait_time_from(self.clock.now()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_buckets_are_not_kept_for_ever() {
        let limit = RateLimit::new(Allowance { burst: NonZeroU32::MIN, every: Duration::from_nanos(1) });
        for key in 0..5 * SWEEP_ABOVE {
            limit.take(&key).unwrap();
        }
        assert!(limit.buckets.len() <= 2 * SWEEP_ABOVE, "{}", limit.buckets.len());
    }

    #[test]
    fn each_key_has_its_own_bucket() {
        let limit = RateLimit::new(Allowance { burst: NonZeroU32::new(2).unwrap(), every: Duration::from_secs(3_600) });
        assert!(limit.take(&"alice").is_ok());
        assert!(limit.take(&"alice").is_ok());
        assert!(limit.take(&"alice").unwrap_err().retry_after > Duration::from_secs(3_000));
        assert!(limit.take(&"bob").is_ok());
    }
}
