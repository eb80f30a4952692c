//! Subgraphs that are none: scripts behind real sockets, which also do what no server should.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::HeaderMap;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

/// A stub of a subgraph, which ends with the test.
pub struct Stub {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    written: Arc<AtomicUsize>,
    stop: CancellationToken,
}

/// A request that a stub got.
#[derive(Debug, Clone)]
pub struct Seen {
    /// How many came before it.
    pub number: usize,
    pub headers: HeaderMap,
    pub body: Value,
}

/// What a stub does with a request.
pub enum Reply {
    /// An answer in JSON.
    Json(Value),
    /// Any answer.
    Raw { status: u16, content_type: &'static str, body: Vec<u8> },
    /// The beginning of an answer, and then the end of the connection.
    Cut(&'static str),
    /// The connection is closed without a word.
    Close,
    /// No answer ever, with the connection open.
    Silence,
    /// An answer that goes on and on, a byte at a time.
    Drip,
    /// An answer of a hundred megabytes.
    Huge { says_so: bool },
}

const HUGE: usize = 100 * 1024 * 1024;

impl Stub {
    /// Does with each request what `script` says.
    pub async fn new(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), script).await
    }

    /// The same at a given address.
    pub async fn at(address: SocketAddr, script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let stub = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            written: Arc::default(),
            stop: CancellationToken::new(),
        };
        let (seen, written, stop, script) =
            (stub.seen.clone(), stub.written.clone(), stub.stop.clone(), Arc::new(script));
        tokio::spawn(async move {
            while let Some(Ok((stream, _))) = stop.run_until_cancelled(listener.accept()).await {
                let (seen, written, script) = (seen.clone(), written.clone(), script.clone());
                let handled = async move { handle(stream, &seen, &written, &*script).await };
                let stop = stop.clone();
                tokio::spawn(async move { stop.run_until_cancelled(handled).await });
            }
        });
        stub
    }

    /// An address where nobody listens.
    pub async fn nobody() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// What it was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many bytes of bodies it got rid of.
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn handle(
    mut stream: TcpStream,
    seen: &Mutex<Vec<Seen>>,
    written: &AtomicUsize,
    script: &(dyn Fn(&Seen) -> Reply + Send + Sync),
) -> std::io::Result<()> {
    let Some((headers, body)) = read(&mut stream).await? else { return Ok(()) };
    let request = {
        let mut seen = seen.lock().unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let request = Seen { number: seen.len(), headers, body };
        seen.push(request.clone());
        request
    };
    let head = |status: u16, content_type: &str, length: &str| {
        format!("HTTP/1.1 {status} Stub\r\ncontent-type: {content_type}\r\n{length}connection: close\r\n\r\n")
    };
    match script(&request) {
        Reply::Json(value) => {
            let body = value.to_string();
            let head = head(200, "application/json", &format!("content-length: {}\r\n", body.len()));
            stream.write_all(format!("{head}{body}").as_bytes()).await?;
        }
        Reply::Raw { status, content_type, body } => {
            let head = head(status, content_type, &format!("content-length: {}\r\n", body.len()));
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&body).await?;
        }
        Reply::Cut(beginning) => {
            let head = head(200, "application/json", "content-length: 5000\r\n");
            stream.write_all(format!("{head}{beginning}").as_bytes()).await?;
        }
        Reply::Close => {}
        Reply::Silence => std::future::pending().await,
        Reply::Drip => {
            stream.write_all(head(200, "application/json", "content-length: 5000\r\n").as_bytes()).await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
        Reply::Huge { says_so } => {
            let length = if says_so { format!("content-length: {HUGE}\r\n") } else { String::new() };
            stream.write_all(head(200, "application/json", &length).as_bytes()).await?;
            let chunk = vec![b' '; 64 * 1024];
            for _ in 0..HUGE / chunk.len() {
                stream.write_all(&chunk).await?;
                written.fetch_add(chunk.len(), Ordering::Relaxed);
            }
        }
    }
    stream.shutdown().await
}

/// One request, or none if the connection ended before.
async fn read(stream: &mut TcpStream) -> std::io::Result<Option<(HeaderMap, Vec<u8>)>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut headers = HeaderMap::new();
    for line in head.lines().skip(1) {
        if let Some((name, value)) = line.split_once(": ") {
            headers.append(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
        }
    }
    let length = headers.get("content-length").map_or(0, |length| length.to_str().unwrap().parse().unwrap());
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
    Ok(Some((headers, bytes[end..end + length].to_vec())))
}
