//! The API schema: what of a supergraph its clients see.

mod inaccessible;
mod machinery;

use apollo_compiler::Schema;

pub(crate) use inaccessible::check as check_inaccessible;

use crate::subgraph::Links;

/// The specification of `@inaccessible`.
pub(crate) const INACCESSIBLE: &str = "https://specs.apollo.dev/inaccessible";

/// What clients see of a supergraph. <https://specs.apollo.dev/inaccessible/v0.2/>
pub(crate) fn derive(supergraph: &Schema) -> Schema {
    let (links, _) = Links::read(supergraph);
    let mut schema = supergraph.clone();
    if let Some(link) = links.of(INACCESSIBLE) {
        inaccessible::remove(&mut schema, link.local("@inaccessible").trim_start_matches('@'));
    }
    machinery::remove(&mut schema, &links);
    schema
}
