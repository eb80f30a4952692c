//! Whatever comes instead of an answer is an error, and never data.

use bytes::Bytes;
use futures_util::FutureExt;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{
    build::*,
    fake::FakeSubgraphs,
    plans::{names_of_users, timeline},
};

const MESSAGES_ANSWER: &str = r#"{"data":{"messages":[{"id":"m1","body":"a\n\"é\u00e9","author":{"id":"u1"}},{"id":"m2","body":"b","author":null}]},"errors":[{"message":"x","path":["messages",1,"author"]}],"extensions":{"a":[1,-2.5e3,true]}}"#;
const USERS_ANSWER: &str = r#"{"data":{"_entities":[{"name":"ada"}]}}"#;

/// Gives the data of the response if an answer is this one, and the code of the first error about that fetch.
fn with(fetch: usize, answer: Bytes) -> (Json, Option<Json>) {
    let fake = FakeSubgraphs::asked_by(move |_, number| {
        let fine = [r#"{"data":{"channel":null}}"#, MESSAGES_ANSWER, USERS_ANSWER];
        Ok(if number == fetch { answer.clone() } else { fine[number].into() })
    });
    let (mut response, _) = fake.execute(&timeline(), json!({})).now_or_never().expect("nothing to wait for");
    let service = ["channels", "messages", "users"][fetch];
    let mut errors = response["errors"].as_array().cloned().unwrap_or_default().into_iter();
    let mine = errors.find(|error| error["extensions"]["service"] == service && error["message"] != "x");
    (response["data"].take(), mine.map(|mut error| error["extensions"]["code"].take()))
}

#[test]
fn every_cut_answer_is_an_error() {
    for (fetch, body) in [(1, MESSAGES_ANSWER), (2, USERS_ANSWER)] {
        for end in 0..body.len() {
            let (data, code) = with(fetch, Bytes::from_static(&body.as_bytes()[..end]));
            assert_eq!(code, Some(json!("SUBGRAPH_INVALID_ANSWER")), "{}", &body.as_bytes()[..end].escape_ascii());
            let expected = if fetch == 1 { json!(null) } else { json!({"name": null}) };
            let got = if fetch == 1 { &data["messages"] } else { &data["messages"][0]["author"] };
            assert_eq!(*got, expected);
        }
        assert_eq!(with(fetch, Bytes::from_static(body.as_bytes())).1, None);
    }
}

#[test]
fn what_is_no_response_is_an_error() {
    let bodies: [&[u8]; 22] = [
        b"<html><body>502</body></html>",
        b"",
        b" ",
        b"null",
        b"true",
        b"1",
        b"[]",
        b"\"data\"",
        b"{}",
        br#"{"data":null}"#,
        br#"{"data":1}"#,
        br#"{"data":[]}"#,
        br#"{"data":"x"}"#,
        br#"{"errors":[]}"#,
        br#"{"errors":{}}"#,
        br#"{"errors":["x"]}"#,
        br#"{"errors":"x","data":{}}"#,
        br#"{"data":{"messages":[]}}x"#,
        br#"{"data":{"messages":[]}}{}"#,
        b"\xef\xbb\xbf{\"data\":{}}",
        b"{\"data\":{\"messages\":[{\"body\":\"\xff\"}]}}",
        b"{\"data\":{\"x\":\"\x01\"}}",
    ];
    for body in bodies {
        let (data, code) = with(1, Bytes::from_static(body));
        assert_eq!(code, Some(json!("SUBGRAPH_INVALID_ANSWER")), "{}", body.escape_ascii());
        assert_eq!(data["messages"], json!(null));
    }
}

#[test]
fn what_is_deep_or_large_is_an_error_and_takes_little() {
    let deep = format!(r#"{{"data":{{"messages":{}{}}}}}"#, "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(with(1, deep.into()).1, Some(json!("SUBGRAPH_INVALID_ANSWER")));
    let many = format!(r#"{{"data":{{"messages":[{}{{}}]}}}}"#, "{},".repeat(3_000_000));
    assert_eq!(with(1, many.into()).1, Some(json!("SUBGRAPH_INVALID_ANSWER")));
}

#[test]
fn a_response_that_grows_beyond_all_bounds_is_an_error() {
    let users = r#"{"id":1},"#.repeat(4_000);
    let first = format!(r#"{{"data":{{"users":[{}]}}}}"#, users.trim_end_matches(','));
    let second = format!(r#"{{"data":{{"_entities":[{{"name":"{}"}}]}}}}"#, "x".repeat(100_000));
    let fake = FakeSubgraphs::answering(&[&first, &second]);
    let (response, meta) = fake.execute(&names_of_users(), json!({})).now_or_never().expect("nothing to wait for");
    assert_eq!(response["data"], json!(null));
    assert_eq!((meta.errors, &response["errors"][0]["extensions"]["code"]), (1, &json!("RESPONSE_TOO_LARGE")));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..64), fetch in 0..3_usize) {
        let (_, code) = with(fetch, body.clone().into());
        prop_assert!(code.is_some() || serde_json::from_slice::<Json>(&body).is_ok());
    }

    #[test]
    fn any_change_of_an_answer_is_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(any::<u8>())), 1..4),
        fetch in 1..3_usize,
    ) {
        let mut body = [MESSAGES_ANSWER, USERS_ANSWER][fetch - 1].as_bytes().to_vec();
        for (place, byte) in changes {
            let place = place.index(body.len());
            match byte {
                Some(byte) => body[place] = byte,
                None => drop(body.remove(place)),
            }
        }
        let (data, code) = with(fetch, body.clone().into());
        if serde_json::from_slice::<Json>(&body).is_err() {
            prop_assert_eq!(code, Some(json!("SUBGRAPH_INVALID_ANSWER")));
            let nothing = if fetch == 1 { json!(null) } else { json!({"name": null}) };
            let got = if fetch == 1 { &data["messages"] } else { &data["messages"][0]["author"] };
            prop_assert_eq!(got, &nothing);
        }
    }
}

#[test]
fn compiled_once_runs_many() {
    assert!(compile(&timeline()).size() < 16 << 10);
}
