//! What only the HTTP layer can show.

use chat_messages::{Store, graphql::SendLimit, http};
use chat_messages_migrations::Migrator;
use chat_testkit::{
    contract::{Contract, check_bad_requests, check_identity},
    laws,
};

use crate::service::FakeAuthority;

const CONTRACT: Contract = Contract { audience: "messages", query: "{ viewer { id } }" };

laws! { Migrator;
    async fn whoever_has_no_valid_passport_gets_401_on_every_path(db) {
        let store = Store::new(db.database.clone());
        let router = |process| http::router(store.clone(), std::sync::Arc::new(FakeAuthority::default()), SendLimit::per_second(0), process);
        check_identity(CONTRACT, router).await;
    }

    async fn a_bad_request_gets_4xx_or_bad_user_input(db) {
        let store = Store::new(db.database.clone());
        let router = |process| http::router(store.clone(), std::sync::Arc::new(FakeAuthority::default()), SendLimit::per_second(0), process);
        check_bad_requests(CONTRACT, router).await;
    }
}
