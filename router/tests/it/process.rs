//! `router serve` as a process.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    graph::{BOTH, a_review_each, both, two_books, with_urls},
    stub::Stub,
    tools::run,
};

const SUPERGRAPH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/supergraph.graphql");
/// How long a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A router in a process of its own, which is killed with the test.
struct Process {
    child: Child,
    address: SocketAddr,
    log: mpsc::Receiver<Value>,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_router"))
            .args(["serve", "--supergraph", SUPERGRAPH, "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, log) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).unwrap_or(Value::String(line)));
            }
        });
        let mut process = Self { child, address: ([127, 0, 0, 1], 0).into(), log };
        process.address = process.logged("ready")["address"].as_str().unwrap().parse().unwrap();
        process
    }

    /// The next line of the log whose message contains `words`.
    fn logged(&self, words: &str) -> Value {
        loop {
            let line = self.log.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("`{words}` was not logged"));
            if line["message"].as_str().is_some_and(|message| message.contains(words)) {
                return line;
            }
        }
    }

    fn post(&self, body: &Value) -> String {
        post(self.address, body)
    }

    fn stop(mut self) -> Option<i32> {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of what is answered.
fn post(address: SocketAddr, body: &Value) -> String {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-request-id: mine\r\nconnection: close";
    write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

fn written(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_says_in_one_line_what_it_did_and_ends_when_told() {
    let (books, reviews) = (Stub::new(two_books).await, Stub::new(a_review_each).await);
    let folder = tempfile::tempdir().unwrap();
    let config = written(folder.path(), "router.yaml", &with_urls(&books.url(), &reviews.url()));
    let process = Process::start(&["--config", &config]);

    let secret = "a-value-that-nobody-may-log";
    let asked = json!({ "query": BOTH, "variables": { "secret": secret } });
    for plan in ["miss", "hit"] {
        let answer: Value = serde_json::from_str(&process.post(&asked)).unwrap();
        assert_eq!(answer, both());
        let line = process.logged("query Both 200");
        let told: Vec<_> = ["plan", "fetches", "subgraphs", "errors", "req"].map(|name| line[name].clone()).into();
        assert_eq!(told, [json!(plan), json!(2), json!("books,reviews"), json!(0), json!("mine")], "{line}");
        assert!(!line.to_string().contains(secret) && !line.to_string().contains("One"), "{line}");
    }
    process.post(&json!({ "query": "{ nothing }" }));
    assert_eq!(process.logged("- - 200")["errors"], 1);
    assert_eq!(process.stop(), Some(0));
}

#[test]
fn an_operation_is_planned_once_however_many_ask_for_it_at_once() {
    let process = Process::start(&[]);
    let asked = json!({ "query": format!("query New {{ {} }}", "__typename ".repeat(900)) });
    let address = process.address;
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| post(address, &asked));
        }
    });
    let plans: Vec<_> = (0..8).map(|_| process.logged("query New 200")["plan"].clone()).collect();
    assert_eq!(plans.iter().filter(|plan| **plan == "miss").count(), 1, "{plans:?}");
    assert_eq!(process.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_development_it_makes_its_key_and_in_production_it_wants_one() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    let keys = keys.to_str().unwrap();
    let production = ["serve", "--supergraph", SUPERGRAPH, "--keys", keys, "--environment", "production"];
    let refused = run(&production);
    assert!(refused.code == 2 && refused.stderr.contains("router.pem"), "{refused:?}");

    let process = Process::start(&["--keys", keys]);
    assert!(folder.path().join("keys/private/router.pem").exists());
    assert_eq!(process.stop(), Some(0));
    assert_eq!(Process::start(&["--keys", keys, "--environment", "production"]).stop(), Some(0));
}

#[test]
fn what_cannot_be_served_is_told_before_anything_listens() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| written(folder.path(), name, content);
    let unknown = file("unknown.yaml", "subgraphs:\n  authors: { url: 'http://127.0.0.1:1/' }\n");
    let mistake = file("mistake.yaml", "limits:\n  tokes: 1\n");
    let broken = file("broken.graphql", "type Query {");
    let plain = file("plain.graphql", "type Query { a: Int }");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (arguments, code, words) in [
        (vec!["--supergraph", SUPERGRAPH, "--config", &unknown], 2, "no subgraph `authors`; it has books, reviews"),
        (vec!["--supergraph", SUPERGRAPH, "--config", &mistake], 2, "tokes"),
        (vec!["--supergraph", SUPERGRAPH, "--config", "/nowhere.yaml"], 2, "/nowhere.yaml"),
        (vec!["--supergraph", "/nowhere.graphql"], 2, "/nowhere.graphql"),
        (vec!["--supergraph", &broken], 2, "supergraph"),
        (vec!["--supergraph", &plain], 2, "supergraph"),
        (vec!["--supergraph", SUPERGRAPH, "--jwks-url", "http://127.0.0.1:1/"], 2, "--keys"),
        (vec!["--supergraph", SUPERGRAPH, "--listen", &taken], 4, "--listen moves it"),
    ] {
        let arguments: Vec<_> = ["serve"].into_iter().chain(arguments).collect();
        let ended = run(&arguments);
        assert_eq!(ended.code, code, "{arguments:?}: {ended:?}");
        assert!(ended.stderr.contains(words), "{arguments:?}: {}", ended.stderr);
    }
}
