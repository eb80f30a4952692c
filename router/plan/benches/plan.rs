//! Planning time, beside Hive's planner (frozen at 2.10.11) in the same run: `just bench-plan`.
//!
//! Both start from a document that is parsed and, as far as each wants it, normalised and validated. An environment variable
//! `PLAN_BENCH` may name a folder with a `supergraph.graphql` and an `operation.graphql` to be measured too.

#![expect(clippy::unwrap_used, reason = "a bench stops at what it did not expect")]

use std::{env, fs, hint::black_box, path::Path};

use apollo_compiler::ExecutableDocument;
use criterion::{Criterion, criterion_group, criterion_main};
use federation_plan::{Supergraph, plan};
use hive_router_query_planner::{
    ast::normalization::normalize_operation,
    graph::PlannerOverrideContext,
    planner::{Planner, QueryPlannerOptions},
    utils::{
        cancellation::CancellationToken,
        parsing::{parse_operation, parse_schema},
    },
};

fn beside_hive(c: &mut Criterion) {
    let plans = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    for (graph, operation) in [
        ("chat", "author_crosses_to_users"),
        ("chat", "entities_of_one_hop_share_a_request"),
        ("shop", "union_members_part_ways"),
    ] {
        let folder = plans.join(graph);
        let file = folder.join("operations").join(operation).with_extension("graphql");
        compare(c, operation, &folder.join("supergraph.graphql"), &file);
    }
    #[expect(clippy::disallowed_methods, reason = "a bench has no settings")]
    if let Ok(folder) = env::var("PLAN_BENCH") {
        let folder = Path::new(&folder);
        compare(c, "given", &folder.join("supergraph.graphql"), &folder.join("operation.graphql"));
    }
}

fn compare(c: &mut Criterion, name: &str, supergraph: &Path, operation: &Path) {
    let (sdl, text) = (fs::read_to_string(supergraph).unwrap(), fs::read_to_string(operation).unwrap());
    let mut group = c.benchmark_group(name);

    let supergraph = Supergraph::parse(&sdl).unwrap();
    let document = ExecutableDocument::parse_and_validate(supergraph.api(), &text, "operation.graphql").unwrap();
    group.bench_function("ours", |bencher| {
        bencher.iter(|| plan(black_box(&supergraph), black_box(&document), None).unwrap());
    });

    let schema = parse_schema(&sdl);
    let planner = Planner::new_from_supergraph(&schema, QueryPlannerOptions::default()).unwrap();
    let normalized = normalize_operation(&planner.supergraph, &parse_operation(&text), None).unwrap();
    let token = CancellationToken::new();
    group.bench_function("hive", |bencher| {
        bencher.iter(|| {
            planner
                .plan_from_normalized_operation(
                    black_box(&normalized.operation),
                    PlannerOverrideContext::default(),
                    &token,
                )
                .unwrap()
        });
    });
    group.finish();
}

/// Whether everything can be answered: what composition asks of a graph.
fn satisfiability(c: &mut Criterion) {
    let plans = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    let mut folders = vec![("chat".to_owned(), plans.join("chat")), ("shop".to_owned(), plans.join("shop"))];
    #[expect(clippy::disallowed_methods, reason = "a bench has no settings")]
    if let Ok(folder) = env::var("PLAN_BENCH") {
        folders.push(("given".to_owned(), folder.into()));
    }
    let mut group = c.benchmark_group("satisfiability");
    for (name, folder) in folders {
        let sdl = fs::read_to_string(folder.join("supergraph.graphql")).unwrap();
        let supergraph = Supergraph::parse(&sdl).unwrap();
        group.bench_function(name, |bencher| {
            bencher.iter(|| federation_plan::satisfiability::check(black_box(&supergraph), usize::MAX).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, beside_hive, satisfiability);
criterion_main!(benches);
