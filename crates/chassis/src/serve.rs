//! Listening, health, and a clean end.

mod port;

use std::{io, pin::pin, time::Duration};

use axum::{
    BoxError, Json, Router,
    body::Body,
    response::{IntoResponse, Response},
    routing::get,
};
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

pub use self::port::{Holder, ListenError, holder, listen, listen_by};

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
/// get requests now, as `ready` finds `of` to be: a dead dependency makes a process unready, and never restarts it.
pub fn health<T, F, R>(of: T, ready: F) -> Router
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = bool> + Send + 'static,
{
    Router::new().route("/health", get(|| async { Json(serde_json::json!({ "status": "ok" })) })).route(
        "/ready",
        get(move || {
            let ready = ready(of.clone());
            async move {
                let (status, word) =
                    if ready.await { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "unready") };
                (status, Json(serde_json::json!({ "status": word })))
            }
        }),
    )
}

/// A request that was refused before anything was executed, in the shape that GraphQL clients read errors in.
pub fn refuse(status: StatusCode, message: &str, code: &str) -> Response {
    let body = serde_json::json!({
        "errors": [{ "message": message, "extensions": { "code": code, "retryable": false } }]
    });
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests;
