//! Nothing secret is printed, stored in clear, or told in an error.

use chat_chassis::Secret;
use chat_testkit::laws;
use chat_users::{
    Config,
    domain::{Login, Password},
};
use chat_users_migrations::Migrator;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use crate::service::{PASSWORD, Service};

laws! { Migrator;
    async fn neither_passwords_nor_tokens_are_stored(db) {
        let service = Service::new(db);
        let alice = service.register("alice").await;
        let reader = service.db.database.reader();
        let read = async |sql: &str, column: &str| -> String {
            let statement = Statement::from_string(reader.get_database_backend(), sql);
            reader.query_one_raw(statement).await.unwrap().unwrap().try_get("", column).unwrap()
        };
        let hash = read("SELECT password_hash FROM credentials", "password_hash").await;
        assert!(hash.starts_with("$argon2id$v=19$") && !hash.contains(PASSWORD));
        let encoded = if service.db.database.dialect() == chat_store::Dialect::Sqlite { "hex(token_hash)" } else { "encode(token_hash, 'hex')" };
        let stored = read(&format!("SELECT {encoded} AS hash FROM refresh_tokens"), "hash").await.to_lowercase();
        let token = chat_users::domain::RefreshToken::parse(&alice.refresh).unwrap();
        let hex: String = token.hash().0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(stored, hex);
    }

    async fn an_answer_repeats_no_password(db) {
        let service = Service::new(db);
        for password in ["hunter2", "a\0 canary password", "canary".repeat(50).as_str()] {
            let payload = service.try_register(json!({ "username": "alice", "email": "a@example.com", "password": password })).await;
            assert!(!payload.to_string().contains(password) && payload["viewer"].is_null());
            assert!(!service.log_in("alice", password).await.to_string().contains(password));
        }
    }

    async fn what_is_debug_printed_has_no_secret_and_no_address(db) {
        let service = Service::new(db);
        service.register("alice").await;
        let candidate = service.store.candidate(&Login::parse("alice")).await.unwrap();
        let account = service.store.accounts(&[candidate.as_ref().unwrap().user.id]).await.unwrap();
        let access = service.tokens.access(&candidate.as_ref().unwrap().user, chat_chassis::Ambient::system().id()).unwrap();
        let config = Config { database_url: Secret::new("postgres://user:canary@host/db".to_owned()), logins_per_minute: 5 };
        let (refresh, spelled) = (service.tokens.refresh(), service.tokens.refresh().spell());
        let printed = format!(
            "{candidate:?} {account:?} {access:?} {config:?} {refresh:?} {spelled:?} {:?} {:?} {:?}",
            refresh.hash(), Password::typed(PASSWORD), Login::parse("alice@example.com"),
        );
        for secret in ["canary", "horse", "argon2", "@example.com", access.token.reveal(), spelled.reveal(), refresh.spell().reveal()] {
            assert!(!printed.contains(secret), "{secret}: {printed}");
        }
    }
}
