//! Every setting of this subgraph. Each is a flag and an environment variable: `--database-url`, `USERS_DATABASE_URL`.

use chat_chassis::Secret;

/// The settings of the users subgraph, beside those of every process.
#[derive(Debug, Clone, clap::Args)]
pub struct Config {
    /// This subgraph's own database: `sqlite://path?mode=rwc` or `postgres://…`.
    #[arg(long, default_value = "sqlite://data/users.sqlite?mode=rwc", hide_env_values = true)]
    pub database_url: Secret<String>,
    /// How often somebody may try to log in to one account in a minute; 0 is without limit.
    #[arg(long, default_value_t = 5)]
    pub logins_per_minute: u32,
}
