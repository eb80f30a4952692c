//! Following a log: every event once, whatever happens on the way.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use axum::Router;
use chat_bus::{Apply, Follower, Log, feed};
use chat_chassis::{
    Ambient, Identity,
    client::ServiceClient,
    identity::{Authenticator, Passports, keys::KeyFolder},
};
use chat_events::{Envelope, Event, Owner};
use chat_model::Timestamp;
use chat_store::{Database, StoreError};
use chat_testkit::{TestClock, TestDatabase, laws};
use http::{Request, StatusCode};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, FromQueryResult,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use tower::ServiceExt;
use uuid::Uuid;

use crate::{Migrator, edited, log::commit, renamed};

/// What a service would keep: of each user the newest name, and how often anything was applied.
struct Names;

/// A name with which nothing can be done.
const POISON: u64 = 666;

impl Apply for Names {
    fn apply<'a>(
        &'a self,
        transaction: &'a DatabaseTransaction,
        event: &'a Envelope,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>> {
        Box::pin(async move {
            let Event::UserRenamed(user) = &event.event else { return Ok(()) };
            if event.sequence == POISON {
                return Err(StoreError::Corrupt("poison"));
            }
            let version = i64::try_from(event.sequence).unwrap();
            let mut insert = Query::insert();
            insert
                .into_table("names")
                .columns(["user_id", "name", "version", "times"])
                .values_panic([user.id.uuid().into(), user.username.clone().into(), version.into(), 1.into()])
                .on_conflict(
                    OnConflict::column("user_id")
                        .update_columns(["name", "version"])
                        .value("times", Expr::col(("names", "times")).add(1))
                        .action_and_where(Expr::col(("excluded", "version")).gt(Expr::col(("names", "version"))))
                        .to_owned(),
                );
            transaction.execute(&insert).await?;
            Ok(())
        })
    }
}

#[derive(FromQueryResult, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    user_id: Uuid,
    name: String,
    version: i64,
    times: i32,
}

/// All that the replica says, in one order.
async fn digest(database: &Database) -> Vec<Name> {
    let mut all = Query::select();
    all.columns(["user_id", "name", "version", "times"]).from("names");
    let mut names = Name::find_by_statement(database.statement(&all)).all(database.reader()).await.unwrap();
    names.sort();
    names
}

fn names(digest: &[Name]) -> Vec<(&str, i64)> {
    digest.iter().map(|name| (name.name.as_str(), name.version)).collect()
}

/// The feed of a log, as users would serve it.
fn served(log: Log, epoch: u128) -> Router {
    let keys = KeyFolder::new(tempfile::tempdir().unwrap().path());
    let authenticator = Authenticator::new("users", &keys, &[], &[], Ambient::system());
    feed::routes(log, Uuid::from_u128(epoch), Arc::new(authenticator), Ambient::system())
}

/// A follower of `source`'s log in `own` database.
fn follower(source: Router, own: &Database, ambient: Ambient) -> Follower {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(folder.path());
    keys.make("messages", &ambient).unwrap();
    let passports = Arc::new(Passports::new("messages", keys.signing_key("messages").unwrap(), ambient.clone()));
    let client = ServiceClient::in_process("users", source, Duration::from_secs(5), passports, ambient.clone());
    Follower::new(Owner::Users, client, own.clone(), Arc::new(Names), ambient)
}

/// Another database of the same kind.
async fn another(db: &TestDatabase) -> TestDatabase {
    if db.url.starts_with("sqlite") {
        TestDatabase::sqlite::<Migrator>().await
    } else {
        TestDatabase::postgres::<Migrator>().await.unwrap()
    }
}

