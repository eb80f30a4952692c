//! Every setting of this subgraph. Each is a flag and an environment variable: `--database-url`, `MESSAGES_DATABASE_URL`.

use std::time::Duration;

use chat_chassis::Secret;

use crate::domain::Patience;

/// The settings of the messages subgraph, beside those of every process.
#[derive(Debug, Clone, clap::Args)]
pub struct Config {
    /// This subgraph's own database: `sqlite://path?mode=rwc` or `postgres://…`.
    #[arg(long, default_value = "sqlite://data/messages.sqlite?mode=rwc", hide_env_values = true)]
    pub database_url: Secret<String>,
    /// Where the channels service answers who may read and write.
    #[arg(long, default_value = "http://127.0.0.1:4002/graphql")]
    pub channels_url: String,
    /// Where the users service tells what people are called.
    #[arg(long, default_value = "http://127.0.0.1:4001/graphql")]
    pub users_url: String,
    /// How long each of at most two attempts to ask channels may take, in milliseconds.
    #[arg(long, default_value_t = 150)]
    pub channels_timeout_ms: u64,
    /// While channels cannot be asked: for how long, in seconds, somebody whom it has let write may go on writing.
    #[arg(long, default_value_t = 30)]
    pub stale_posts_seconds: u64,
    /// While channels cannot be asked: for how long, in seconds, somebody whom it has let read a channel that is not public
    /// may go on reading. A public channel is read on for ever.
    #[arg(long, default_value_t = 600)]
    pub stale_private_reads_seconds: u64,
    /// How many messages a user may send per second, in the long run; twice as many at once. 0 for no limit.
    #[arg(long, default_value_t = 5)]
    pub sends_per_second: u32,
}

impl Config {
    /// For how long what channels said counts while it cannot be asked.
    #[must_use]
    pub fn patience(&self) -> Patience {
        Patience {
            posts: Duration::from_secs(self.stale_posts_seconds),
            private_reads: Duration::from_secs(self.stale_private_reads_seconds),
        }
    }
}
