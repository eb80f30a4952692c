//! Loaders: many keys asked for at the same time become one query.
//!
//! async-graphql resolves the members of a list concurrently, so whatever they ask of one loader is one batch. A loader is
//! made for one request: its cache is the request's, and ends with it.

use std::{
    collections::HashMap,
    fmt::Debug,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chat_store::StoreError;
use dataloader::{BatchFn, cached};
use tokio::sync::OnceCell;

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
    known: Mutex<HashMap<B::Key, Found<B>>>,
    open: Mutex<Option<Arc<Round<B>>>>,
}

/// Keys that are asked for at the same time, and what was found.
struct Round<B: Batch> {
    keys: Mutex<Vec<B::Key>>,
    found: OnceCell<HashMap<B::Key, Found<B>>>,
}

/// For so many turns of the scheduler no further key may have arrived before a batch is run.
///
/// On a worker thread one turn would do: it comes when nobody else can go on. Outside of one, as in a test, a set of fields
/// takes its own turns twice before it lets its neighbours have one, and sets stand in sets: so it is two to the fourth.
const QUIET_TURNS: usize = 16;

impl<B: Batch> Loader<B> {
    /// A loader for one request.
    pub fn new(batch: B) -> Self {
        // Keys are gathered before the crate is asked, so it need not wait for more.
        let loader = cached::Loader::new(Adapter(batch)).with_max_batch_size(MAX_KEYS).with_yield_count(0);
        Self { loader, known: Mutex::default(), open: Mutex::new(None) }
    }

    /// What `key` names, or none.
    pub async fn load(&self, key: B::Key) -> Result<Option<B::Value>, B::Error> {
        // What is known is there at once, without a round: else those who ask for it would come late to the next loader.
        if let Some(found) = lock(&self.known).get(&key) {
            return found.clone();
        }
        self.ask(std::slice::from_ref(&key)).await.found(&key)
    }

    /// What `keys` name, in their order, none for each that does not exist.
    pub async fn load_many(&self, keys: &[B::Key]) -> Result<Vec<Option<B::Value>>, B::Error> {
        let known: HashMap<_, _> = {
            let known = lock(&self.known);
            keys.iter().filter_map(|key| Some((key, known.get(key)?.clone()))).collect()
        };
        let unknown: Vec<_> = keys.iter().filter(|key| !known.contains_key(key)).cloned().collect();
        let round = if unknown.is_empty() { None } else { Some(self.ask(&unknown).await) };
        let found = |key| match (known.get(key), &round) {
            (Some(found), _) => found.clone(),
            (None, Some(round)) => round.found(key),
            (None, None) => Err(MissingKey.into()),
        };
        keys.iter().map(found).collect()
    }

    /// Waits for the round that these keys are in. One of those who wait runs it; should that one be dropped, the next
    /// does.
    ///
    /// The crate alone lets its waiters go one after the other, as each takes its lock. Behind that trickle a second
    /// loader cannot tell when all have arrived, and runs several batches. From a round all are let go at once.
    async fn ask(&self, keys: &[B::Key]) -> Arc<Round<B>> {
        let round = self.join(keys);
        round.found.get_or_init(|| self.run(&round)).await;
        round
    }

    fn join(&self, keys: &[B::Key]) -> Arc<Round<B>> {
        let mut open = lock(&self.open);
        let round = open.get_or_insert_with(|| Arc::new(Round { keys: Mutex::default(), found: OnceCell::new() }));
        lock(&round.keys).extend_from_slice(keys);
        round.clone()
    }

    /// Waits until no further key arrives, and finds what there is.
    async fn run(&self, round: &Arc<Round<B>>) -> HashMap<B::Key, Found<B>> {
        let mut seen = lock(&round.keys).len();
        let mut quiet = 0;
        while quiet < QUIET_TURNS {
            tokio::task::yield_now().await;
            let arrived = lock(&round.keys).len();
            quiet = if arrived == seen { quiet + 1 } else { 0 };
            seen = arrived;
        }
        lock(&self.open).take_if(|open| Arc::ptr_eq(open, round));
        let keys = lock(&round.keys).clone();
        let found = self.loader.try_load_many(keys).await.unwrap_or_default();
        lock(&self.known).extend(found.iter().map(|(key, found)| (key.clone(), found.clone())));
        found
    }

    /// What `key` names is known already.
    pub async fn prime(&self, key: B::Key, value: B::Value) {
        lock(&self.known).insert(key.clone(), Ok(Some(value.clone())));
        self.loader.prime(key, Ok(Some(value))).await;
    }

    /// What `key` names may have changed.
    pub async fn forget(&self, key: B::Key) {
        lock(&self.known).remove(&key);
        self.loader.clear(key).await;
    }
}

impl<B: Batch> Round<B> {
    fn found(&self, key: &B::Key) -> Found<B> {
        self.found.get().and_then(|found| found.get(key)).cloned().unwrap_or_else(|| Err(MissingKey.into()))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
    async fn three_in_a_row_are_one_batch_each_with_others_in_between() {
        let counts: [Arc<AtomicUsize>; 3] = Default::default();
        let [first, second, third] = counts.clone().map(|batches| Loader::new(Halves { batches, fails: false }));
        let entities = (0..500_u32).map(|n| {
            let (first, second, third) = (&first, &second, &third);
            async move {
                first.load(n * 2).await.unwrap();
                // As the fields of an object: some stop at what the first two know, others go on.
                let short = || async { drop((first.load(n * 2).await, second.load(n * 2).await)) };
                let long = async {
                    drop((first.load(n * 2).await, second.load(n * 2).await, third.load(n * 2).await));
                };
                tokio::join!(short(), long, short());
            }
        });
        async_graphql::futures_util::future::join_all(entities).await;
        assert_eq!(counts.map(|count| count.load(Ordering::Relaxed)), [1, 1, 1]);
    }

    #[tokio::test]
    async fn who_waits_is_answered_though_who_came_first_is_gone() {
        let loader = Loader::new(Halves { batches: Arc::default(), fails: false });
        let waiting = loader.load(4);
        {
            let first = loader.load(2);
            tokio::pin!(first);
            assert!(async_graphql::futures_util::poll!(first.as_mut()).is_pending());
        }
        assert_eq!(waiting.await.unwrap(), Some(2));
    }

    #[tokio::test]
    async fn a_failure_reaches_everyone_who_waits() {
        let loader = Loader::new(Halves { batches: Arc::default(), fails: true });
        let (a, b) = tokio::join!(loader.load(1), loader.load(2));
        assert!(matches!((a, b), (Err(StoreError::Corrupt(_)), Err(StoreError::Corrupt(_)))));
    }
}
