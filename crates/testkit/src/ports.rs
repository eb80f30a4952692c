//! Ports for processes that a test starts.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below the ports that the system gives to whoever asks for any: what is free there stays free.
const FIRST: u16 = 10_000;
const LAST: u16 = 32_000;

/// A port on 127.0.0.1 that nobody uses, and that this process hands out once.
#[must_use]
pub fn free() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);

    // Test processes run side by side: each begins elsewhere.
    let start = u16::try_from(process::id().wrapping_mul(97) % u32::from(LAST - FIRST)).unwrap();
    loop {
        let offset = start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % (LAST - FIRST);
        if TcpListener::bind(("127.0.0.1", FIRST + offset)).is_ok() {
            return FIRST + offset;
        }
    }
}
