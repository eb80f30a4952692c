use std::{fs, path::Path};

#[test]
fn the_committed_contract_is_what_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/messages.graphql");
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == chat_messages::graphql::sdl(), "schema/messages.graphql is stale: run `just contracts`");
}
