//! The folder with everything that is kept: a database for each subgraph, and the keys.
//!
//! ```text
//! data/users.sqlite channels.sqlite messages.sqlite   as the subgraphs' own binaries call them
//! data/keys/                                          see chat_chassis::identity::keys
//! data/lock                                           held by the one process that uses the folder
//! data/seeding/                                       only while the demo is being made
//! ```

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Whose databases are there.
const DATABASES: [&str; 3] = ["users", "channels", "messages"];
/// What SQLite keeps beside a database.
const COMPANIONS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// The folder, which no other process uses meanwhile.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    /// The system lets go of it when the process ends, however it ends.
    _lock: File,
}

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Something in it cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// What.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Somebody else is at it.
    #[error("another chat is using {}; --data-dir names another folder", path.display())]
    InUse {
        /// Which folder.
        path: PathBuf,
    },
    /// Its name means something else where a database is named by a URL.
    #[error("{}: --data-dir takes no name with `?` or `%`, or one that is not UTF-8", path.display())]
    Name {
        /// Which folder.
        path: PathBuf,
    },
}

impl DataFolder {
    /// Opens the folder at `root`, and makes it when it is missing.
    pub fn open(root: &Path) -> Result<Self, DataError> {
        if root.to_str().is_none_or(|name| name.contains(['?', '%'])) {
            return Err(DataError::Name { path: root.to_owned() });
        }
        // For its owner alone.
        DirBuilder::new().recursive(true).mode(0o700).create(root).map_err(at(root))?;
        let path = root.join("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let lock = lock.map_err(at(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: root.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DataError::InUse { path: root.to_owned() }),
            Err(TryLockError::Error(error)) => Err(at(&path)(error)),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The keys that this system signs and verifies with.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// The database of the subgraph called `name`.
    #[must_use]
    pub fn database_url(&self, name: &str) -> String {
        database_url(&self.root, name)
    }

    /// Whether anything is kept here already.
    #[must_use]
    pub fn has_databases(&self) -> bool {
        DATABASES.into_iter().any(|name| self.database(name).exists())
    }

    /// Notes that the databases that are made from now on count for nothing until [`DataFolder::end_seeding`]. Returns the
    /// folder for what is needed only meanwhile.
    pub fn begin_seeding(&self) -> Result<PathBuf, DataError> {
        let scratch = self.scratch();
        DirBuilder::new().mode(0o700).create(&scratch).map_err(at(&scratch))?;
        self.sync()?;
        Ok(scratch)
    }

    /// The databases count from now on, whatever happens.
    pub fn end_seeding(&self) -> Result<(), DataError> {
        let scratch = self.scratch();
        fs::remove_dir_all(&scratch).map_err(at(&scratch))?;
        // Were the scratch folder there again after a power failure, the next start would discard what people wrote since.
        self.sync()
    }

    /// Discards databases whose making was interrupted. Nobody has ever been served from them.
    pub fn discard_unfinished(&self) -> Result<(), DataError> {
        if !self.scratch().exists() {
            return Ok(());
        }
        for name in DATABASES {
            for companion in COMPANIONS {
                let mut path = self.database(name).into_os_string();
                path.push(companion);
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(Path::new(&path))(error)),
                    _ => {}
                }
            }
        }
        self.end_seeding()
    }

    fn database(&self, name: &str) -> PathBuf {
        database(&self.root, name)
    }

    fn scratch(&self) -> PathBuf {
        self.root.join("seeding")
    }

    /// What was made or removed in the folder stays so.
    fn sync(&self) -> Result<(), DataError> {
        File::open(&self.root).and_then(|folder| folder.sync_all()).map_err(at(&self.root))
    }
}

pub(crate) fn database_url(root: &Path, name: &str) -> String {
    format!("sqlite://{}?mode=rwc", database(root, name).display())
}

fn database(root: &Path, name: &str) -> PathBuf {
    root.join(format!("{name}.sqlite"))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> DataError {
    let path = path.to_owned();
    move |error| DataError::File { path, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time_uses_a_folder() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("a/b");
        let first = DataFolder::open(&root).unwrap();
        assert!(matches!(DataFolder::open(&root), Err(DataError::InUse { .. })));
        drop(first);
        assert!(DataFolder::open(&root).is_ok());
        assert!(matches!(DataFolder::open(&parent.path().join("what?")), Err(DataError::Name { .. })));
    }

    #[test]
    fn what_was_being_made_is_discarded_and_what_was_finished_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let data = DataFolder::open(parent.path()).unwrap();
        let files = ["users.sqlite", "users.sqlite-wal", "messages.sqlite-shm", "messages.sqlite"];
        let write = || files.map(|name| fs::write(parent.path().join(name), "x").unwrap());
        data.begin_seeding().unwrap();
        write();
        data.discard_unfinished().unwrap();
        assert!(!data.has_databases() && files.iter().all(|name| !parent.path().join(name).exists()));

        data.begin_seeding().unwrap();
        write();
        data.end_seeding().unwrap();
        data.discard_unfinished().unwrap();
        assert!(data.has_databases() && files.iter().all(|name| parent.path().join(name).exists()));
    }
}
