//! How the process begins and ends.

use std::{fs, net::TcpListener, path::Path};

use crate::process::{Chat, Ports, fail};

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn each_port_that_is_taken_is_named_with_its_flag_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let free = Ports::free();
    for (flag, ports) in [
        ("--listen", Ports { router: address.port(), ..free }),
        ("--users-listen", Ports { users: address.port(), ..free }),
        ("--channels-listen", Ports { channels: address.port(), ..free }),
        ("--messages-listen", Ports { messages: address.port(), ..free }),
    ] {
        let said = stderr(&fail(&data, ports, &[]));
        assert!(said.contains(&address.to_string()) && said.contains(flag), "{said}");
        if cfg!(target_os = "linux") {
            assert!(said.contains(&format!("the process {}", std::process::id())), "{said}");
        }
    }
    assert!(!data.exists());
}

#[test]
fn it_ends_cleanly_when_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    for signal in ["TERM", "INT"] {
        let chat = Chat::start(&folder.path().join("data"), &["--seed", "none"]);
        assert_eq!(chat.end(signal).code(), Some(0), "{signal}");
    }
}

#[test]
fn a_folder_is_used_by_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let chat = Chat::start(&data, &["--seed", "none"]);
    let said = stderr(&fail(&data, Ports::free(), &[]));
    assert!(said.contains("another chat") && said.contains("--data-dir"), "{said}");
    assert!(chat.end("TERM").success());
}

#[test]
fn production_takes_no_demo_and_makes_no_keys() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let said = stderr(&fail(&data, Ports::free(), &["--environment", "production", "--seed", "demo"]));
    assert!(said.contains("--seed"), "{said}");
    assert!(!data.exists());

    let said = stderr(&fail(&data, Ports::free(), &["--environment", "production"]));
    assert!(said.contains("users.pem"), "{said}");
    assert!(!has(&data, "sqlite"));
}

fn has(folder: &Path, extension: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| entry.unwrap().path().extension().is_some_and(|it| it == extension))
}
