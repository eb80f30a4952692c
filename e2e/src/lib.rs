//! The laws that no single crate can keep. All of them are in `tests`:
//!
//! * `architecture`: who may mention what, read from the sources.
//! * `contracts`: what the three subgraphs' SDLs owe each other.
//! * `operations`: what clients send, and that somebody answers it.
//! * `fleet`: real processes on real databases: walks, races, kills, outages, logs.
//!
//! What more than one of them reads is here.
//!
//! Architecture invariant: this is the only crate that sees everything, and nothing depends on it.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

/// The folder of the contracts.
#[must_use]
pub fn schema_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema"))
}

/// The clients' operations, by the names of their files.
pub fn operations() -> io::Result<BTreeMap<String, String>> {
    let mut operations = BTreeMap::new();
    for entry in fs::read_dir(schema_folder().join("operations"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "graphql")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            operations.insert(name.to_owned(), fs::read_to_string(&path)?);
        }
    }
    Ok(operations)
}
