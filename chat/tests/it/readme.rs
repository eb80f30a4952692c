//! What README.md tells a newcomer to type.

use std::{fs, process::Command};

use chat_testkit::services;
use serde_json::Value;

use crate::process::Chat;

#[test]
fn the_first_query_of_the_readme_answers() {
    if !has("bash") || !has("curl") {
        services::missing("bash and curl, for README's first query");
        return;
    }
    let readme = fs::read_to_string(format!("{}/../README.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (_, block) = readme.split_once("<!-- first-query -->\n```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let chat = Chat::start(&folder.path().join("data"), &[]);

    // The same words, but for the port.
    assert!(block.contains("localhost:4000/"));
    let script = block.replace("localhost:4000/", &format!("localhost:{}/", chat.ports.router));
    let run = Command::new("bash").args(["-euo", "pipefail", "-c", &script]).output().unwrap();
    let answer: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
    let channel = &answer["data"]["channel"];
    assert_eq!(channel["name"], "general", "{answer}");
    let nodes = channel["messages"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 5, "{answer}");
    for node in nodes {
        let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        assert!(text(&node["body"]) && text(&node["author"]["username"]) && text(&node["author"]["displayName"]));
    }
    assert!(answer.get("errors").is_none(), "{answer}");
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|ran| ran.status.success())
}
