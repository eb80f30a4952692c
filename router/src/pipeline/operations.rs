//! Operations that are ready to run, kept by their documents.
//!
//! Refusals are kept too, so that a client that repeats a mistake costs as little as one that is right. What is kept is
//! bounded by bytes. However many ask for the same operation at once, it is planned once.

use std::{sync::Arc, thread::available_parallelism};

use federation_plan::Labels;
use moka::future::Cache;
use tokio::sync::Semaphore;

use super::{Code, Operation, PlanSource, Refusal, Schema};

/// The operations of one supergraph. Another supergraph replaces all of it.
pub struct Operations {
    schema: Arc<Schema>,
    planned: Cache<Key, Planned>,
    /// Planning takes a processor for a while: it gets all but one of them at a time, so that it cannot starve the rest.
    planners: Semaphore,
}

/// An operation, or why there is none.
type Planned = Result<Arc<Operation>, Arc<Refusal>>;

/// What decides how a request is planned. Compared in full: two documents with the same hash are two documents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    document: String,
    operation_name: Option<String>,
    labels: Labels,
}

impl Operations {
    /// None yet.
    #[must_use]
    pub fn new(schema: Schema) -> Self {
        let bytes = u64::try_from(schema.limits().plan_cache_bytes.get()).unwrap_or(u64::MAX);
        let processors = available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            schema: Arc::new(schema),
            planned: Cache::builder().weigher(weight).max_capacity(bytes).build(),
            planners: Semaphore::new(processors.saturating_sub(1).max(1)),
        }
    }

    /// What they are operations on.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The operation called `operation_name` in `document` while these labels are on, and whether it was there already.
    pub(super) async fn find(
        &self,
        document: String,
        operation_name: Option<String>,
        labels: Labels,
    ) -> (Planned, PlanSource) {
        let key = Key { document, operation_name, labels };
        if let Some(known) = self.planned.get(&key).await {
            return (known, PlanSource::Kept);
        }
        let planned = self.planned.entry_by_ref(&key).or_try_insert_with(self.plan(&key)).await;
        match planned {
            Ok(entry) if entry.is_fresh() => (entry.into_value(), PlanSource::Made),
            Ok(entry) => (entry.into_value(), PlanSource::Kept),
            // A bug says nothing about the document: it is not kept.
            Err(bug) => (Err(Arc::new(Refusal::clone(&bug))), PlanSource::Made),
        }
    }

    async fn plan(&self, key: &Key) -> Result<Planned, Refusal> {
        let bug = || Refusal::new(Code::Internal, "internal error");
        let _permit = self.planners.acquire().await.map_err(|_| bug())?;
        let (schema, Key { document, operation_name, labels }) = (self.schema.clone(), key.clone());
        let planned =
            tokio::task::spawn_blocking(move || Operation::new(&schema, document, operation_name.as_deref(), &labels));
        match planned.await {
            Ok(planned) => Ok(planned.map(Arc::new).map_err(Arc::new)),
            Err(error) => {
                tracing::error!(%error, "planning panicked: a bug");
                Err(bug())
            }
        }
    }
}

fn weight(key: &Key, planned: &Planned) -> u32 {
    let value = planned.as_ref().map_or_else(|refusal| refusal.size(), |operation| operation.size());
    u32::try_from(key.document.len() + value).unwrap_or(u32::MAX)
}