laws! { Migrator;
    async fn each_event_is_applied_once_by_two_processes_that_follow_at_the_same_time(db) {
        let (log, own) = (Log::new(db.database.clone()), another(&db).await);
        let both = [0, 1].map(|_| Arc::new(follower(served(log.clone(), 1), &own.database, Ambient::system())));
        let mut rounds = Vec::new();
        for version in 1..=10 {
            let events: Vec<_> = (0..8).map(|user| renamed(user, user, version, 0)).collect();
            for event in &events {
                commit(&db, std::slice::from_ref(event)).await;
            }
            for follower in &both {
                let follower = follower.clone();
                rounds.push(tokio::spawn(async move { follower.catch_up().await }));
            }
        }
        for round in rounds {
            // On a busy database one of the two may be told to come again.
            let _ = round.await.unwrap();
        }
        both[0].catch_up().await.unwrap();
        let digest = digest(&own.database).await;
        assert_eq!(digest.len(), 8);
        assert!(digest.iter().all(|name| name.version == 10 && name.times == 10), "{digest:?}");
    }

    async fn a_replica_that_is_built_after_compaction_equals_one_that_saw_everything(db) {
        let (log, early, late) = (Log::new(db.database.clone()), another(&db).await, another(&db).await);
        let first = follower(served(log.clone(), 1), &early.database, Ambient::system());
        for version in 1..=3 {
            commit(&db, &[renamed(1, 1, version, 10), edited(1, 9, version, 10)]).await;
            commit(&db, &[renamed(2, 2, version, 10)]).await;
            first.catch_up().await.unwrap();
        }
        assert!(log.compact(Timestamp::from_millis(20)).await.unwrap() > 0);
        follower(served(log, 1), &late.database, Ambient::system()).catch_up().await.unwrap();
        let (early, late) = (digest(&early.database).await, digest(&late.database).await);
        assert_eq!(names(&early), names(&late));
        assert_eq!(names(&late), [("user3", 3), ("user3", 3)]);
    }

    async fn another_log_is_applied_from_its_beginning(db) {
        let (log, own) = (Log::new(db.database.clone()), another(&db).await);
        commit(&db, &[renamed(1, 1, 1, 0), renamed(1, 1, 2, 0)]).await;
        follower(served(log, 1), &own.database, Ambient::system()).catch_up().await.unwrap();
        // Restored from a backup: fewer positions, and they mean something else.
        let restored = another(&db).await;
        commit(&restored, &[renamed(1, 1, 3, 0)]).await;
        let log = Log::new(restored.database.clone());
        follower(served(log, 2), &own.database, Ambient::system()).catch_up().await.unwrap();
        assert_eq!(names(&digest(&own.database).await), [("user3", 3)]);
    }

    async fn what_cannot_be_applied_is_given_up_after_five_deliveries_and_holds_nobody_up(db) {
        let (log, own, clock) = (Log::new(db.database.clone()), another(&db).await, TestClock::default());
        let follower = follower(served(log, 1), &own.database, clock.ambient());
        commit(&db, &[renamed(1, 1, 1, 0), renamed(1, 2, POISON, 0), renamed(1, 3, 1, 0)]).await;
        follower.catch_up().await.unwrap();
        assert_eq!(names(&digest(&own.database).await), [("user1", 1), ("user1", 1)]);
        for wait in [1, 5, 30, 60] {
            assert_eq!(follower.dead_letters().await.unwrap(), []);
            // A moment too early nothing happens.
            clock.advance(Duration::from_millis(wait * 1_000 - 1));
            follower.catch_up().await.unwrap();
            assert_eq!(follower.dead_letters().await.unwrap(), []);
            clock.advance(Duration::from_millis(1));
            follower.catch_up().await.unwrap();
        }
        let dead = follower.dead_letters().await.unwrap();
        assert_eq!(dead.iter().map(|letter| (letter.shard, letter.position)).collect::<Vec<_>>(), [(1, 2)]);
        assert!(dead[0].event.contains("user666") && dead[0].reason.contains("poison"), "{dead:?}");
        // And later versions of the same user count.
        commit(&db, &[renamed(1, 2, POISON + 1, 0)]).await;
        follower.catch_up().await.unwrap();
        assert_eq!(digest(&own.database).await.len(), 3);
    }

    async fn it_hears_of_what_is_written_while_it_waits(db) {
        let (log, own) = (Log::new(db.database.clone()), another(&db).await);
        let follower = Arc::new(follower(served(log.clone(), 1), &own.database, Ambient::system()));
        let mut current = follower.current();
        let following = tokio::spawn({
            let follower = follower.clone();
            async move { follower.run().await }
        });
        current.wait_for(Option::is_some).await.unwrap();
        commit(&db, &[renamed(1, 1, 1, 0)]).await;
        log.wake();
        let written = Ambient::system().now();
        current.wait_for(|current| current.is_some_and(|at| at >= written)).await.unwrap();
        assert_eq!(names(&digest(&own.database).await), [("user1", 1)]);
        following.abort();
    }

    async fn the_feed_is_for_services_and_says_what_it_wants(db) {
        let feed = served(Log::new(db.database.clone()), 1);
        let ask = async |path: &str, identity: Option<Identity>| {
            let mut request = Request::get(path).body(axum::body::Body::empty()).unwrap();
            if let Some(identity) = identity {
                request.extensions_mut().insert(identity);
            }
            feed.clone().oneshot(request).await.unwrap().status()
        };
        let service = || Some(Identity { viewer: None, service: Some("messages".to_owned()) });
        let all = format!("{}?after={}", feed::PATH, vec!["0"; 16].join(","));
        assert_eq!(ask(&all, service()).await, StatusCode::OK);
        assert_eq!(ask(&format!("{}?shard=3&after=0", feed::PATH), service()).await, StatusCode::OK);
        assert_eq!(ask(&all, Some(Identity::default())).await, StatusCode::FORBIDDEN);
        assert_eq!(ask(&all, None).await, StatusCode::UNAUTHORIZED);
        for wrong in ["", "?after=1", "?after=x", "?shard=16&after=0", "?shard=1&after=-1", "?shard=1&after=0,0", "?after=0&wait=x", "?what=1"] {
            assert_eq!(ask(&format!("{}{wrong}", feed::PATH), service()).await, StatusCode::BAD_REQUEST, "{wrong}");
        }
    }
}
