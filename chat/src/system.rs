//! The three subgraphs in this process.
//!
//! Each opens as its own binary would open it, with the same settings, files and keys. Messages calls channels in the process
//! instead of over its port: it spares two signatures and a socket for each request, no port needs to be known to anybody, and
//! who calls is handed over as a value.

use std::{collections::BTreeMap, ffi::OsString, io, net::SocketAddr, path::PathBuf};

use axum::Router;
use chat_channels::Channels;
use chat_chassis::{
    Ambient,
    process::{self, BoxError, Environment, Neighbours, Subgraph},
    serve::{self, ListenError},
};
use chat_messages::Messages;
use chat_users::Users;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{cli::Settings, data::DataFolder, graphql};

/// The open subgraphs.
#[derive(Debug, Clone)]
pub struct System {
    /// Accounts.
    pub users: Service,
    /// Channels.
    pub channels: Service,
    /// Messages.
    pub messages: Service,
}

/// One open subgraph.
#[derive(Debug, Clone)]
pub struct Service {
    /// What it is called.
    pub name: &'static str,
    /// All that it answers. A caller in this process puts an [`Identity`](chat_chassis::Identity) into the extensions of its
    /// request, which nothing that comes over a socket can do.
    pub routes: Router,
    /// How much of what it owns there was when it was opened.
    pub count: u64,
}

/// How the subgraphs are opened.
pub struct Opening<'a> {
    /// On which data.
    pub data: &'a DataFolder,
    /// With which keys.
    pub keys: PathBuf,
    /// Where they run.
    pub environment: Environment,
    /// What they are set to beside that, by name.
    pub flags: BTreeMap<&'static str, &'static [&'static str]>,
    /// What time it is for each, and what is random, by name.
    pub ambient: &'a (dyn Fn(&'static str) -> Ambient + Sync),
}

/// A subgraph cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("{name}")]
pub struct OpenError {
    name: &'static str,
    source: BoxError,
}

/// A subgraph says that it cannot do its work.
#[derive(Debug, thiserror::Error)]
#[error("{name} is not ready")]
pub struct NotReady {
    name: &'static str,
}

impl<'a> Opening<'a> {
    /// To serve from `data`.
    #[must_use]
    pub fn real(data: &'a DataFolder, environment: Environment) -> Self {
        Self { data, keys: data.keys(), environment, flags: BTreeMap::new(), ambient: &|_| Ambient::system() }
    }

    async fn open<S: Subgraph>(&self, neighbours: Neighbours) -> Result<Service, OpenError> {
        let open = async {
            let (config, own) = process::settings::<S>(self.flags_of(S::NAME))?;
            let routes = process::open::<S>(&config, own.clone(), (self.ambient)(S::NAME), neighbours).await?;
            Ok(Service { name: S::NAME, routes, count: S::count(own).await? })
        };
        open.await.map_err(|source| OpenError { name: S::NAME, source })
    }

    fn flags_of(&self, name: &'static str) -> Vec<OsString> {
        let environment = match self.environment {
            Environment::Development => "development",
            Environment::Production => "production",
        };
        let mut flags: Vec<OsString> =
            ["--environment", environment, "--database-url"].into_iter().map(Into::into).collect();
        flags.extend([self.data.database_url(name).into(), "--keys".into(), self.keys.clone().into()]);
        flags.extend(self.flags.get(name).copied().unwrap_or_default().iter().map(Into::into));
        flags
    }
}

impl System {
    /// Opens the subgraphs.
    pub async fn open(how: &Opening<'_>) -> Result<Self, OpenError> {
        let users = how.open::<Users>(Neighbours::new()).await?;
        let beside = Neighbours::from([(Users::NAME, users.routes.clone())]);
        let channels = how.open::<Channels>(beside.clone()).await?;
        let beside = Neighbours::from_iter(beside.into_iter().chain([(Channels::NAME, channels.routes.clone())]));
        let messages = how.open::<Messages>(beside).await?;
        Ok(Self { users, channels, messages })
    }

    /// Whether each of them can do its work.
    pub async fn check(&self) -> Result<(), NotReady> {
        for service in [&self.users, &self.channels, &self.messages] {
            if !graphql::is_ready(&service.routes).await {
                return Err(NotReady { name: service.name });
            }
        }
        Ok(())
    }

    /// Serves each of them on its own port from now on, and `front` on the router's. The future ends when `stop` is cancelled
    /// and what was under way is done, or after ten seconds.
    pub fn serve(
        &self,
        front: Router,
        listeners: Listeners,
        stop: CancellationToken,
    ) -> impl Future<Output = io::Result<()>> + use<> {
        let tasks = TaskTracker::new();
        let Listeners { router, users, channels, messages } = listeners;
        for (listener, routes) in [
            (router, &front),
            (users, &self.users.routes),
            (channels, &self.channels.routes),
            (messages, &self.messages.routes),
        ] {
            tasks.spawn(serve::serve(listener, routes.clone(), stop.clone()));
        }
        tasks.close();
        async move {
            tasks.wait().await;
            Ok(())
        }
    }
}

/// The ports: the router's, and one for each subgraph.
#[derive(Debug)]
pub struct Listeners {
    router: TcpListener,
    users: TcpListener,
    channels: TcpListener,
    messages: TcpListener,
}

/// Where each of them listens.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// The router.
    pub router: SocketAddr,
    /// Accounts.
    pub users: SocketAddr,
    /// Channels.
    pub channels: SocketAddr,
    /// Messages.
    pub messages: SocketAddr,
}

impl Listeners {
    /// Listens on all of them, or on none.
    pub async fn bind(settings: &Settings) -> Result<Self, ListenError> {
        Ok(Self {
            router: serve::listen_by(settings.listen, "--listen").await?,
            users: serve::listen_by(settings.users_listen, "--users-listen").await?,
            channels: serve::listen_by(settings.channels_listen, "--channels-listen").await?,
            messages: serve::listen_by(settings.messages_listen, "--messages-listen").await?,
        })
    }

    /// Where they are.
    pub fn addresses(&self) -> io::Result<Addresses> {
        Ok(Addresses {
            router: self.router.local_addr()?,
            users: self.users.local_addr()?,
            channels: self.channels.local_addr()?,
            messages: self.messages.local_addr()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_files_are_those_that_the_subgraphs_own_binaries_use() {
        fn settings<S: Subgraph>() -> (PathBuf, S::Config) {
            let (config, own) = process::settings::<S>([]).unwrap();
            (config.keys, own)
        }
        let (users, channels, messages) = (settings::<Users>(), settings::<Channels>(), settings::<Messages>());
        for keys in [users.0, channels.0, messages.0] {
            assert_eq!(keys, Path::new("data/keys"));
        }
        let urls = [users.1.database_url, channels.1.database_url, messages.1.database_url];
        for (name, url) in ["users", "channels", "messages"].into_iter().zip(urls) {
            assert_eq!(url.reveal(), &crate::data::database_url(Path::new("data"), name));
        }
    }
}
