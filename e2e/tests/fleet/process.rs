//! How a process begins and ends.

use std::process::Command;

use crate::{fleet::Fleet, people::Person, server::binary};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_asked_to_ends_cleanly_and_finds_its_data_again() {
    let fleet = Fleet::sqlite().await;
    let alice = Person::register(&fleet, "alice").await;
    let channel = alice.create_channel(&fleet, "PUBLIC", "general").await;
    for server in fleet.servers() {
        assert!(server.terminate().success(), "{}", server.logged());
        server.start();
        server.wait_until_ready().await;
    }
    alice.send(&fleet, &channel, "after the restart").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_is_named_with_the_flag_that_moves_it() {
    let fleet = Fleet::sqlite().await;
    let address = fleet.users.address.to_string();
    let folder = tempfile::tempdir().unwrap();
    let second = Command::new(binary("chat-users"))
        .args(["serve", "--listen", &address, "--keys"])
        .arg(folder.path().join("keys"))
        .args(["--database-url", &format!("sqlite://{}/users.sqlite?mode=rwc", folder.path().display())])
        .output()
        .unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains(&address) && said.contains("--listen"), "{said}");
    // And nothing was made on the way.
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[test]
fn production_starts_with_its_own_keys_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["users", "channels", "messages"] {
        let started = Command::new(binary(&format!("chat-{name}")))
            .args(["serve", "--environment", "production", "--listen", "127.0.0.1:0", "--keys"])
            .arg(folder.path())
            .args(["--database-url", &format!("sqlite://{}/{name}.sqlite?mode=rwc", folder.path().display())])
            .output()
            .unwrap();
        assert!(!started.status.success());
        let said = String::from_utf8_lossy(&started.stderr);
        assert!(said.contains(&format!("{name}.pem")), "{said}");
        let passport = Command::new(binary(&format!("chat-{name}")))
            .args(["passport", "--environment", "production"])
            .output()
            .unwrap();
        assert!(!passport.status.success() && passport.stdout.is_empty());
    }
}

#[test]
fn each_prints_its_contract() {
    for name in ["users", "channels", "messages"] {
        let printed = Command::new(binary(&format!("chat-{name}"))).arg("schema").output().unwrap();
        let committed = std::fs::read(format!("{}/../schema/{name}.graphql", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(printed.stdout == committed, "schema/{name}.graphql is stale: run `just contracts`");
    }
}

#[test]
fn each_explains_its_settings_and_listens_on_its_own_port() {
    for (name, port) in [("users", 4001), ("channels", 4002), ("messages", 4003)] {
        let help = Command::new(binary(&format!("chat-{name}"))).args(["serve", "--help"]).output().unwrap();
        let help = String::from_utf8_lossy(&help.stdout);
        for expected in [format!("[default: 127.0.0.1:{port}]"), format!("{}_LISTEN", name.to_uppercase())] {
            assert!(help.contains(&expected), "{expected} is not in\n{help}");
        }
        assert!(help.contains(&format!("{}_DATABASE_URL", name.to_uppercase())), "{help}");
    }
}
