//! What only the HTTP layer can show.

use std::sync::Arc;

use axum::Router;
use chat_chassis::process::Process;
use chat_messages::{Standings, Store, graphql::SendLimit, http};
use chat_messages_migrations::Migrator;
use chat_testkit::{
    contract::{Contract, check_bad_requests, check_identity},
    laws,
};

use crate::service::{FakeAuthority, PATIENCE};

const CONTRACT: Contract = Contract { audience: "messages", query: "{ viewer { id } }" };

fn router(store: &Store, process: Process) -> Router {
    let authority = Arc::new(FakeAuthority::default());
    let standings = Standings::new(authority, store.clone(), PATIENCE, process.ambient.clone());
    http::router(store.clone(), Arc::new(standings), SendLimit::per_second(0), process)
}

laws! { Migrator;
    async fn whoever_has_no_valid_passport_gets_401_on_every_path(db) {
        let store = Store::new(db.database.clone());
        check_identity(CONTRACT, |process| router(&store, process)).await;
    }

    async fn a_bad_request_gets_4xx_or_bad_user_input(db) {
        let store = Store::new(db.database.clone());
        check_bad_requests(CONTRACT, |process| router(&store, process)).await;
    }
}
