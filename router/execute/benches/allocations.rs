//! How many allocations a response takes, beside a plain `serde_json` implementation of the same merge. Apart from the
//! bench of time, because counting takes some.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench stops at what it did not expect, and prints")]

mod cases;

use allocation_counter::{AllocationInfo, measure};

fn main() {
    println!(
        "{:<40} {:>8} {:>8} {:>12} {:>12} {:>12}",
        "", "fetches", "bytes", "allocations", "per fetch", "serde_json"
    );
    for case in &cases::all() {
        case.check();
        let AllocationInfo { count_total: ours, .. } = measure(|| drop(case.ours()));
        let reference = case.reference();
        let AllocationInfo { count_total: plain, .. } = measure(|| drop(case.plainly(&reference)));
        let fetches = case.plan.fetches.len() as u64;
        let (name, bytes) = (case.name, case.received());
        println!("{name:<40} {fetches:>8} {bytes:>8} {ours:>12} {:>12} {plain:>12}", ours.div_ceil(fetches));
    }
}
