//! Many writers at once, whose transactions end in any order: a reader that goes on from where it was sees everything.

use std::{convert::Infallible, time::Duration};

use chat_bus::{Log, Shard, append};
use chat_chassis::Ambient;
use chat_events::Envelope;
use chat_store::{Abort, StoreError};
use chat_testkit::{TestDatabase, laws};
use sea_orm::{
    ConnectionTrait, FromQueryResult, TransactionTrait,
    sea_query::{Expr, ExprTrait, Order, Query},
};
use tokio::task::JoinSet;

use crate::{Migrator, edited};

const WRITERS: u8 = 50;
const EACH: u64 = 4;

/// How long a transaction is held open. A delay that is part of what is tested, not a wait for something.
fn hold() -> Duration {
    let [random, more] = Ambient::system().random::<2>();
    Duration::from_micros(u64::from(random) * 20 + u64::from(more))
}

/// Writes in a transaction that is held open for a while, as those are that do more than this.
async fn write(db: &TestDatabase, events: &[Envelope]) -> Result<Result<(), Infallible>, StoreError> {
    chat_store::write!(db.database, |transaction| {
        tokio::time::sleep(hold()).await;
        append(transaction, events).await?;
        Ok::<_, Abort<Infallible>>(())
    })
}

#[derive(FromQueryResult)]
struct Number {
    number: i64,
}

/// Reads on while `WRITERS` write, `EACH` transactions each, to the shards that `shard_of` says.
async fn race(db: TestDatabase, shard_of: fn(u8) -> u8) {
    let db = std::sync::Arc::new(db);
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let db = db.clone();
        writers.spawn(async move {
            for sequence in 1..=EACH {
                let event = edited(shard_of(writer), writer, sequence, 0);
                loop {
                    // Fifty writers wait for sixteen connections.
                    match write(&db, std::slice::from_ref(&event)).await {
                        Ok(Ok(())) => break,
                        Err(error) => assert!(error.is_retryable(), "{error}"),
                    }
                }
            }
        });
    }
    let log = Log::new(db.database.clone());
    let mut cursors = [0; 16];
    let mut seen: Vec<Vec<Envelope>> = vec![Vec::new(); usize::from(WRITERS)];
    loop {
        // Once all have written, one more round sees the rest.
        let is_last = writers.is_empty();
        for shard in Shard::all() {
            let cursor = &mut cursors[usize::from(shard.number())];
            let page = log.read(shard, *cursor, 500).await.unwrap();
            for entry in page.entries {
                *cursor += 1;
                assert_eq!(entry.position, *cursor, "a hole in {shard:?}");
                let envelope = Envelope::from_json(entry.envelope.as_bytes()).unwrap();
                let writer = (0..WRITERS)
                    .find(|writer| edited(shard.number(), *writer, 1, 0).event.key() == envelope.event.key());
                seen[usize::from(writer.unwrap())].push(envelope);
            }
            assert_eq!(page.upto, *cursor);
        }
        if is_last {
            break;
        }
        while let Some(written) = writers.try_join_next() {
            written.unwrap();
        }
        tokio::task::yield_now().await;
    }
    // Nothing was lost, and of each writer everything came in its order.
    for (writer, seen) in seen.iter().enumerate() {
        let sequences: Vec<u64> = seen.iter().map(|envelope| envelope.sequence).collect();
        assert_eq!(sequences, (1..=EACH).collect::<Vec<_>>(), "writer {writer}");
    }
}

laws! { Migrator;
    async fn fifty_writers_to_one_shard_are_read_without_a_hole(db) {
        race(db, |_| 0).await;
    }

    async fn fifty_writers_to_all_shards_are_read_without_a_hole(db) {
        race(db, |writer| writer % 16).await;
    }
}

/// The negative control: numbers that are given before they are visible. The same two writers on the log wait for each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_trusts_numbers_skips_what_commits_late_and_a_reader_of_the_log_does_not() {
    let Some(db) = TestDatabase::postgres::<Migrator>().await else { return };
    let log = Log::new(db.database.clone());
    let connection = db.database.reader();
    let (slow, quick) = (connection.begin().await.unwrap(), connection.begin().await.unwrap());
    insert_numbered(&slow, 1).await.unwrap();
    insert_numbered(&quick, 2).await.unwrap();
    append(&slow, &[edited(0, 1, 1, 0)]).await.unwrap();
    // It waits until the slow one is done, however quick it is.
    let quick = tokio::spawn(async move {
        append(&quick, &[edited(0, 2, 1, 0)]).await.unwrap();
        quick.commit().await.unwrap();
    });
    let (free, other) = (connection.begin().await.unwrap(), edited(1, 3, 1, 0));
    insert_numbered(&free, 3).await.unwrap();
    append(&free, &[other]).await.unwrap();
    free.commit().await.unwrap();

    let seen = numbers_after(&db, 0).await;
    let last = *seen.last().unwrap();
    assert_eq!(log.heads().await.unwrap()[..2], [0, 1]);
    slow.commit().await.unwrap();
    quick.await.unwrap();
    let all = numbers_after(&db, 0).await;
    let skipped = all.len() - seen.len() - numbers_after(&db, last).await.len();
    assert!(skipped > 0, "nothing was skipped: {seen:?} of {all:?}");
    let page = log.read(Shard::numbered(0).unwrap(), 0, 10).await.unwrap();
    assert_eq!(page.entries.len(), 2);
}

async fn insert_numbered(transaction: &impl ConnectionTrait, writer: i64) -> Result<(), sea_orm::DbErr> {
    let mut insert = Query::insert();
    insert.into_table("numbered").columns(["writer"]).values_panic([writer.into()]);
    transaction.execute(&insert).await.map(drop)
}

async fn numbers_after(db: &TestDatabase, number: i64) -> Vec<i64> {
    let mut newer = Query::select();
    newer.column("number").from("numbered").and_where(Expr::col("number").gt(number)).order_by("number", Order::Asc);
    let rows = Number::find_by_statement(db.database.statement(&newer)).all(db.database.reader()).await.unwrap();
    rows.into_iter().map(|row| row.number).collect()
}
