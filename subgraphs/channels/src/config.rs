//! Every setting of this subgraph. Each is a flag and an environment variable: `--database-url`, `CHANNELS_DATABASE_URL`.

use chat_chassis::Secret;

/// The settings of the channels subgraph, beside those of every process.
#[derive(Debug, Clone, clap::Args)]
pub struct Config {
    /// This subgraph's own database: `sqlite://path?mode=rwc` or `postgres://…`.
    #[arg(long, default_value = "sqlite://data/channels.sqlite?mode=rwc", hide_env_values = true)]
    pub database_url: Secret<String>,
    /// Where the users service tells what people are called.
    #[arg(long, default_value = "http://127.0.0.1:4001/graphql")]
    pub users_url: String,
}
