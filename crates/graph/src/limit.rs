//! What a document may ask of a subgraph. The router has stricter limits for clients; these hold whoever asks.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_graphql::{
    Positioned, ServerError, ServerResult, ValidationResult, Value as ConstValue, Variables,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextValidation},
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value as DocumentValue;

use crate::{Fault, loader::MAX_KEYS};

/// How deep fields may be nested.
pub const MAX_DEPTH: usize = 20;
/// How deep the parser goes: also counts fragments and input values.
pub const MAX_RECURSION: usize = 64;
/// How many directives one field may have.
pub const MAX_DIRECTIVES: usize = 50;
/// How many fields an answer may have, were every page full: lists in lists multiply.
pub const MAX_COST: usize = 100_000;

/// What a page costs at most: each of its nodes what is asked of it. For the `complexity` of every field with a page.
#[must_use]
pub fn page_cost(first: Option<i32>, last: Option<i32>, default: usize, node: usize) -> usize {
    let nodes = first.or(last).map_or(default, |asked| usize::try_from(asked).unwrap_or(1));
    nodes.saturating_mul(node).saturating_add(1)
}

/// Refuses more than [`MAX_KEYS`] representations in one request, and more than [`MAX_COST`] fields in its answer.
pub struct CostLimit;

impl ExtensionFactory for CostLimit {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Request { keys: AtomicUsize::new(0) })
    }
}

/// The limits of one request.
struct Request {
    keys: AtomicUsize,
}

#[async_graphql::async_trait::async_trait]
impl Extension for Request {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let keys = document
            .operations
            .iter()
            .map(|(_, operation)| Keys { document: &document, operation: &operation.node, variables }.count())
            .max()
            .unwrap_or_default();
        if keys > MAX_KEYS {
            return Err(Fault::BadInput(format!("at most {MAX_KEYS} representations in one request")).into());
        }
        self.keys.store(keys, Ordering::Relaxed);
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(ctx).await?;
        let cost = validated.complexity.saturating_mul(self.keys.load(Ordering::Relaxed).max(1));
        if cost > MAX_COST { Err(vec![Fault::TooCostly { cost, max: MAX_COST }.into()]) } else { Ok(validated) }
    }
}

/// Counts the representations that an operation's roots ask for, wherever they are written.
struct Keys<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
}

impl Keys<'_> {
    fn count(&self) -> usize {
        self.in_set(&self.operation.selection_set, 0)
    }

    fn in_set(&self, set: &Positioned<SelectionSet>, depth: usize) -> usize {
        // Fragments in a circle are for validation to refuse.
        if depth > MAX_RECURSION {
            return 0;
        }
        let in_selection = |selection: &Positioned<Selection>| match &selection.node {
            Selection::Field(field) if field.node.name.node == "_entities" => self.in_field(&field.node),
            Selection::Field(_) => 0,
            Selection::InlineFragment(fragment) => self.in_set(&fragment.node.selection_set, depth + 1),
            Selection::FragmentSpread(spread) => self
                .document
                .fragments
                .get(&spread.node.fragment_name.node)
                .map_or(0, |fragment| self.in_set(&fragment.node.selection_set, depth + 1)),
        };
        set.node.items.iter().map(in_selection).fold(0, usize::saturating_add)
    }

    fn in_field(&self, field: &Field) -> usize {
        match field.get_argument("representations").map(|argument| &argument.node) {
            Some(DocumentValue::List(list)) => list.len(),
            Some(DocumentValue::Variable(name)) => {
                let default = || {
                    let defined =
                        self.operation.variable_definitions.iter().find(|defined| defined.node.name.node == *name);
                    defined.and_then(|defined| defined.node.default_value.as_ref()).map(|value| &value.node)
                };
                match self.variables.get(name).or_else(default) {
                    Some(ConstValue::List(list)) => list.len(),
                    _ => 1,
                }
            }
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Schema};

    use super::*;

    struct Query;

    struct Thing;

    #[Object]
    impl Query {
        #[graphql(complexity = "page_cost(first, None, 50, child_complexity)")]
        async fn things(&self, first: Option<i32>) -> Vec<Thing> {
            let _ = first;
            Vec::new()
        }

        #[graphql(entity)]
        async fn find_thing(&self, id: String) -> Option<Thing> {
            drop(id);
            None
        }
    }

    #[Object]
    impl Thing {
        async fn id(&self) -> String {
            String::new()
        }

        #[graphql(complexity = "page_cost(first, None, 50, child_complexity)")]
        async fn parts(&self, first: Option<i32>) -> Vec<Thing> {
            let _ = first;
            Vec::new()
        }
    }

    async fn code(query: &str, keys: usize) -> Option<String> {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).extension(CostLimit).finish();
        let keys = vec![serde_json::json!({ "__typename": "Thing", "id": "1" }); keys];
        let variables = Variables::from_json(serde_json::json!({ "keys": keys }));
        let response = schema.execute(Request::new(query).variables(variables)).await;
        let fault = response.errors.first()?.source::<Fault>();
        Some(fault.map_or("another", Fault::code).to_owned())
    }

    #[tokio::test]
    async fn keys_are_counted_wherever_they_are_written() {
        let default: Vec<_> = (0..1_001).map(|n| format!("{{ __typename: \"Thing\", id: \"{n}\" }}")).collect();
        let default = default.join(" ");
        for query in [
            "query ($keys: [_Any!]!) { _entities(representations: $keys) { __typename } }".to_owned(),
            "query ($keys: [_Any!]!) { ... { ... on Query { _entities(representations: $keys) { __typename } } } }"
                .to_owned(),
            "query ($keys: [_Any!]!) { ...F } fragment F on Query { _entities(representations: $keys) { __typename } }"
                .to_owned(),
            format!("query ($own: [_Any!]! = [{default}]) {{ _entities(representations: $own) {{ __typename }} }}"),
            format!("{{ _entities(representations: [{default}]) {{ __typename }} }}"),
        ] {
            assert_eq!(code(&query, 1_001).await.as_deref(), Some("BAD_USER_INPUT"), "{query:.80}");
        }
        let halves = "query ($keys: [_Any!]!) { a: _entities(representations: $keys) { __typename } b: _entities(representations: $keys) { __typename } }";
        assert_eq!(code(halves, 501).await.as_deref(), Some("BAD_USER_INPUT"));
        assert_eq!(code(halves, 500).await, None);
    }

    #[tokio::test]
    async fn lists_in_lists_multiply() {
        assert_eq!(code("{ things(first: 100) { parts(first: 100) { id } } }", 0).await, None);
        let deep = "{ things(first: 100) { parts(first: 100) { parts(first: 100) { id } } } }";
        assert_eq!(code(deep, 0).await.as_deref(), Some("COST_LIMIT"));
        let keyed = "query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Thing { parts(first: 100) { id } } } }";
        assert_eq!(code(keyed, 900).await, None);
        assert_eq!(code(keyed, 1_000).await.as_deref(), Some("COST_LIMIT"));
    }

    #[test]
    fn a_page_that_will_be_refused_costs_something() {
        assert_eq!(page_cost(Some(-5), None, 50, 10), 11);
        assert_eq!(page_cost(None, None, 50, 10), 501);
        assert_eq!(page_cost(None, Some(i32::MAX), 50, usize::MAX), usize::MAX);
    }
}
