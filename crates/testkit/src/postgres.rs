//! A PostgreSQL server of the tests' own: one per test process, in a temporary folder, gone when the process ends.

use std::{
    env, fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use chat_store::Database;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;
use tokio::sync::Mutex;

use crate::{ports, services};

/// A new, empty database: its URL. None where there is no PostgreSQL.
pub async fn empty_database() -> Option<String> {
    let server = server()?;
    Some(server.create(None).await)
}

/// A new database with the schema of `M`.
pub(crate) async fn migrated_database<M: MigratorTrait>() -> Option<String> {
    // A test binary has one migrator, so one template is enough.
    static TEMPLATE: Mutex<Option<String>> = Mutex::const_new(None);

    let server = server()?;
    let mut template = TEMPLATE.lock().await;
    if template.is_none() {
        let url = server.create(None).await;
        // Leaves no connection behind: a template must have none.
        Database::migrate::<M>(&url).await.unwrap();
        *template = Some(url.rsplit('/').next().unwrap().to_owned());
    }
    let name = template.clone().unwrap();
    // Copies are made one at a time: PostgreSQL refuses to copy a database that is being copied.
    let url = server.create(Some(&name)).await;
    drop(template);
    Some(url)
}

struct Server {
    port: u16,
    /// Keeps the supervisor's standard input open: when this process ends, however it ends, the server stops.
    _supervisor: Child,
}

impl Server {
    async fn create(&self, template: Option<&str>) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(&self.url("postgres")).await.unwrap();
        let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
        admin.reader().execute_unprepared(&format!("CREATE DATABASE {name}{template}")).await.unwrap();
        admin.close().await.unwrap();
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let Some(binaries) = binaries() else {
                services::missing("PostgreSQL's programs, `initdb` and `postgres`");
                return None;
            };
            Some(start(&binaries))
        })
        .as_ref()
}

/// Where `initdb` and `postgres` are: on the path, or where Debian puts them.
fn binaries() -> Option<PathBuf> {
    let debian =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .chain(debian)
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

fn start(binaries: &std::path::Path) -> Server {
    let port = ports::free();
    // PostgreSQL refuses to run as root; `setpriv` becomes the other user without staying in between.
    let script = r#"
        set -e
        dir=$(mktemp -d /tmp/chat-postgres.XXXXXX)
        trap 'rm -rf "$dir"' EXIT
        as=
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$dir"
            as="setpriv --reuid=postgres --regid=postgres --clear-groups"
        fi
        cd "$dir"
        $as "$BIN/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
        $as "$BIN/postgres" -D "$dir/data" -k "$dir" -p "$PORT" -c listen_addresses=127.0.0.1 -c fsync=off \
            -c max_connections=400 -c shared_buffers=64MB -c log_min_messages=fatal </dev/null >/dev/null 2>&1 &
        server=$!
        cat >/dev/null
        kill -QUIT $server
        wait $server || true
    "#;
    let mut supervisor = Command::new("sh")
        .args(["-c", script])
        .env("BIN", binaries)
        .env("PORT", port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(supervisor.try_wait().unwrap().is_none(), "PostgreSQL did not start");
        assert!(Instant::now() < deadline, "PostgreSQL did not start within a minute");
        std::thread::sleep(Duration::from_millis(20));
    }
    Server { port, _supervisor: supervisor }
}
