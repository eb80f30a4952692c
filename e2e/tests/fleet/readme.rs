//! What README.md tells a newcomer to type.

use std::{fs, process::Command};

use chat_testkit::services;

use crate::fleet::{Fleet, binary};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_query_of_the_readme_answers() {
    if !has("bash") || !has("curl") {
        services::missing("bash and curl, for README's first query");
        return;
    }
    let readme = fs::read_to_string(format!("{}/../README.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (_, block) = readme.split_once("<!-- first-query -->\n```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let fleet = Fleet::sqlite().await;

    // The same words, but for the ports of this fleet and the binary that is built already.
    let passport = "cargo run -q -p chat-users -- passport";
    assert!(block.contains(passport));
    let ours = format!("'{}' passport --keys '{}'", binary("users").display(), fleet.keys_folder().display());
    let mut script = block.replace(passport, &ours);
    for (port, server) in [("4001", &fleet.users), ("4002", &fleet.channels), ("4003", &fleet.messages)] {
        assert!(script.contains(&format!("ask {port} ")), "{port}");
        script = script.replace(&format!("ask {port} "), &format!("ask {} ", server.address.port()));
    }
    let run = Command::new("bash").args(["-euo", "pipefail", "-c", &script]).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let last = r#"{"data":{"channel":{"lastSequence":1,"messages":{"nodes":[{"sequence":1,"authorName":"newcomer","body":"Hello!"}]}}}}"#;
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    let answered = said.rfind("{\"data\"").and_then(|start| serde_json::from_str(&said[start..]).ok());
    assert_eq!(answered, Some(last), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|ran| ran.status.success())
}
