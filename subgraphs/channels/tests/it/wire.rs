//! What only the HTTP layer can show.

use chat_channels::{Store, http};
use chat_channels_migrations::Migrator;
use chat_testkit::{
    contract::{Contract, check_bad_requests, check_identity},
    laws,
};

laws! { Migrator;
    async fn whoever_has_no_valid_passport_gets_401_on_every_path(db) {
        let store = Store::new(db.database.clone());
        check_identity(Contract { audience: "channels", query: "{ channels { nodes { id } } }" }, |process| http::router(store.clone(), process)).await;
    }

    async fn a_bad_request_gets_4xx_or_bad_user_input(db) {
        let store = Store::new(db.database.clone());
        check_bad_requests(Contract { audience: "channels", query: "{ channels { nodes { id } } }" }, |process| http::router(store.clone(), process)).await;
    }
}
