use axum::{
    Extension,
    routing::{get, post},
};

use super::*;
use crate::identity::keys::KeyFolder;

fn client(routes: Router, attempt: Duration) -> ServiceClient {
    let (folder, ambient) = (tempfile::tempdir().unwrap(), Ambient::system());
    let keys = KeyFolder::new(folder.path());
    keys.make("messages", &ambient).unwrap();
    let passports = Arc::new(Passports::new("messages", keys.signing_key("messages").unwrap(), ambient.clone()));
    ServiceClient::in_process("channels", routes, attempt, passports, ambient)
}

#[tokio::test]
async fn a_service_in_this_process_is_told_who_calls_and_on_whose_behalf() {
    let routes =
        Router::new().route(
            "/graphql",
            post(|Extension(caller): Extension<Identity>, body: String| async move {
                format!("{:?} {body}", caller.service)
            }),
        );
    let answer = client(routes, Duration::from_secs(5)).query("hello".into(), &Identity::default()).await.unwrap();
    assert_eq!(answer, "Some(\"messages\") hello");
}

#[tokio::test]
async fn it_has_a_deadline_in_this_process_too() {
    let routes = Router::new().route("/graphql", post(std::future::pending::<()>));
    let answer = client(routes, Duration::from_millis(20)).query(Bytes::new(), &Identity::default()).await;
    assert!(matches!(answer, Err(CallError::Timeout { service: "channels" })), "{answer:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_success_is_none() {
    let routes = Router::new().route("/graphql", post(|| async { StatusCode::SERVICE_UNAVAILABLE }));
    let answer = client(routes, Duration::from_secs(5)).query(Bytes::new(), &Identity::default()).await;
    assert!(matches!(answer, Err(CallError::Status { status: StatusCode::SERVICE_UNAVAILABLE, .. })), "{answer:?}");
}

#[tokio::test]
async fn a_path_of_it_is_got_within_a_time_of_its_own() {
    let events =
        get(|Extension(caller): Extension<Identity>, uri: Uri| async move { format!("{:?} {uri}", caller.service) });
    let slow = get(std::future::pending::<()>);
    let client = client(Router::new().route("/events", events).route("/slow", slow), Duration::from_secs(5));
    let answer = client.get("/events?after=1", Duration::from_secs(5)).await.unwrap();
    assert_eq!(answer, "Some(\"messages\") /events?after=1");
    let answer = client.get("/slow", Duration::from_millis(20)).await;
    assert!(matches!(answer, Err(CallError::Timeout { service: "channels" })), "{answer:?}");
    assert!(client.get("not a path", Duration::from_secs(5)).await.is_err());
}
