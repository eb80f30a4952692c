//! The subgraph under test, without a server.

use async_graphql::{Request, Variables};
use chat_chassis::{
    Identity,
    identity::{Authenticator, access, keys::KeyFolder},
};
use chat_testkit::{TestClock, TestDatabase, people::nobody};
use chat_users::{
    Store,
    graphql::{self, Given, UsersSchema},
    logins::LoginLimit,
    passwords::{Cost, Passwords},
    tokens::Tokens,
};
use http::{HeaderMap, HeaderValue, header::USER_AGENT};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The password of everybody here.
pub const PASSWORD: &str = "correct horse battery";

/// As cheap as argon2 can be.
pub const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

pub struct Service {
    pub schema: UsersSchema,
    pub store: Store,
    pub passwords: Passwords,
    pub tokens: Tokens,
    /// Verifies access tokens, as any service would.
    pub authenticator: Authenticator,
    pub clock: TestClock,
    pub db: TestDatabase,
    _keys: TempDir,
}

/// Somebody who has registered.
#[derive(Clone)]
pub struct Person {
    pub identity: Identity,
    pub id: String,
    pub refresh: String,
}

pub const AUTH: &str = "viewer { id email user { id username displayName } }
    credentials { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
    errors { __typename code message path ... on UsernameTaken { suggestions } ... on RateLimited { retryAfterMs } }";

impl Service {
    pub fn new(db: TestDatabase) -> Self {
        Self::with(db, CHEAP, 0)
    }

    pub fn with(db: TestDatabase, cost: Cost, logins_per_minute: u32) -> Self {
        let clock = TestClock::default();
        let ambient = clock.ambient();
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyFolder::new(folder.path());
        keys.make(access::KEY_NAME, &ambient).unwrap();
        let store = Store::new(db.database.clone());
        let passwords = Passwords::with_workers(cost, 2, ambient.clone()).unwrap();
        let tokens = Tokens::new(keys.signing_keys(access::KEY_NAME).unwrap(), ambient.clone()).unwrap();
        let given = Given {
            store: store.clone(),
            passwords: passwords.clone(),
            tokens: tokens.clone(),
            logins: LoginLimit::per_minute(logins_per_minute),
            ambient: ambient.clone(),
        };
        let authenticator = Authenticator::new("users", &keys, &[], &[], ambient).with_access_tokens(&keys);
        let schema = graphql::schema(given, false);
        Self { schema, store, passwords, tokens, authenticator, clock, db, _keys: folder }
    }

    /// The whole answer.
    pub async fn answer(&self, identity: &Identity, query: &str, variables: Value) -> Value {
        self.answer_to("test/1.0", identity, query, variables).await
    }

    /// The whole answer to a client that calls itself so.
    pub async fn answer_to(&self, user_agent: &str, identity: &Identity, query: &str, variables: Value) -> Value {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_bytes(user_agent.as_bytes()).unwrap());
        let request = Request::new(query).variables(Variables::from_json(variables)).data(identity.clone());
        let response = self.schema.execute(graphql::prepare(request, &headers, &self.store)).await;
        serde_json::to_value(response).unwrap()
    }

    /// The data of an answer that has no errors.
    pub async fn data(&self, identity: &Identity, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(identity, query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].take()
    }

    /// The code of the first top-level error of a refused query.
    pub async fn fault(&self, identity: &Identity, query: &str, variables: Value) -> String {
        let answer = self.answer(identity, query, variables).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {answer}")).to_owned()
    }

    /// Asks for an account, and returns the payload.
    pub async fn try_register(&self, input: Value) -> Value {
        let query = format!("mutation ($input: RegisterInput!) {{ register(input: $input) {{ {AUTH} }} }}");
        self.data(&nobody(), &query, json!({ "input": input })).await["register"].take()
    }

    /// Makes an account.
    pub async fn register(&self, username: &str) -> Person {
        let input = json!({ "username": username, "email": format!("{username}@example.com"), "password": PASSWORD });
        self.person(&self.try_register(input).await)
    }

    /// Tries to log in, and returns the payload.
    pub async fn log_in(&self, login: &str, password: &str) -> Value {
        let query = format!("mutation ($input: LogInInput!) {{ logIn(input: $input) {{ {AUTH} }} }}");
        let input = json!({ "login": login, "password": password });
        self.data(&nobody(), &query, json!({ "input": input })).await["logIn"].take()
    }

    /// Tries to refresh, and returns the payload.
    pub async fn refresh(&self, token: &str) -> Value {
        let query = format!("mutation ($input: RefreshSessionInput!) {{ refreshSession(input: $input) {{ {AUTH} }} }}");
        let input = json!({ "refreshToken": token });
        self.data(&nobody(), &query, json!({ "input": input })).await["refreshSession"].take()
    }

    /// Tries to take another username, and returns the payload.
    pub async fn rename(&self, person: &Person, username: &str) -> Value {
        let query = "mutation ($input: ChangeUsernameInput!) { changeUsername(input: $input) {
            user { id username previousUsernames { username until } }
            errors { __typename code message path ... on UsernameTaken { suggestions } } } }";
        let input = json!({ "username": username });
        self.data(&person.identity, query, json!({ "input": input })).await["changeUsername"].take()
    }

    /// The sessions that somebody has.
    pub async fn sessions(&self, person: &Person) -> Vec<Value> {
        let query = "{ viewer { sessions { id userAgent createdAt lastUsedAt isCurrent } } }";
        let mut data = self.data(&person.identity, query, json!({})).await;
        data["viewer"]["sessions"].as_array_mut().unwrap().drain(..).collect()
    }

    /// Whoever a successful payload signs in, as their access token tells.
    pub fn person(&self, payload: &Value) -> Person {
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{payload}")).to_owned();
        let identity = self.authenticator.verify(&text(&payload["credentials"]["accessToken"])).unwrap();
        Person {
            identity,
            id: text(&payload["viewer"]["user"]["id"]),
            refresh: text(&payload["credentials"]["refreshToken"]),
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        use sea_orm::{ConnectionTrait, Statement};
        let reader = self.db.database.reader();
        let sql = format!("SELECT count(*) AS n FROM {table}");
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        reader.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
    }

    /// Runs SQL that no mutation of this version runs: a state that later versions make.
    pub async fn arrange(&self, sql: &str) {
        use sea_orm::ConnectionTrait;
        self.db.database.reader().execute_unprepared(sql).await.unwrap();
    }
}

/// The code of a payload's first error, or none.
pub fn code(payload: &Value) -> Option<&str> {
    payload["errors"][0]["code"].as_str()
}
