//! Listening, health, and a clean end.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Json, Router, routing::get};
use http::StatusCode;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

/// How long requests under way may still take when the process is told to stop.
pub const DRAIN: Duration = Duration::from_secs(10);

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

/// Serves until `stop` is cancelled; then accepts no more, finishes what is under way, and ends after at most [`DRAIN`].
pub async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) -> io::Result<()> {
    let stopped = stop.clone();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move { stopped.cancelled().await });
    let overtime = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = server => result,
        () = overtime => {
            tracing::warn!("requests were still under way at the end of the drain");
            Ok(())
        }
    }
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
