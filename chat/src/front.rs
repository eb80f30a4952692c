//! The router in this process, before the subgraphs in it: what clients talk to.
//!
//! It calls the subgraphs without a socket, and hands over who the client is as a value. The supergraph is the committed one:
//! like the subgraphs' own schemas it is part of this binary.

use std::{collections::HashMap, sync::Arc};

use chat_chassis::{
    Ambient,
    identity::keys::{KeyError, KeyFolder},
    process::Environment,
};
use router::{
    Router, RouterConfig, StartError,
    config::Config,
    identity::{Authentication, ISSUER},
};

use crate::{data::DataFolder, seed::DemoSession, system::System};

const SUPERGRAPH: &str = include_str!("../../schema/supergraph.graphql");

/// The router cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// It has no key, or none of those who sign in can be verified.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// It does not start.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// All that clients are answered: the router before `system`, and with a `demo` the way into it.
pub fn open(
    system: &System,
    data: &DataFolder,
    environment: Environment,
    demo: Option<&DemoSession>,
) -> Result<axum::Router, FrontError> {
    let keys = KeyFolder::new(data.keys());
    if environment == Environment::Development {
        keys.make(ISSUER, &Ambient::system())?;
    }
    let services = [&system.users, &system.channels, &system.messages];
    let router = Router::new(RouterConfig {
        supergraph: SUPERGRAPH.to_owned(),
        in_process: HashMap::from(services.map(|service| (service.name.to_owned(), service.routes.clone()))),
        authentication: Some(Authentication::new(&keys, Ambient::system())?),
        config: Config::default(),
        environment,
        sign_in_path: demo.map(|_| DemoSession::PATH.to_owned()),
        ambient: Ambient::system(),
    })?;
    let routes = Arc::new(router).routes();
    Ok(match demo {
        Some(demo) => routes.merge(demo.routes()),
        None => routes,
    })
}
