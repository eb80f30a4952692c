//! Instants: milliseconds since 1970 in databases, RFC 3339 in UTC everywhere else.

use std::{fmt, str::FromStr, time::Duration};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// An instant with millisecond precision, between the years 0 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    millis: i64,
}

/// The text is not an RFC 3339 instant within the years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant such as 2026-01-31T12:00:00.000Z")]
pub struct InvalidTimestamp;

impl Timestamp {
    const MIN: i64 = -62_167_219_200_000;
    const MAX: i64 = 253_402_300_799_999;

    /// The instant this many milliseconds after 1970-01-01T00:00:00Z, moved into the years that RFC 3339 can write.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        let millis = if millis < Self::MIN {
            Self::MIN
        } else if millis > Self::MAX {
            Self::MAX
        } else {
            millis
        };
        Self { millis }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.millis
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down: the unit of JWT claims.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.millis.div_euclid(1_000)
    }

    /// This instant, `duration` later.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.millis.saturating_add(millis))
    }

    /// This instant, `duration` earlier.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.millis.saturating_sub(millis))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = DateTime::<Utc>::from_timestamp_millis(self.millis).unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let millis = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidTimestamp)?.timestamp_millis();
        let timestamp = Self::from_millis(millis);
        if timestamp.millis == millis { Ok(timestamp) } else { Err(InvalidTimestamp) }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_tells_the_millisecond(millis in Timestamp::MIN..=Timestamp::MAX) {
            let at = Timestamp::from_millis(millis);
            prop_assert_eq!(at.to_string().parse(), Ok(at));
        }

        #[test]
        fn any_number_can_be_written(millis: i64) {
            let at = Timestamp::from_millis(millis);
            prop_assert_eq!(at.to_string().parse(), Ok(at));
        }
    }

    #[test]
    fn other_offsets_become_utc() {
        let at: Timestamp = "2026-01-31T13:00:00+01:00".parse().unwrap();
        assert_eq!(at.to_string(), "2026-01-31T12:00:00.000Z");
        assert!("yesterday".parse::<Timestamp>().is_err());
    }
}
