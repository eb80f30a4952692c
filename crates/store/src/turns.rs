//! Turns: who may begin a transaction that will wait for the same row.

use std::hash::{BuildHasher, RandomState};

use tokio::sync::{Semaphore, SemaphorePermit};

/// How many keys share one queue at worst: two that do wait for each other now and then, and no more.
const QUEUES: usize = 1_024;
/// How many of one queue are at it at once: while one commits, the next has begun.
const AT_ONCE: usize = 2;

/// Queues in front of rows that many want to write at once.
///
/// Whoever waits for a row's lock holds a connection of the pool meanwhile. A hundred who write to one busy row would take
/// them all and shut out everybody else, so they wait here, where waiting costs nothing. A turn that is not taken within the
/// request's deadline ends with the request.
#[derive(Debug)]
pub struct Turns {
    queues: Vec<Semaphore>,
    hasher: RandomState,
}

impl Default for Turns {
    fn default() -> Self {
        let queues = (0..QUEUES).map(|_| Semaphore::new(AT_ONCE)).collect();
        Self { queues, hasher: RandomState::new() }
    }
}

impl Turns {
    /// Waits for a turn to write what `key` names. The turn ends when the permit is dropped.
    pub async fn take(&self, key: impl std::hash::Hash) -> Option<SemaphorePermit<'_>> {
        let place = usize::try_from(self.hasher.hash_one(key) % QUEUES as u64).unwrap_or_default();
        // None only if the queue were closed, which nobody does: then the database alone keeps order.
        self.queues.get(place)?.acquire().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_third_waits_until_one_is_done_and_other_keys_do_not() {
        let turns = Turns::default();
        let first = turns.take(1).await;
        let second = turns.take(1).await;
        let mut third = std::pin::pin!(turns.take(1));
        assert!(at_once(third.as_mut()).await.is_none());
        // Of a thousand others, hardly one shares the queue.
        let mut free = 0;
        for other in 2..1_002 {
            free += usize::from(at_once(std::pin::pin!(turns.take(other))).await.is_some());
        }
        assert!(free > 900, "{free}");
        drop(first);
        assert!(third.await.is_some());
        drop(second);
    }

    /// One look at a future: what it gives at once.
    async fn at_once<F: Future>(future: std::pin::Pin<&mut F>) -> Option<F::Output> {
        tokio::select! { biased; output = future => Some(output), () = std::future::ready(()) => None }
    }
}
