//! The virtual subgraph `node` ([`NodePrefixes`]): no process is behind it, it is answered here, from the prefix of an id.

use apollo_compiler::{
    ExecutableDocument, Schema,
    resolvers::{Execution, FieldError, ObjectValue, ResolveInfo, ResolvedValue},
    response::{JsonMap, JsonValue},
    validation::Valid,
};
use axum::body::Body;
use bytes::Bytes;
use federation_plan::NodePrefixes;
use http::{HeaderValue, Request, Response, header};
use serde::Deserialize;
use serde_json::json;

use super::{BoxFuture, SendError, Transport};
use crate::http::media_type::JSON;

/// How many ids may be asked for at once.
const MAX_IDS: usize = 100;

/// Answers for the virtual subgraph.
pub(super) struct NodeSubgraph {
    prefixes: NodePrefixes,
    schema: Valid<Schema>,
}

/// What the router sends it.
#[derive(Deserialize)]
struct Sent {
    query: String,
    #[serde(default)]
    variables: JsonMap,
}

impl NodeSubgraph {
    /// For objects with these prefixes.
    pub fn new(prefixes: NodePrefixes) -> Self {
        // What only composition needs is left out: what is left is valid whatever the prefixes are.
        let sdl = prefixes.sdl().replace(r#" @key(fields: "id", resolvable: false)"#, "");
        let (_, types) = sdl.split_once("\n\n").unwrap_or_default();
        let schema = Schema::parse_and_validate(types, "node.graphql");
        Self { prefixes, schema: schema.unwrap_or_else(|error| Valid::assume_valid(error.partial)) }
    }

    fn answer(&self, body: &[u8]) -> serde_json::Value {
        let Ok(sent) = serde_json::from_slice::<Sent>(body) else { return refused("not a GraphQL request") };
        let document = match ExecutableDocument::parse_and_validate(&self.schema, sent.query, "fetch.graphql") {
            Ok(document) => document,
            Err(error) => return refused(error.errors.to_string()),
        };
        let root = Root { prefixes: &self.prefixes };
        match Execution::new(&self.schema, &document).raw_variable_values(&sent.variables).execute_sync(&root) {
            Ok(response) => coded(serde_json::to_value(response).unwrap_or_else(|error| refused(error.to_string()))),
            Err(error) => refused(error.message().to_string()),
        }
    }
}

impl Transport for NodeSubgraph {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, SendError>> {
        let mut response = Response::new(Body::from(self.answer(request.body()).to_string()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A resolver here fails only because of what the client asked.
fn coded(mut answer: serde_json::Value) -> serde_json::Value {
    for error in answer.get_mut("errors").and_then(serde_json::Value::as_array_mut).into_iter().flatten() {
        error["message"] = json!(format!("at most {MAX_IDS} ids at once"));
        error["extensions"] = json!({ "code": "BAD_USER_INPUT", "retryable": false });
    }
    answer
}

fn refused(message: impl Into<String>) -> serde_json::Value {
    json!({ "errors": [{ "message": message.into() }] })
}

struct Root<'a> {
    prefixes: &'a NodePrefixes,
}

impl Root<'_> {
    fn find(&self, id: &str) -> Option<Found> {
        Some(Found { id: id.to_owned(), ty: self.prefixes.type_of(id)?.to_owned() })
    }
}

impl ObjectValue for Root<'_> {
    fn type_name(&self) -> &str {
        "Query"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let found = |id: &'a str| match self.find(id) {
            Some(found) => ResolvedValue::object(found),
            None => ResolvedValue::null(),
        };
        let id = |value: &'a JsonValue| value.as_str().unwrap_or_default();
        match info.field_name() {
            "node" => Ok(found(info.arguments().get("id").map(id).unwrap_or_default())),
            "nodes" => {
                let ids = info.arguments().get("ids").and_then(|ids| ids.as_array()).map(Vec::as_slice);
                let ids = ids.unwrap_or_default();
                if ids.len() > MAX_IDS {
                    return Err(FieldError { message: format!("at most {MAX_IDS} ids at once") });
                }
                Ok(ResolvedValue::list(ids.iter().map(id).map(found).collect::<Vec<_>>()))
            }
            _ => Err(self.unknown_field_error(info)),
        }
    }
}

/// An object whose type is known, and no more.
struct Found {
    id: String,
    ty: String,
}

impl ObjectValue for Found {
    fn type_name(&self) -> &str {
        &self.ty
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        match info.field_name() {
            "id" => Ok(ResolvedValue::leaf(self.id.as_str())),
            _ => Err(self.unknown_field_error(info)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(query: &str, variables: serde_json::Value) -> serde_json::Value {
        let node = NodeSubgraph::new("node:usr=User&chn=Channel".parse().unwrap());
        node.answer(json!({ "query": query, "variables": variables }).to_string().as_bytes())
    }

    #[test]
    fn an_id_says_of_which_type_its_object_is() {
        let query = "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { __typename ... on User { id } }
            nodes(ids: $ids) { id ... on Channel { __typename } } }";
        let ids = ["chn_1", "xyz_1", "usr_1", "", "chn"];
        let data = json!({
            "node": { "__typename": "User", "id": "usr_9" },
            "nodes": [{ "id": "chn_1", "__typename": "Channel" }, null, { "id": "usr_1" }, null, null],
        });
        assert_eq!(answer(query, json!({ "id": "usr_9", "ids": ids })), json!({ "data": data }));
    }

    #[test]
    fn too_many_ids_are_refused() {
        let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let many = |count: usize| answer(query, json!({ "ids": vec!["usr_1"; count] }));
        assert_eq!(many(MAX_IDS)["data"]["nodes"].as_array().unwrap().len(), MAX_IDS);
        let refused = many(MAX_IDS + 1);
        assert!(refused["data"].is_null() && refused["errors"][0]["message"] == "at most 100 ids at once");
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}
