//! Loaders: many keys asked for at the same time become one query.
//!
//! async-graphql resolves the members of a list concurrently, so whatever they ask of one loader is one batch. A loader is
//! made for one request: its cache is the request's, and ends with it.

use std::{
    collections::HashMap,
    fmt::Debug,
    hash::Hash,
    sync::atomic::{AtomicUsize, Ordering},
};

use chat_store::StoreError;
use dataloader::{BatchFn, cached};

use crate::Fault;

/// How many keys one query may have. As many as `_entities` takes (see [`crate::limit`]).
pub const MAX_KEYS: usize = 1_000;

/// Answers many keys with one query.
pub trait Batch: Send + 'static {
    /// What is asked for.
    type Key: Clone + Debug + Eq + Hash + Send + Sync + 'static;
    /// What is found.
    type Value: Clone + Send + Sync + 'static;
    /// Why nothing can be found.
    type Error: Clone + Send + Sync + From<MissingKey> + 'static;

    /// Finds what there is; a key that is not in the answer does not exist.
    fn load(
        &mut self,
        keys: &[Self::Key],
    ) -> impl Future<Output = Result<HashMap<Self::Key, Self::Value>, Self::Error>> + Send;
}

/// The batch did not come back for a key: never seen unless the task that ran it was dropped.
#[derive(Debug, Clone, Copy)]
pub struct MissingKey;

impl From<MissingKey> for StoreError {
    fn from(_: MissingKey) -> Self {
        Self::Loader
    }
}

impl From<MissingKey> for Fault {
    fn from(_: MissingKey) -> Self {
        StoreError::Loader.into()
    }
}

type Found<B> = Result<Option<<B as Batch>::Value>, <B as Batch>::Error>;

/// Collects the keys of one request and runs them through a [`Batch`].
pub struct Loader<B: Batch> {
    loader: cached::Loader<B::Key, Found<B>, Adapter<B>>,
    arrived: AtomicUsize,
}

/// For so many turns of the scheduler no further key may have arrived before a batch is run.
const QUIET_TURNS: usize = 3;

impl<B: Batch> Loader<B> {
    /// A loader for one request.
    pub fn new(batch: B) -> Self {
        let loader = cached::Loader::new(Adapter(batch)).with_max_batch_size(MAX_KEYS);
        Self { loader, arrived: AtomicUsize::new(0) }
    }

    /// Waits until no further key arrives.
    ///
    /// The crate's own wait is a fixed number of turns. That is not enough for a loader behind another one: those who
    /// waited for the first are let go one after the other, as each takes the first one's lock, and the second would run
    /// several batches meanwhile.
    async fn gather(&self) {
        let mut seen = self.arrived.fetch_add(1, Ordering::Relaxed) + 1;
        let mut quiet = 0;
        while quiet < QUIET_TURNS {
            tokio::task::yield_now().await;
            let arrived = self.arrived.load(Ordering::Relaxed);
            quiet = if arrived == seen { quiet + 1 } else { 0 };
            seen = arrived;
        }
    }

    /// What `key` names, or none.
    pub async fn load(&self, key: B::Key) -> Result<Option<B::Value>, B::Error> {
        self.gather().await;
        self.loader.try_load(key).await.unwrap_or_else(|_| Err(MissingKey.into()))
    }

    /// What `keys` name, in their order, none for each that does not exist.
    pub async fn load_many(&self, keys: &[B::Key]) -> Result<Vec<Option<B::Value>>, B::Error> {
        self.gather().await;
        let found = self.loader.try_load_many(keys.to_vec()).await.map_err(|_| MissingKey)?;
        keys.iter().map(|key| found.get(key).cloned().unwrap_or_else(|| Err(MissingKey.into()))).collect()
    }

    /// What `key` names is known already.
    pub async fn prime(&self, key: B::Key, value: B::Value) {
        self.loader.prime(key, Ok(Some(value))).await;
    }

    /// What `key` names may have changed.
    pub async fn forget(&self, key: B::Key) {
        self.loader.clear(key).await;
    }
}

struct Adapter<B>(B);

impl<B: Batch> BatchFn<B::Key, Found<B>> for Adapter<B> {
    async fn load(&mut self, keys: &[B::Key]) -> HashMap<B::Key, Found<B>> {
        match self.0.load(keys).await {
            Ok(mut found) => keys.iter().map(|key| (key.clone(), Ok(found.remove(key)))).collect(),
            Err(error) => keys.iter().map(|key| (key.clone(), Err(error.clone()))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    struct Halves {
        batches: Arc<AtomicUsize>,
        fails: bool,
    }

    impl Batch for Halves {
        type Key = u32;
        type Value = u32;
        type Error = StoreError;

        async fn load(&mut self, keys: &[u32]) -> Result<HashMap<u32, u32>, StoreError> {
            self.batches.fetch_add(1, Ordering::Relaxed);
            if self.fails {
                return Err(StoreError::Corrupt("on purpose"));
            }
            Ok(keys.iter().filter(|key| *key % 2 == 0).map(|key| (*key, key / 2)).collect())
        }
    }

    #[tokio::test]
    async fn a_thousand_keys_are_one_batch_and_a_missing_one_is_none() {
        let batches = Arc::new(AtomicUsize::new(0));
        let loader = Loader::new(Halves { batches: batches.clone(), fails: false });
        let keys: Vec<u32> = (0..1_000).collect();
        let found = loader.load_many(&keys).await.unwrap();
        assert_eq!((found[10], found[11]), (Some(5), None));
        assert_eq!(loader.load(10).await.unwrap(), Some(5));
        assert_eq!(batches.load(Ordering::Relaxed), 1);
    }

    /// What a resolver does that needs one thing to find the next.
    async fn one_after_the_other(first: &Loader<Halves>, second: &Loader<Halves>, key: u32) {
        let half = first.load(key).await.unwrap().unwrap();
        second.load(half * 2).await.unwrap();
    }

    #[tokio::test]
    async fn a_loader_behind_another_is_one_batch_too() {
        let (one, two) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let first = Loader::new(Halves { batches: one.clone(), fails: false });
        let second = Loader::new(Halves { batches: two.clone(), fails: false });
        let resolvers = (0..500).map(|n| one_after_the_other(&first, &second, n * 2));
        async_graphql::futures_util::future::join_all(resolvers).await;
        assert_eq!((one.load(Ordering::Relaxed), two.load(Ordering::Relaxed)), (1, 1));
    }

    #[tokio::test]
    async fn a_failure_reaches_everyone_who_waits() {
        let loader = Loader::new(Halves { batches: Arc::default(), fails: true });
        let (a, b) = tokio::join!(loader.load(1), loader.load(2));
        assert!(matches!((a, b), (Err(StoreError::Corrupt(_)), Err(StoreError::Corrupt(_)))));
    }
}
