//! Any text as subgraphs, cut at lines of `---`: composition says what is wrong with it, and that is all that happens.
//!
//! `cargo +nightly fuzz run sdl -- -dict=graphql.dict` (seeds: the inputs of `../tests/composition`)

#![no_main]

use federation_compose::{SubgraphInput, compose};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let inputs: Vec<SubgraphInput> = text
        .split("\n---\n")
        .enumerate()
        .map(|(index, sdl)| SubgraphInput {
            name: format!("s{index}"),
            url: String::new(),
            file: format!("s{index}.graphql"),
            sdl: sdl.to_owned(),
        })
        .collect();
    if let Ok(composition) = compose(&inputs) {
        assert!(federation_plan::Supergraph::parse(&composition.supergraph).is_ok(), "{}", composition.supergraph);
    }
});
