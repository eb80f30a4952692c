//! A gateway that we did not write, [Hive's](https://www.npmjs.com/package/@graphql-hive/gateway), on our supergraph: it takes
//! it, and says the same as our router.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use chat_testkit::{ports, services, wire::WireClient};
use e2e::operations;
use http::{Method, StatusCode};
use tokio::process::{Child, Command};

use crate::{
    fleet::{Fleet, supergraph},
    named::World,
};

/// How long npm may take, and then the gateway to be ready. Not a figure: what never ends ends here.
const INSTALLS: Duration = Duration::from_mins(10);
const STARTS: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_gateway_takes_our_supergraph_and_gives_the_same_answers() {
    let Some(program) = install().await else {
        services::missing("node (20 or newer) and npm, for a gateway to compare with");
        return;
    };
    let fleet = Fleet::sqlite().await;
    let world = World::new(&fleet.router).await;
    let (gateway, _process) = start(&program, &fleet).await;
    let texts = operations().unwrap();
    for (name, variables) in world.queries() {
        for person in [&world.alice, &world.bob] {
            let ours = person.ask(&fleet.router, &texts[name], variables.clone()).await;
            let theirs = person.ask(&gateway, &texts[name], variables.clone()).await;
            assert!(ours.get("errors").is_none() && ours["data"].is_object(), "{name}: {ours}");
            assert_eq!(ours, theirs, "{name}");
        }
    }
}

/// The gateway's program, installed beside what cargo builds. None where that cannot be.
async fn install() -> Option<PathBuf> {
    let version = Command::new("node").arg("--version").output().await.ok()?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let major: u32 = version.strip_prefix('v')?.split('.').next()?.parse().ok()?;
    if major < 20 || !Command::new("npm").arg("--version").output().await.ok()?.status.success() {
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gateway");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("gateway");
    let done = folder.join("installed");
    let lock = fs::read(source.join("package-lock.json")).unwrap();
    if fs::read(&done).ok().as_ref() != Some(&lock) {
        fs::create_dir_all(&folder).unwrap();
        for file in ["package.json", "package-lock.json"] {
            fs::copy(source.join(file), folder.join(file)).unwrap();
        }
        // Without scripts: nothing of what comes is to run before it is asked to.
        let npm = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .kill_on_drop(true)
            .output();
        let npm = tokio::time::timeout(INSTALLS, npm).await.unwrap().unwrap();
        assert!(npm.status.success(), "{}", String::from_utf8_lossy(&npm.stderr));
        fs::write(done, lock).unwrap();
    }
    Some(folder.join("node_modules/.bin/hive-gateway"))
}

/// The gateway before the subgraphs of `fleet`. It ends with the process that is returned.
async fn start(program: &Path, fleet: &Fleet) -> (WireClient, Child) {
    let folder = fleet.folder().join("gateway");
    fs::create_dir(&folder).unwrap();
    fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("gateway/gateway.config.mjs"),
        folder.join("gateway.config.mjs"),
    )
    .unwrap();
    let supergraph = supergraph([&fleet.users, &fleet.channels, &fleet.messages]);
    fs::write(folder.join("supergraph.graphql"), supergraph).unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], ports::free()));
    let log = fs::File::create(folder.join("log")).unwrap();
    let process = Command::new(program)
        .args(["supergraph", "--config-path", "gateway.config.mjs", "--host", "127.0.0.1", "--port"])
        .arg(address.port().to_string())
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let client = WireClient::new(address);
    let began = Instant::now();
    loop {
        let ready = client.send(Method::GET, "/readiness", &[], "").await;
        if ready.is_ok_and(|answer| answer.status == StatusCode::OK) {
            return (client, process);
        }
        let log = fs::read_to_string(folder.join("log")).unwrap();
        assert!(began.elapsed() < STARTS, "the gateway is not ready:\n{log}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
