//! How often somebody may try one nickname or address with a password.
//!
//! Counted in this process alone: with several of them, a login has as many tries. The router counts per address.

use std::{num::NonZeroU32, time::Duration};

use chat_chassis::rate::{Allowance, RateLimit, TooOften};

/// Counts tries per login.
pub struct LoginLimit {
    tries: Option<RateLimit<String>>,
}

impl LoginLimit {
    /// So many tries at once, and as many a minute from then on; 0 is without limit.
    #[must_use]
    pub fn per_minute(tries: u32) -> Self {
        let allowance =
            NonZeroU32::new(tries).map(|burst| Allowance { burst, every: Duration::from_secs(60) / burst.get() });
        Self { tries: allowance.map(RateLimit::new) }
    }

    /// Counts a try. `login` is the same for all its spellings.
    pub fn take(&self, login: String) -> Result<(), TooOften> {
        self.tries.as_ref().map_or(Ok(()), |tries| tries.take(&login))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_without_limit() {
        let (five, none) = (LoginLimit::per_minute(5), LoginLimit::per_minute(0));
        let allowed = |limit: &LoginLimit| (0..20).filter(|_| limit.take("alice".to_owned()).is_ok()).count();
        assert_eq!((allowed(&five), allowed(&none)), (5, 20));
        assert!(five.take("bob".to_owned()).is_ok());
    }
}
