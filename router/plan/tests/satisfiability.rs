//! What can be answered, beyond what the cases of composition show.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::{fs, path::Path};

use federation_plan::{
    Supergraph,
    satisfiability::{TooMuchWork, check},
};

fn supergraph(graph: &str) -> Supergraph {
    let plans = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    Supergraph::parse(&fs::read_to_string(plans.join(graph).join("supergraph.graphql")).unwrap()).unwrap()
}

#[test]
fn the_graphs_that_are_planned_on_can_be_answered() {
    for graph in ["chat", "shop", "media", "moving", "touch"] {
        let found = check(&supergraph(graph), 100_000).unwrap();
        assert!(found.unsatisfiable.is_empty(), "{graph}: {:#?}", found.unsatisfiable);
    }
}

#[test]
fn it_stops_when_it_takes_too_much_work() {
    assert_eq!(check(&supergraph("shop"), 20), Err(TooMuchWork { steps: 20 }));
}
