//! What stays, and what goes.

use chat_bus::{Log, Shard};
use chat_events::Envelope;
use chat_model::Timestamp;
use chat_testkit::laws;

use crate::{Migrator, edited, log::commit, renamed};

laws! { Migrator;
    async fn the_newest_state_of_everything_stays_and_old_news_goes(db) {
        let log = Log::new(db.database.clone());
        let (old, young) = (1_000, 2_000);
        commit(&db, &[
            renamed(7, 1, 1, old), renamed(7, 2, 1, old), edited(7, 3, 1, old),
            renamed(7, 1, 2, old), edited(7, 3, 2, young), renamed(7, 2, 2, young),
        ]).await;
        assert_eq!(log.compact(Timestamp::from_millis(old)).await.unwrap(), 0);
        assert_eq!(log.compact(Timestamp::from_millis(old + 1)).await.unwrap(), 3);
        assert_eq!(log.compact(Timestamp::from_millis(old + 1)).await.unwrap(), 0);

        let page = log.read(Shard::numbered(7).unwrap(), 0, 100).await.unwrap();
        let left: Vec<_> = page.entries.iter().map(|entry| (entry.position, Envelope::from_json(entry.envelope.as_bytes()).unwrap())).collect();
        assert_eq!(left, [(4, renamed(7, 1, 2, old)), (5, edited(7, 3, 2, young)), (6, renamed(7, 2, 2, young))]);
        // The holes are no loss, and the reader sees that: the page is complete up to its end.
        assert_eq!((page.upto, page.head), (6, 6));
        // Even where all that is left of the end is a hole.
        assert_eq!(log.compact(Timestamp::from_millis(young + 1)).await.unwrap(), 1);
        let next = log.read(Shard::numbered(7).unwrap(), 4, 1).await.unwrap();
        assert_eq!(next.entries[0].position, 6);
    }

    async fn a_shard_larger_than_a_batch_is_compacted_whole(db) {
        let log = Log::new(db.database.clone());
        let many: Vec<_> = (1..=2_500).map(|version| renamed(2, 1, version, 1)).collect();
        for chunk in many.chunks(500) {
            commit(&db, chunk).await;
        }
        assert_eq!(log.compact(Timestamp::from_millis(2)).await.unwrap(), 2_499);
        let page = log.read(Shard::numbered(2).unwrap(), 0, 10).await.unwrap();
        assert_eq!((page.entries.len(), page.entries[0].position, page.upto), (1, 2_500, 2_500));
    }
}
