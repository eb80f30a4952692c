//! What a request says of itself beside what it asks: its name, its trace, and how long its sender waits.

use std::{fmt::Write, time::Duration};

use chat_chassis::{Ambient, deadline};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::time::Instant;

use crate::{config::ForwardedHeader, pipeline::Caller};

/// The name of a request, across services and logs.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// W3C Trace Context, section 3.2.
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
/// Who asks the subgraphs.
const USER_AGENT: HeaderValue = HeaderValue::from_static(concat!("router/", env!("CARGO_PKG_VERSION")));
/// The longest name of a request.
const MAX_ID: usize = 64;

/// The caller whose request has these headers. Who it is remains to be found out.
pub(super) fn caller(headers: &HeaderMap, forwarded: &[ForwardedHeader], ambient: &Ambient, may_write: bool) -> Caller {
    let mut sent = HeaderMap::new();
    for ForwardedHeader(name) in forwarded {
        for value in headers.get_all(name) {
            sent.append(name.clone(), value.clone());
        }
    }
    sent.insert(REQUEST_ID, request_id(headers, ambient));
    sent.insert(TRACE_PARENT, trace_parent(headers, ambient));
    sent.insert(header::USER_AGENT, USER_AGENT);
    Caller { identity: None, headers: sent, began: Instant::now(), patience: patience(headers), may_write }
}

/// The client's name for the request if it is a plain word, else a new one.
fn request_id(headers: &HeaderMap, ambient: &Ambient) -> HeaderValue {
    let is_plain = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        (1..=MAX_ID).contains(&bytes.len())
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    headers.get(REQUEST_ID).filter(is_plain).cloned().unwrap_or_else(|| value(hex(&ambient.random::<16>())))
}

/// The client's trace if it has one, else the beginning of one.
fn trace_parent(headers: &HeaderMap, ambient: &Ambient) -> HeaderValue {
    headers
        .get(TRACE_PARENT)
        .filter(|value| is_trace_parent(value.as_bytes()))
        .cloned()
        .unwrap_or_else(|| value(format!("00-{}-{}-00", hex(&ambient.random::<16>()), hex(&ambient.random::<8>()))))
}

/// `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`, in lower case, and neither id all zeros.
fn is_trace_parent(value: &[u8]) -> bool {
    let parts: Vec<_> = value.split(|byte| *byte == b'-').collect();
    let is_hex = |part: &[u8]| part.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_nothing = |part: &[u8]| part.iter().all(|byte| *byte == b'0');
    matches!(parts.as_slice(), [b"00", trace, parent, flags]
        if (trace.len(), parent.len(), flags.len()) == (32, 16, 2)
            && is_hex(trace) && is_hex(parent) && is_hex(flags) && !is_nothing(trace) && !is_nothing(parent))
}

/// How long the client says that it waits.
fn patience(headers: &HeaderMap) -> Option<Duration> {
    let millis = headers.get(deadline::HEADER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_millis(millis))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(name: &'static str, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        caller(&headers, &[], &Ambient::system(), true).headers
    }

    #[test]
    fn a_plain_name_is_kept_and_any_other_replaced() {
        assert_eq!(sent("x-request-id", "a-B_9")[REQUEST_ID], "a-B_9");
        for odd in ["", "a b", "<script>", "0123456789012345678901234567890123456789012345678901234567890123456789"] {
            let id = sent("x-request-id", odd)[REQUEST_ID].clone();
            assert!(id != odd && id.len() == 32, "{odd}: {id:?}");
        }
    }

    #[test]
    fn a_trace_is_continued_or_begun() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(sent("traceparent", good)[TRACE_PARENT], good);
        for odd in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            let begun = sent("traceparent", odd)[TRACE_PARENT].clone();
            assert!(begun != odd && is_trace_parent(begun.as_bytes()), "{odd}: {begun:?}");
        }
    }

    #[test]
    fn only_named_headers_are_passed_on() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer x"));
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b"));
        let forwarded = [ForwardedHeader(header::AUTHORIZATION)];
        let sent = caller(&headers, &forwarded, &Ambient::system(), true).headers;
        assert_eq!(sent[header::AUTHORIZATION], "Bearer x");
        assert!(!sent.contains_key(header::COOKIE));
        assert_eq!(sent[header::USER_AGENT], concat!("router/", env!("CARGO_PKG_VERSION")));
    }
}
