use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::body::Bytes;
use http::Version;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Notify,
    task::JoinHandle,
};

use super::*;

/// What a test never waits for.
const LONG: Duration = Duration::from_secs(600);
/// What a test waits out.
const SHORT: Duration = Duration::from_millis(100);
/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(20);

const PATIENT: Limits =
    Limits { header: LONG, ping: LONG, pong: LONG, streams: 16, connections: 100, age: LONG, drain: LONG };

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(limits: Limits, app: Router) -> Self {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let task = tokio::spawn(serve_within(limits, listener, app, stop.clone()));
        Self { address, stop, task }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn ends(self) {
        within(self.task).await.unwrap();
    }
}

async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future).await.unwrap()
}

/// Answers each request with how many there have been.
fn counting() -> Router {
    let count = Arc::new(AtomicUsize::new(0));
    Router::new().route("/", get(async move || format!("n{};", count.fetch_add(1, Ordering::SeqCst) + 1)))
}

async fn ask(stream: &mut TcpStream) {
    stream.write_all(b"GET / HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
}

/// Reads to the semicolon at which the answers of these tests end.
async fn answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    within(async {
        while answer.last() != Some(&b';') {
            assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0, "cut off");
        }
    })
    .await;
    String::from_utf8(answer).unwrap()
}

/// Waits for the server to close, whether or not it read all that was sent.
async fn closed(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    let _ = within(stream.read_to_end(&mut rest)).await;
}

#[tokio::test]
async fn a_dribbled_header_is_cut_off() {
    let server = Server::start(Limits { header: SHORT, drain: SHORT, ..PATIENT }, counting()).await;
    for beginning in ["G", "GET / HTTP/1.1\r\nx: ", "GET / HTTP/1.1\r\nx: y\r\n"] {
        let mut stream = server.connect().await;
        ask(&mut stream).await;
        answer(&mut stream).await;
        let (mut reader, mut writer) = stream.into_split();
        writer.write_all(beginning.as_bytes()).await.unwrap();
        let dribble = async {
            while writer.write_all(b"x").await.is_ok() {
                tokio::time::sleep(SHORT / 10).await;
            }
        };
        let mut rest = Vec::new();
        let _ = within(async { tokio::join!(reader.read_to_end(&mut rest), dribble) }).await;
        assert!(!String::from_utf8(rest).unwrap().contains("200 OK"));
    }
}

#[tokio::test]
async fn a_connection_without_a_request_is_cut_off() {
    let server = Server::start(Limits { header: SHORT, drain: SHORT, ..PATIENT }, counting()).await;
    for beginning in ["", "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut stream = server.connect().await;
        stream.write_all(beginning.as_bytes()).await.unwrap();
        closed(&mut stream).await;
    }
}

#[tokio::test]
async fn a_silent_http2_connection_is_cut_off() {
    let server = Server::start(Limits { ping: SHORT, pong: SHORT, ..PATIENT }, counting()).await;
    let mut stream = server.connect().await;
    // The preface and empty settings; the pings are never answered.
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    closed(&mut stream).await;
}

#[tokio::test]
async fn a_caller_that_does_not_read_is_cut_off() {
    let limits = Limits { connections: 1, age: SHORT, drain: SHORT, ..PATIENT };
    // More than the buffers between the two take.
    let app = counting().route("/much", get(async || vec![0_u8; 1 << 26]));
    let server = Server::start(limits, app).await;
    let mut first = server.connect().await;
    first.write_all(b"GET /much HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    within(first.readable()).await.unwrap();
    let mut second = server.connect().await;
    ask(&mut second).await;
    assert!(answer(&mut second).await.ends_with("n1;"));
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_a_drain_waiting() {
    let server = Server::start(PATIENT, counting()).await;
    let mut idle = server.connect().await;
    ask(&mut idle).await;
    answer(&mut idle).await;
    server.stop.cancel();
    server.ends().await;
}

/// Answers when `release` says so, and says in `entered` when it waits for that.
fn held(entered: &Arc<Notify>, release: &Arc<Notify>) -> Router {
    let (entered, release) = (entered.clone(), release.clone());
    let held = async move || {
        entered.notify_one();
        release.notified().await;
        "done;"
    };
    Router::new().route("/", get(held))
}

#[tokio::test]
async fn a_request_under_way_at_the_stop_is_finished() {
    let (entered, release) = (Arc::default(), Arc::default());
    let server = Server::start(PATIENT, held(&entered, &release)).await;
    let mut stream = server.connect().await;
    ask(&mut stream).await;
    within(entered.notified()).await;
    server.stop.cancel();
    within(async { while TcpStream::connect(server.address).await.is_ok() {} }).await;
    release.notify_one();
    let answer = answer(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("connection: close"), "{answer}");
    server.ends().await;
}

#[tokio::test]
async fn a_drain_ends_although_a_request_does_not() {
    let (entered, release) = (Arc::default(), Arc::default());
    let server = Server::start(Limits { drain: SHORT, ..PATIENT }, held(&entered, &release)).await;
    let mut stream = server.connect().await;
    ask(&mut stream).await;
    within(entered.notified()).await;
    server.stop.cancel();
    server.ends().await;
}

#[tokio::test]
async fn http2_is_spoken_without_an_upgrade() {
    let server = Server::start(PATIENT, counting()).await;
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http::<Empty<Bytes>>();
    for body in ["n1;", "n2;"] {
        let uri = format!("http://{}/", server.address).parse().unwrap();
        let response = within(client.get(uri)).await.unwrap();
        assert_eq!((response.status(), response.version()), (StatusCode::OK, Version::HTTP_2));
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), body);
    }
    // The client still holds its connection.
    server.stop.cancel();
    server.ends().await;
}

#[tokio::test]
async fn connections_beyond_the_bound_wait() {
    let server = Server::start(Limits { connections: 1, ..PATIENT }, counting()).await;
    let mut first = server.connect().await;
    ask(&mut first).await;
    answer(&mut first).await;
    let mut second = server.connect().await;
    ask(&mut second).await;
    for n in 2..=20 {
        ask(&mut first).await;
        assert!(answer(&mut first).await.ends_with(&format!("n{n};")));
    }
    drop(first);
    assert!(answer(&mut second).await.ends_with("n21;"));
}

#[tokio::test]
async fn accepting_survives_errors() {
    let calls = AtomicUsize::new(0);
    let accepted = accept(|| {
        // The first finds no file left to open: EMFILE.
        let n = calls.fetch_add(1, Ordering::SeqCst);
        std::future::ready(if n == 0 { Err(io::Error::from_raw_os_error(24)) } else { Ok(n) })
    });
    assert_eq!(within(accepted).await, 1);
}
