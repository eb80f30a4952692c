//! Listening, and saying who holds a port that is taken.

use std::{fmt, fs, io, net::SocketAddr, path::Path};

use tokio::net::TcpListener;

/// The address cannot be listened on.
#[derive(Debug)]
pub struct ListenError {
    address: SocketAddr,
    flag: &'static str,
    error: io::Error,
    holder: Option<Holder>,
}

/// The process that listens on a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its id.
    pub process: u32,
    /// What it is called.
    pub name: String,
}

/// Listens on `address`, which the flag `--listen` names.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    listen_by(address, "--listen").await
}

/// Listens on `address`, which `flag` names: whoever finds it taken is told so.
pub async fn listen_by(address: SocketAddr, flag: &'static str) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|error| {
        let holder = (error.kind() == io::ErrorKind::AddrInUse).then(|| holder(address.port())).flatten();
        ListenError { address, flag, error, holder }
    })
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, flag, error, holder } = self;
        write!(f, "cannot listen on {address}: ")?;
        match holder {
            Some(Holder { process, name }) => write!(f, "`{name}` has it, the process {process}")?,
            None => write!(f, "{error}")?,
        }
        write!(f, "; {flag} moves it")
    }
}

impl std::error::Error for ListenError {}

/// Who listens on `port` of this machine: known on Linux, of processes that we may look at.
#[must_use]
pub fn holder(port: u16) -> Option<Holder> {
    let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
    let sockets: Vec<_> = inodes.iter().flat_map(|table| listening(table, port)).collect();
    if sockets.is_empty() {
        return None;
    }
    fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let process = entry.file_name().to_str()?.parse().ok()?;
        has_one_of(&entry.path(), &sockets).then_some(())?;
        let name = fs::read_to_string(entry.path().join("comm")).ok()?;
        Some(Holder { process, name: name.trim().to_owned() })
    })
}

/// The sockets in `table`, which is one of the kernel's, that listen on `port`.
fn listening(table: &str, port: u16) -> impl Iterator<Item = String> {
    const LISTEN: &str = "0A";
    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
    let port = format!(":{port:04X}");
    table.lines().filter_map(move |line| {
        let columns: Vec<_> = line.split_ascii_whitespace().collect();
        let (local, state, inode) = (columns.get(1)?, columns.get(3)?, columns.get(9)?);
        (local.ends_with(&port) && *state == LISTEN).then(|| format!("socket:[{inode}]"))
    })
}

fn has_one_of(process: &Path, sockets: &[String]) -> bool {
    let Ok(files) = fs::read_dir(process.join("fd")) else { return false };
    files
        .flatten()
        .filter_map(|file| fs::read_link(file.path()).ok())
        .any(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_is_taken_is_named_with_its_flag_and_its_holder() {
        let first = listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = first.local_addr().unwrap();
        let said = listen_by(address, "--users-listen").await.unwrap_err().to_string();
        assert!(said.contains(&address.to_string()) && said.ends_with("; --users-listen moves it"), "{said}");
        if cfg!(target_os = "linux") {
            assert!(said.contains(&format!("the process {}", std::process::id())), "{said}");
        }
        drop(first);
        assert_eq!(holder(address.port()), None);
    }

    #[test]
    fn only_who_listens_holds_a_port() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
            0: 0100007F:0FA1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0\n   \
            1: 0100007F:0FA1 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0\n   \
            2: 0100007F:0FA2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0\n";
        assert_eq!(listening(table, 4001).collect::<Vec<_>>(), ["socket:[111]"]);
    }
}
