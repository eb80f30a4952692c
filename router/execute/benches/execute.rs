//! How long a response takes, beside a plain `serde_json` implementation of the same merge.

#![expect(clippy::expect_used, reason = "a bench stops at what it did not expect")]

mod cases;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn responses(criterion: &mut Criterion) {
    let cases = cases::all();
    cases.iter().for_each(cases::Case::check);
    let mut group = criterion.benchmark_group("response");
    for case in &cases {
        group.throughput(Throughput::Bytes(case.received() as u64));
        group.bench_function(BenchmarkId::new("ours", case.name), |bench| bench.iter(|| case.ours()));
        let reference = case.reference();
        group.bench_function(BenchmarkId::new("serde_json", case.name), |bench| {
            bench.iter(|| case.plainly(&reference));
        });
    }
    group.finish();
}

criterion_group!(benches, responses);
criterion_main!(benches);
