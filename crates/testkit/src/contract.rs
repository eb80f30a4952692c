//! The laws that every subgraph's HTTP layer keeps. Each subgraph's tests call them with its own routes.

use std::time::Duration;

use axum::Router;
use chat_chassis::{
    Ambient, Identity,
    ambient::Source,
    identity::{Passports, access, keys::KeyFolder},
    process::{Environment, Process, ProcessConfig},
};
use chat_model::Timestamp;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    people::{nobody, person},
    wire::{Answer, WireClient, serve},
};

/// The subgraph whose routes are checked.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Its name.
    pub audience: &'static str,
    /// An operation that anybody with a passport may send.
    pub query: &'static str,
}

const SERVICE: &str = "{ _service { sdl } }";

/// A subgraph on a socket, and the keys that it trusts.
pub struct Served {
    /// A client of it.
    pub client: WireClient,
    keys: KeyFolder,
    audience: &'static str,
    _folder: TempDir,
}

impl Served {
    /// Serves `router`, which trusts passports of `router` and of the subgraph itself.
    pub async fn new(audience: &'static str, environment: Environment, router: impl Fn(Process) -> Router) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFolder::new(folder.path());
        let ambient = Ambient::system();
        for name in ["router", access::KEY_NAME, audience, "stranger"] {
            keys.make(name, &ambient).unwrap();
        }
        let config = ProcessConfig {
            environment,
            listen: "127.0.0.1:0".parse().unwrap(),
            keys: folder.path().to_owned(),
            trusted_issuers: vec!["router".to_owned()],
            trusted_services: Vec::new(),
            log: "off".to_owned(),
        };
        let process = Process::new(audience, &config, ambient).unwrap();
        let client = WireClient::new(serve(router(process)).await);
        Self { client, keys, audience, _folder: folder }
    }

    /// A passport of `issuer` for `audience`, made `age` ago.
    #[must_use]
    pub fn passport(&self, issuer: &str, audience: &str, identity: &Identity, age: Duration) -> String {
        let ambient = Ambient::from_source(Behind(age));
        Passports::new(issuer, self.keys.signing_key(issuer).unwrap(), ambient).mint(audience, identity).unwrap()
    }

    /// A good passport for nobody in particular.
    #[must_use]
    pub fn anonymous(&self) -> String {
        self.passport("router", self.audience, &nobody(), Duration::ZERO)
    }

    fn access_token(&self) -> String {
        let key = self.keys.signing_key(access::KEY_NAME).unwrap();
        access::sign(&person("alice"), Ambient::system().now(), &key).unwrap()
    }
}

/// Missing, expired, foreign and unsigned tokens are 401 on every path; health is for everyone.
pub async fn check_identity(contract: Contract, router: impl Fn(Process) -> Router) {
    let served = Served::new(contract.audience, Environment::Production, &router).await;
    let good = served.anonymous();
    let (header, claims) = {
        let mut parts = good.split('.');
        (parts.next().unwrap().to_owned(), parts.next().unwrap().to_owned())
    };
    // {"alg":"none","typ":"passport+jwt"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoicGFzc3BvcnQrand0In0.{claims}.");
    let refused = [
        ("garbage", "x.y.z".to_owned()),
        ("alg none", unsigned),
        ("no signature", format!("{header}.{claims}.")),
        ("expired", served.passport("router", contract.audience, &nobody(), Duration::from_secs(300))),
        ("another audience", served.passport("router", "elsewhere", &nobody(), Duration::ZERO)),
        ("an unknown issuer", served.passport("stranger", contract.audience, &nobody(), Duration::ZERO)),
        ("an access token in production", served.access_token()),
    ];
    for (what, token) in &refused {
        for query in [contract.query, SERVICE] {
            let answer = served.client.graphql(token, query, Value::Null).await.unwrap();
            assert_unauthenticated(&answer, what);
        }
    }
    for (method, path) in [
        (Method::POST, "/graphql"),
        (Method::GET, "/graphql?query=%7B__typename%7D"),
        (Method::GET, "/nothing"),
        (Method::DELETE, "/internal/events"),
    ] {
        let answer = served.client.send(method, path, &[], "").await.unwrap();
        assert_unauthenticated(&answer, path);
    }
    for path in ["/health", "/ready"] {
        let answer = served.client.send(Method::GET, path, &[], "").await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    for query in [contract.query, SERVICE] {
        let answer = served.client.graphql(&good, query, Value::Null).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.json().get("errors").is_none(), "{}", answer.json());
    }

    let development = Served::new(contract.audience, Environment::Development, &router).await;
    let answer =
        development.client.graphql(&development.access_token(), "{ viewer { id } }", Value::Null).await.unwrap();
    assert!(answer.json()["data"]["viewer"]["id"].is_string(), "{}", answer.json());
    let answer = development.client.send(Method::POST, "/graphql", &[], "").await.unwrap();
    assert_unauthenticated(&answer, "no token in development");
}

