//! Listening, health, and a clean end.

use std::{io, net::SocketAddr, pin::pin, time::Duration};

use axum::{BoxError, Json, Router, body::Body, routing::get};
use http::{Request, StatusCode};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How long requests under way may still take when the process is told to stop.
pub const DRAIN: Duration = Duration::from_secs(10);

/// How long to wait before accepting again when it failed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long, and how much, the callers may hold.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// From the opening of a connection, or from the last answer on it, to the end of the next header.
    header: Duration,
    /// An HTTP/2 connection on which nothing came for so long is pinged …
    ping: Duration,
    /// … and must answer within this.
    pong: Duration,
    /// Requests at a time on one HTTP/2 connection.
    streams: u32,
    /// Connections at a time; the rest wait in the backlog of the listener.
    connections: usize,
    /// A connection that is older gets no further request.
    age: Duration,
    /// How long requests under way may still take when their connection is told to end.
    drain: Duration,
}

const LIMITS: Limits = Limits {
    header: Duration::from_secs(10),
    ping: Duration::from_secs(20),
    pong: Duration::from_secs(10),
    streams: 256,
    connections: 10_000,
    age: Duration::from_mins(5),
    drain: DRAIN,
};

/// The address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {error}; --listen moves it")]
pub struct ListenError {
    address: SocketAddr,
    error: io::Error,
}

/// Listens on `address`.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|error| ListenError { address, error })
}

/// Serves HTTP/1.1 and HTTP/2 without TLS until `stop` is cancelled; then accepts no more, finishes what is under way, and
/// ends after at most [`DRAIN`]. No caller holds a connection for ever, however slow it is.
pub async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) -> io::Result<()> {
    serve_within(LIMITS, listener, app, stop).await;
    Ok(())
}

async fn serve_within(limits: Limits, listener: TcpListener, app: Router, stop: CancellationToken) {
    // Makes the routes ready once, and not for every connection.
    let app = app.with_state(());
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => {}
            (stream, _) = accept(|| listener.accept()), if connections.len() < limits.connections => {
                connections.spawn(connection(limits, stream, app.clone(), stop.clone()));
            }
        }
    }
    drop(listener);
    let mut cut: usize = 0;
    while let Some(ended) = connections.join_next().await {
        cut += usize::from(matches!(ended, Ok(Ended::Cut)));
    }
    if cut > 0 {
        tracing::warn!(connections = cut, "requests were still under way at the end of the drain");
    }
}

/// The next connection. An error is the one connection's, or it passes when others close (no file is left to open): it is
/// no reason to end.
async fn accept<T, F: Future<Output = io::Result<T>>>(mut accept: impl FnMut() -> F) -> T {
    loop {
        match accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// How a connection ended.
enum Ended {
    /// Nothing was under way.
    Clean,
    /// It was told to end, and did not in time.
    Cut,
}

async fn connection(limits: Limits, stream: TcpStream, app: Router, stop: CancellationToken) -> Ended {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "answers may be delayed");
    }
    let begun = CancellationToken::new();
    let begin = begun.clone();
    let service = TowerToHyperService::new(app.map_request(move |request: Request<_>| {
        begin.cancel();
        request.map(Body::new)
    }));
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.ping)
        .keep_alive_timeout(limits.pong)
        .max_concurrent_streams(limits.streams);
    let mut served = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // hyper waits without end for the bytes that tell HTTP/1.1 from HTTP/2, and for a caller that does not read its answer.
    let patience = async {
        if tokio::time::timeout(limits.header, begun.cancelled()).await.is_ok() {
            tokio::time::sleep(limits.age).await;
        }
    };
    tokio::select! {
        biased;
        result = served.as_mut() => return ended(result),
        () = stop.cancelled() => {}
        () = patience => {}
    }
    served.as_mut().graceful_shutdown();
    tokio::time::timeout(limits.drain, served).await.map_or(Ended::Cut, ended)
}

fn ended(result: Result<(), BoxError>) -> Ended {
    if let Err(error) = result {
        // Callers hang up, and idle connections time out: nothing that anybody should look at.
        tracing::debug!(error, "a connection broke");
    }
    Ended::Clean
}

/// Cancels `stop` on SIGTERM and on Ctrl-C.
pub fn stop_on_signals(stop: &CancellationToken) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    });
    Ok(())
}

/// `/health` says that the process lives: whoever watches it restarts it when this fails. `/ready` says whether it should
/// get requests now, as `ready` finds: a dead dependency makes a process unready, and never restarts it.
pub fn health<F, R>(ready: F) -> Router
where
    F: Fn() -> R + Clone + Send + Sync + 'static,
    R: Future<Output = bool> + Send + 'static,
{
    Router::new().route("/health", get(|| async { Json(serde_json::json!({ "status": "ok" })) })).route(
        "/ready",
        get(move || {
            let ready = ready.clone();
            async move {
                let (status, word) =
                    if ready().await { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "unready") };
                (status, Json(serde_json::json!({ "status": word })))
            }
        }),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
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
}
