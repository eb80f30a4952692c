//! Media types: what a body is, and which of two a client prefers (GraphQL over HTTP, section 4; RFC 9110, section 12).

use http::{HeaderMap, header};

/// JSON, as every HTTP client knows it.
pub const JSON: &str = "application/json";
/// A GraphQL response: its status means what the response means.
pub const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// Whether a content type is `media_type` in UTF-8.
#[must_use]
pub fn is(content_type: &str, media_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case(media_type)) && parts.all(is_utf8)
}

/// Nothing else than UTF-8 is JSON (RFC 8259, section 8.1). Other parameters say nothing.
fn is_utf8(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    }
}

/// In which of the two media types a client wants its response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseType {
    /// [`JSON`]: a well-formed request is answered with 200, whatever came of it.
    Json,
    /// [`GRAPHQL_RESPONSE`]: an error before execution has a status of its own.
    GraphQl,
}

impl ResponseType {
    /// What is preferred by a request with these headers, or nothing if it takes neither. Without a preference it is JSON, which every
    /// client understands.
    #[must_use]
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(header::ACCEPT) {
            return Some(Self::Json);
        }
        let ranges: Vec<Range<'_>> = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(Range::parse)
            .collect();
        let (json, graphql) = (weight(&ranges, JSON), weight(&ranges, GRAPHQL_RESPONSE));
        match (json, graphql) {
            ((0, _), (0, _)) => None,
            // Of equal ones the one that was named wins over the one that a wildcard stands for.
            (json, graphql) if graphql > json => Some(Self::GraphQl),
            ((json, 2), (graphql, 2)) if json == graphql => Some(Self::GraphQl),
            _ => Some(Self::Json),
        }
    }

    /// The value of the content type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// One entry of an `Accept` header.
struct Range<'a> {
    essence: &'a str,
    /// From 0, never, to 1000.
    quality: u16,
}

impl<'a> Range<'a> {
    /// None if it is for another charset, or cannot be understood.
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next()?;
        let mut quality = 1_000;
        for parameter in parts {
            match parameter.split_once('=') {
                Some((name, value)) if name.trim().eq_ignore_ascii_case("q") => quality = thousandths(value.trim())?,
                _ if !is_utf8(parameter) => return None,
                _ => {}
            }
        }
        Some(Self { essence, quality })
    }

    /// How closely it names a media type, from 0, by `*/*`, to 2.
    fn closeness(&self, media_type: &str) -> Option<u8> {
        if self.essence.eq_ignore_ascii_case(media_type) {
            Some(2)
        } else if self.essence.eq_ignore_ascii_case("application/*") {
            Some(1)
        } else if self.essence == "*/*" {
            Some(0)
        } else {
            None
        }
    }
}

/// What the closest range says of a media type, and how close it is.
fn weight(ranges: &[Range<'_>], media_type: &str) -> (u16, u8) {
    ranges
        .iter()
        .filter_map(|range| Some((range.closeness(media_type)?, range.quality)))
        .max()
        .map_or((0, 0), |(closeness, quality)| (quality, closeness))
}

fn thousandths(text: &str) -> Option<u16> {
    let quality: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&quality).then_some((quality * 1_000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_preferred_type_is_chosen() {
        let (json, graphql) = (Some(ResponseType::Json), Some(ResponseType::GraphQl));
        for (accept, expected) in [
            ("*/*", json),
            ("application/*", json),
            ("application/json", json),
            ("application/graphql-response+json", graphql),
            ("APPLICATION/GraphQL-response+json; charset=UTF-8", graphql),
            ("application/graphql-response+json, application/json", graphql),
            ("application/json, application/graphql-response+json", graphql),
            ("application/graphql-response+json;q=0.5, application/json", json),
            ("application/graphql-response+json, application/json;q=0.9", graphql),
            ("application/graphql-response+json, */*", graphql),
            ("application/json;q=0, */*", graphql),
            ("text/html, application/json;q=0.1", json),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json;charset=latin1", None),
            ("application/json;q=high", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(ResponseType::accepted(&headers), expected, "{accept}");
        }
        assert_eq!(ResponseType::accepted(&HeaderMap::new()), json);
    }

    #[test]
    fn only_utf8_is_json() {
        for good in ["application/json", "Application/JSON ; charset=\"UTF-8\"", "application/json;x=y"] {
            assert!(is(good, JSON), "{good}");
        }
        for bad in ["", "application/jsonp", "text/plain", "application/json; charset=utf-16"] {
            assert!(!is(bad, JSON), "{bad}");
        }
    }
}
