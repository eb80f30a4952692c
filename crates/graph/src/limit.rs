//! What a document may ask of a subgraph. The router has stricter limits for clients; these hold whoever asks.

use std::sync::Arc;

use async_graphql::{
    ServerError, ServerResult, Value as ConstValue, Variables,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery},
    parser::types::{ExecutableDocument, Field, Selection},
};

use async_graphql_value::Value as DocumentValue;

use crate::{Fault, loader::MAX_KEYS};

/// How deep fields may be nested.
pub const MAX_DEPTH: usize = 20;
/// How deep the parser goes: also counts fragments and input values.
pub const MAX_RECURSION: usize = 64;
/// How many directives one field may have.
pub const MAX_DIRECTIVES: usize = 50;
/// How many fields one document may ask for, fragments expanded.
pub const MAX_FIELDS: usize = 2_000;

/// Refuses more than [`MAX_KEYS`] representations in one request.
pub struct EntityLimit;

impl ExtensionFactory for EntityLimit {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for EntityLimit {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let keys: usize = document
            .operations
            .iter()
            .flat_map(|(_, operation)| &operation.node.selection_set.node.items)
            .filter_map(|selection| match &selection.node {
                Selection::Field(field) if field.node.name.node == "_entities" => {
                    Some(representations(&field.node, variables))
                }
                _ => None,
            })
            .sum();
        if keys > MAX_KEYS {
            let error: async_graphql::Error =
                Fault::BadInput(format!("at most {MAX_KEYS} representations in one request")).into();
            return Err(ServerError { path: Vec::new(), ..error.into_server_error(async_graphql::Pos::default()) });
        }
        Ok(document)
    }
}

fn representations(field: &Field, variables: &Variables) -> usize {
    match field.get_argument("representations").map(|argument| &argument.node) {
        Some(DocumentValue::List(list)) => list.len(),
        Some(DocumentValue::Variable(name)) => match variables.get(name) {
            Some(ConstValue::List(list)) => list.len(),
            _ => 0,
        },
        _ => 0,
    }
}
