//! The public keys of whoever signs access tokens, from where they are published (RFC 7517), and a copy on the disk.

use std::{fs, path::PathBuf, time::Duration};

use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri, header};
use tokio::{sync::Mutex, time::Instant};

use crate::{
    file,
    http::media_type::JSON,
    transport::{Address, Transport, whole},
};

/// How often the set is asked for.
pub(super) const REFRESH: Duration = Duration::from_mins(1);
/// How long after it was asked for it is not asked for again, whoever shows an unknown key.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long the answer may be.
const MAX_BYTES: usize = 64 * 1024;

/// Where the set is published, and where its copy is kept.
pub(super) struct Jwks {
    uri: Uri,
    transport: Box<dyn Transport>,
    cache: PathBuf,
    /// When it was last asked for. Locked while it is, so that it is asked for once however many want it.
    asked: Mutex<Option<Instant>>,
}

impl Jwks {
    pub(super) fn new(url: Address, cache: PathBuf) -> Self {
        let (uri, transport) = url.open();
        Self { uri, transport, cache, asked: Mutex::default() }
    }

    /// The copy, if there is one.
    pub(super) fn cached(&self) -> Option<Vec<u8>> {
        fs::read(&self.cache).ok()
    }

    /// Keeps a copy of a good set.
    pub(super) fn keep(&self, set: &[u8]) {
        if let Err(error) = file::replace(&self.cache, set) {
            tracing::warn!(%error, "the key set cannot be kept: a restart depends on the endpoint that publishes it");
        }
    }

    /// What is published now, whatever it is; nothing if there is no answer, or if somebody has only just asked.
    pub(super) async fn fetch_soon(&self) -> Option<Bytes> {
        let mut asked = self.asked.lock().await;
        if asked.is_some_and(|asked| asked.elapsed() < AT_ONCE) {
            return None;
        }
        let fetched = tokio::time::timeout(PATIENCE, self.fetch()).await;
        *asked = Some(Instant::now());
        let failure = match fetched {
            Ok(Ok(set)) => return Some(set),
            Ok(Err(failure)) => failure,
            Err(_) => "no answer in time".into(),
        };
        tracing::warn!(error = failure, "no key set from the endpoint that publishes it: the last good one counts on");
        None
    }

    async fn fetch(&self) -> Result<Bytes, Box<dyn std::error::Error + Send + Sync>> {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = self.uri.clone();
        request.headers_mut().insert(header::ACCEPT, http::HeaderValue::from_static(JSON));
        let response = self.transport.send(request).await?;
        if response.status() != StatusCode::OK {
            return Err(format!("it answered {}", response.status()).into());
        }
        Ok(whole(response.into_body(), MAX_BYTES).await?)
    }
}