/// Bad requests get a 4xx or `BAD_USER_INPUT`, and the next good one is answered.
pub async fn check_bad_requests(contract: Contract, router: impl Fn(Process) -> Router) {
    let served = Served::new(contract.audience, Environment::Development, &router).await;
    let authorization = format!("Bearer {}", served.anonymous());
    let post = async |media_type: &str, body: Vec<u8>| {
        let headers = [("authorization", authorization.as_str()), ("content-type", media_type)];
        // A server may answer and close before a large body has been sent: that is a refusal too.
        served.client.send(Method::POST, "/graphql", &headers, body).await.ok()
    };
    let query = |query: &str| json!({ "query": query }).to_string().into_bytes();
    let good = query(contract.query);

    for (what, media_type, body, status) in [
        ("malformed JSON", "application/json", b"{\"query\": \"{".to_vec(), StatusCode::BAD_REQUEST),
        ("no JSON", "application/json", b"\xff\xfe".to_vec(), StatusCode::BAD_REQUEST),
        (
            "a lone surrogate",
            "application/json",
            br#"{"query":"{ a(b: \"\ud800\") }"}"#.to_vec(),
            StatusCode::BAD_REQUEST,
        ),
        ("nothing", "application/json", Vec::new(), StatusCode::BAD_REQUEST),
        ("a batch", "application/json", [b"[", good.as_slice(), b"]"].concat(), StatusCode::BAD_REQUEST),
        ("wrong types", "application/json", br#"{"query": 1}"#.to_vec(), StatusCode::BAD_REQUEST),
        ("nesting without end", "application/json", b"[".repeat(50_000), StatusCode::BAD_REQUEST),
        ("another media type", "text/plain", good.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("a form", "multipart/form-data; boundary=x", good.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let answer = post(media_type, body).await.unwrap();
        assert_eq!(answer.status, status, "{what}");
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{what}");
    }
    if let Some(answer) = post("application/json", vec![b' '; 10 * 1024 * 1024]).await {
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let deep = format!("{{ {} }}", "a { ".repeat(500) + &"}".repeat(500));
    let circle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
    for refused in [
        "",
        "{",
        "{ nothingOfTheKind }",
        "query ($a: NoSuchType) { __typename }",
        "query A { __typename } query B { __typename }",
        "mutation { }",
        "subscription { x }",
        circle,
        deep.as_str(),
    ] {
        let answer = post("application/json", query(refused)).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{refused:.80}");
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "BAD_USER_INPUT",
            "{refused:.80} {}",
            answer.json()
        );
        assert_eq!(answer.json()["data"], Value::Null);
    }
    let headers = [("authorization", authorization.as_str())];
    let got = served.client.send(Method::GET, "/graphql?query=%7B__typename%7D", &headers, "").await.unwrap();
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);

    let answer = post("application/json; charset=utf-8", good).await.unwrap();
    assert!(answer.json().get("errors").is_none(), "{}", answer.json());
}

fn assert_unauthenticated(answer: &Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{what}");
}

/// A clock that is behind the system's.
struct Behind(Duration);

impl Source for Behind {
    fn now(&self) -> Timestamp {
        Ambient::system().now().before(self.0)
    }

    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}
