//! The laws that no single crate can keep. All of them are in `tests`:
//!
//! * `architecture`: who may mention what, read from the sources.
//! * `contracts`: what the three subgraphs' SDLs owe each other.
//! * `operations`: what clients send, and that somebody answers it.
//! * `fleet`: real processes on real databases: walks, races, kills, outages, logs.
//!
//! Architecture invariant: this is the only crate that sees everything, and nothing depends on it.
