//! One running `chat`.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

use chat_chassis::{
    Ambient,
    identity::{Passports, keys::KeyFolder},
};
use chat_testkit::{people::nobody, ports, wire::WireClient};
use serde_json::{Value, json};

/// How long a test waits for the process to do something.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that has printed its banner.
pub struct Chat {
    child: Child,
    pub banner: String,
    pub ports: Ports,
    data: PathBuf,
}

/// Where the router and the subgraphs listen.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    pub router: u16,
    pub users: u16,
    pub channels: u16,
    pub messages: u16,
}

impl Ports {
    pub fn free() -> Self {
        Self { router: ports::free(), users: ports::free(), channels: ports::free(), messages: ports::free() }
    }
}

/// The command that starts it.
pub fn command(data: &Path, ports: Ports, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chat"));
    command.arg("--data-dir").arg(data).args(arguments).stdin(Stdio::null());
    for (flag, port) in [
        ("--listen", ports.router),
        ("--users-listen", ports.users),
        ("--channels-listen", ports.channels),
        ("--messages-listen", ports.messages),
    ] {
        command.args([flag, &format!("127.0.0.1:{port}")]);
    }
    command
}

/// Runs it where it must not come up.
pub fn fail(data: &Path, ports: Ports, arguments: &[&str]) -> Output {
    let output = command(data, ports, arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    output
}

/// Where its log goes.
fn log(data: &Path) -> PathBuf {
    data.with_extension("log")
}

impl Chat {
    /// Starts it on free ports, and waits for its banner.
    pub fn start(data: &Path, arguments: &[&str]) -> Self {
        let ports = Ports::free();
        let mut child = Self::spawn(data, ports, arguments);
        let mut banner = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        // Ends with the banner's last line, or with the process.
        while !banner.contains("data in") && lines.read_line(&mut banner).unwrap() > 0 {}
        assert!(banner.contains("data in"), "no banner:\n{}", fs::read_to_string(log(data)).unwrap_or_default());
        Self { child, banner, ports, data: data.to_owned() }
    }

    /// Starts it, and does not wait.
    pub fn spawn(data: &Path, ports: Ports, arguments: &[&str]) -> Child {
        let log = File::options().create(true).append(true).open(log(data)).unwrap();
        command(data, ports, arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap()
    }

    /// Sends a signal by its name, and waits until the process has ended.
    pub fn end(mut self, signal: &str) -> ExitStatus {
        // The shell's own `kill`: not every machine has the program.
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// A client of one of the ports.
    pub fn client(port: u16) -> WireClient {
        WireClient::new(SocketAddr::from(([127, 0, 0, 1], port)))
    }

    /// Asks the router, or the subgraph, on `port`.
    pub async fn ask(&self, port: u16, token: &str, query: &str, variables: Value) -> Value {
        let mut answer = Self::client(port).graphql(token, query, variables).await.unwrap().json();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].take()
    }

    /// An access token of `username`, who logs in over the port of users.
    pub async fn log_in(&self, username: &str, password: &str) -> String {
        // In development a service trusts itself as an issuer.
        let key = KeyFolder::new(self.data.join("keys")).signing_key("users").unwrap();
        let passport = Passports::new("users", key, Ambient::system()).mint("users", &nobody()).unwrap();
        let query =
            "mutation ($input: LogInInput!) { logIn(input: $input) { credentials { accessToken } errors { code } } }";
        let input = json!({ "input": { "login": username, "password": password } });
        let answer = self.ask(self.ports.users, &passport, query, input).await;
        let token = &answer["logIn"]["credentials"]["accessToken"];
        token.as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

impl Drop for Chat {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
