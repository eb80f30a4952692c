//! Every setting of the process. Each is a flag and an environment variable: `--data-dir`, `CHAT_DATA_DIR`.

use std::{net::SocketAddr, path::PathBuf};

use chat_chassis::process::Environment;
use clap::{Parser, ValueEnum};

/// The whole chat in one process: users, channels and messages, each on its own SQLite file, and the router before them.
///
/// What the subgraphs are set to beside this, their own variables say, such as `MESSAGES_SENDS_PER_SECOND`.
#[derive(Debug, Clone, Parser)]
#[command(name = "chat", version, verbatim_doc_comment)]
pub struct Settings {
    /// Where the process runs.
    #[arg(long, env = "CHAT_ENVIRONMENT", value_enum, default_value_t = Environment::Development)]
    pub environment: Environment,
    /// The folder with the databases and the keys. It is made when it is missing.
    #[arg(long, env = "CHAT_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// What an empty folder is filled with: `demo` unless the environment is production, where that is refused.
    #[arg(long, env = "CHAT_SEED", value_enum)]
    pub seed: Option<Seed>,
    /// The address on which the router listens: the one for clients.
    #[arg(long, env = "CHAT_LISTEN", default_value = "127.0.0.1:4000")]
    pub listen: SocketAddr,
    /// The address on which users listens.
    #[arg(long, env = "CHAT_USERS_LISTEN", default_value = "127.0.0.1:4001")]
    pub users_listen: SocketAddr,
    /// The address on which channels listens.
    #[arg(long, env = "CHAT_CHANNELS_LISTEN", default_value = "127.0.0.1:4002")]
    pub channels_listen: SocketAddr,
    /// The address on which messages listens.
    #[arg(long, env = "CHAT_MESSAGES_LISTEN", default_value = "127.0.0.1:4003")]
    pub messages_listen: SocketAddr,
    /// What to log: a level, or a list such as `info,chat_users=debug`. By default the router's line for each operation is
    /// enough, and those of the subgraphs are left out.
    #[arg(long, env = "CHAT_LOG", default_value = "info,sea_orm_migration=warn,chat_graph=warn")]
    pub log: String,
}

/// What an empty folder is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Seed {
    /// People with known passwords who have talked a while: for development.
    Demo,
    /// Nothing.
    None,
}

/// Everybody knows the passwords of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the demo's passwords are known to everybody: in production, leave --seed out")]
pub struct DemoInProduction;

impl Settings {
    /// What an empty folder is filled with here.
    pub fn seed(&self) -> Result<Seed, DemoInProduction> {
        match (self.environment, self.seed) {
            (Environment::Production, Some(Seed::Demo)) => Err(DemoInProduction),
            (Environment::Production, None) => Ok(Seed::None),
            (_, seed) => Ok(seed.unwrap_or(Seed::Demo)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(arguments: &[&str]) -> Settings {
        Settings::try_parse_from([&["chat"], arguments].concat()).unwrap()
    }

    #[test]
    fn the_demo_is_for_development_alone() {
        let production = ["--environment", "production"];
        assert_eq!(settings(&[]).seed(), Ok(Seed::Demo));
        assert_eq!(settings(&["--seed", "none"]).seed(), Ok(Seed::None));
        assert_eq!(settings(&production).seed(), Ok(Seed::None));
        assert_eq!(settings(&[&production[..], &["--seed", "demo"]].concat()).seed(), Err(DemoInProduction));
    }

    #[test]
    fn every_setting_has_its_variable() {
        use clap::CommandFactory;

        for argument in Settings::command().get_arguments() {
            let name = argument.get_id().as_str();
            assert_eq!(argument.get_env().unwrap(), format!("CHAT_{}", name.to_uppercase()).as_str());
        }
    }
}
