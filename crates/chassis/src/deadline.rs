//! How long the caller still waits: handed down in a header, so that nobody works on an answer that nobody reads.

use std::time::Duration;

use http::HeaderMap;

/// Milliseconds that the caller still waits for the answer.
pub const HEADER: &str = "x-deadline-ms";

/// What one request to a subgraph may take, however long its caller would wait.
pub const SUBGRAPH: Duration = Duration::from_millis(2_500);

/// The time for this request: the caller's, at most [`SUBGRAPH`].
#[must_use]
pub fn of(headers: &HeaderMap) -> Duration {
    headers
        .get(HEADER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok())
        .map_or(SUBGRAPH, |millis| Duration::from_millis(millis).min(SUBGRAPH))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_callers_deadline_can_only_shorten() {
        let with = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_static(value));
            of(&headers)
        };
        assert_eq!(with("100"), Duration::from_millis(100));
        assert_eq!(with("99999999"), SUBGRAPH);
        assert_eq!(with("soon"), SUBGRAPH);
        assert_eq!(of(&HeaderMap::new()), SUBGRAPH);
    }
}
