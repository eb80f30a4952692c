//! Appending and reading.

use std::convert::Infallible;

use chat_bus::{Log, Shard, append};
use chat_events::Envelope;
use chat_store::{Abort, StoreError};
use chat_testkit::{TestDatabase, laws};

use crate::{Migrator, edited, renamed};

/// Appends in a transaction of its own.
pub async fn commit(db: &TestDatabase, events: &[Envelope]) {
    let done: Result<Result<(), Infallible>, StoreError> = async {
        chat_store::write!(db.database, |transaction| {
            append(transaction, events).await?;
            Ok::<_, Abort<Infallible>>(())
        })
    }
    .await;
    let Ok(()) = done.unwrap();
}

laws! { Migrator;
    async fn a_shard_is_dense_and_reads_in_its_order(db) {
        let log = Log::new(db.database.clone());
        let shard = Shard::numbered(3).unwrap();
        let first: Vec<_> = (1..=3).map(|version| renamed(3, 1, version, 0)).collect();
        commit(&db, &first).await;
        // Two shards in one transaction: each gets its own.
        commit(&db, &[edited(3, 2, 1, 0), renamed(5, 1, 1, 0), edited(3, 2, 2, 0)]).await;
        let heads = log.heads().await.unwrap();
        assert_eq!((heads[3], heads[5], heads.iter().sum::<i64>()), (5, 1, 6));

        let all = log.read(shard, 0, 100).await.unwrap();
        assert_eq!(all.entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!((all.upto, all.head), (5, 5));
        let read: Vec<_> = all.entries.iter().map(|entry| Envelope::from_json(entry.envelope.as_bytes()).unwrap()).collect();
        assert_eq!(read, [first, vec![edited(3, 2, 1, 0), edited(3, 2, 2, 0)]].concat());

        // Page by page it is the same.
        let (mut after, mut paged) = (0, Vec::new());
        while after < all.head {
            let page = log.read(shard, after, 2).await.unwrap();
            assert!(page.entries.len() <= 2 && page.upto > after);
            after = page.upto;
            paged.extend(page.entries);
        }
        assert_eq!(paged, all.entries);
        let end = log.read(shard, 5, 2).await.unwrap();
        assert_eq!((end.entries.len(), end.upto), (0, 5));
    }

    async fn what_is_rolled_back_leaves_no_hole(db) {
        let log = Log::new(db.database.clone());
        commit(&db, &[renamed(0, 1, 1, 0)]).await;
        let refused: Result<Result<(), &str>, StoreError> = async {
            chat_store::write!(db.database, |transaction| {
                append(transaction, &[renamed(0, 1, 2, 0)]).await?;
                Err::<(), _>(Abort::Refused("no"))
            })
        }.await;
        assert_eq!(refused.unwrap(), Err("no"));
        commit(&db, &[renamed(0, 1, 2, 0)]).await;
        let page = log.read(Shard::numbered(0).unwrap(), 0, 10).await.unwrap();
        assert_eq!(page.entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 2]);
    }

    async fn appending_is_two_statements_however_many_events(db) {
        let one: Vec<_> = (1..=50).map(|version| edited(1, 1, version, 0)).collect();
        db.statements.take();
        commit(&db, &one).await;
        let statements = db.statements.take();
        assert_eq!(statements.len(), 2, "{statements:?}");
    }

    async fn the_epoch_is_made_once(db) {
        let log = Log::new(db.database.clone());
        let (first, second) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        assert_eq!(log.epoch(first).await.unwrap(), first);
        assert_eq!(Log::new(db.database.clone()).epoch(second).await.unwrap(), first);
    }
}
