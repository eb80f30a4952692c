//! A way into the demo without a password: whoever tries the system for the first time is somebody at once.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use chat_chassis::Secret;
use http::{StatusCode, header};
use tokio::{sync::Mutex, time::Instant};

use super::{PROTAGONIST, sign_in};
use crate::graphql::AskError;

/// For how long a token is given away: half of its life, so that whoever gets one can use it for a while.
const SHARED_FOR: Duration = Duration::from_mins(5);

/// The protagonist's session. `GET` [`DemoSession::PATH`] answers an access token, as plain text.
///
/// It gives away nothing that the demo's password, which everybody knows, does not give to everybody who reaches the port.
#[derive(Clone)]
pub struct DemoSession {
    users: Router,
    newest: Arc<Mutex<(Instant, Secret<String>)>>,
}

impl DemoSession {
    /// Where on the router's port it is.
    pub const PATH: &'static str = "/demo/token";

    /// Signs the protagonist in at users, whose routes these are. Fails where there is no demo.
    pub async fn begin(users: &Router) -> Result<Self, AskError> {
        let token = sign_in(users, PROTAGONIST).await?;
        Ok(Self { users: users.clone(), newest: Arc::new(Mutex::new((Instant::now(), token))) })
    }

    /// `GET` [`DemoSession::PATH`].
    pub fn routes(&self) -> Router {
        let session = self.clone();
        Router::new().route(Self::PATH, get(async move || session.answer().await))
    }

    async fn answer(&self) -> Response {
        let never_kept = [(header::CACHE_CONTROL, "no-store")];
        match self.token().await {
            Ok(token) => (never_kept, token.reveal().clone()).into_response(),
            Err(error) => {
                tracing::warn!(%error, "nobody can be signed in to the demo");
                (StatusCode::SERVICE_UNAVAILABLE, never_kept).into_response()
            }
        }
    }

    async fn token(&self) -> Result<Secret<String>, AskError> {
        let mut newest = self.newest.lock().await;
        if newest.0.elapsed() >= SHARED_FOR {
            *newest = (Instant::now(), sign_in(&self.users, PROTAGONIST).await?);
        }
        Ok(newest.1.clone())
    }
}
