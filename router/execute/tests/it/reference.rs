//! The same job done plainly: answers become trees of `serde_json` values, which are merged, then cut to the response.
//!
//! The tests compare with it, and the benches measure beside it. It knows one representation for each `_entities` field,
//! and neither conditions nor shared places nor paths of errors.

use std::collections::HashMap;

use bytes::Bytes;
use federation_plan::*;
use serde_json::{Map, Value as Json, json};

/// A plan, with the wire's key for each slot.
pub struct Reference<'p> {
    plan: &'p Plan,
    keys: HashMap<(ShapeId, SlotId), &'p str>,
}

/// A null must move up.
struct Null;

impl<'p> Reference<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        let mut keys = HashMap::new();
        for fetch in &plan.fetches {
            match &fetch.start {
                Start::Root(read) | Start::Below { read, .. } => keys_of(read, &mut keys),
                Start::Entities(parts) => parts.iter().for_each(|part| keys_of(&part.read, &mut keys)),
            }
        }
        Self { plan, keys }
    }

    /// Gives the response's `data`. `answer` gives the answer to a request, which is none if there is nothing to ask.
    pub fn data(&self, mut answer: impl FnMut(usize, Vec<u8>) -> Bytes) -> Json {
        let mut root = json!({});
        for (number, fetch) in self.plan.fetches.iter().enumerate() {
            match &fetch.start {
                Start::Root(_) => {
                    let request = json!({"query": fetch.document, "variables": {}});
                    let body = answer(number, serde_json::to_vec(&request).expect("JSON"));
                    let mut answer: Json = serde_json::from_slice(&body).expect("JSON");
                    merge(&mut root, answer["data"].take());
                }
                Start::Entities(parts) => self.entities(number, fetch, &parts[0], &mut root, &mut answer),
                Start::Below { .. } => unreachable!("the plans that are compared have none"),
            }
        }
        self.object(&self.plan.output, &mut root).map_or(Json::Null, Json::Object)
    }

    fn entities(
        &self,
        number: usize,
        fetch: &Fetch,
        part: &Entities,
        root: &mut Json,
        answer: &mut impl FnMut(usize, Vec<u8>) -> Bytes,
    ) {
        let mut found = Vec::new();
        self.collect(&part.target, ShapeId(0), root, &mut found);
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut representations = Vec::new();
        let mut objects = Vec::new();
        for object in found {
            let Some(representation) = self.representation(part, object) else { continue };
            let index = *known.entry(representation.to_string()).or_insert_with(|| {
                representations.push(representation);
                representations.len() - 1
            });
            objects.push((object, index));
        }
        if representations.is_empty() {
            return;
        }
        let request = json!({"query": fetch.document, "variables": {"representations": representations}});
        let body = answer(number, serde_json::to_vec(&request).expect("JSON"));
        let answer: Json = serde_json::from_slice(&body).expect("JSON");
        for (object, index) in objects {
            let entity = &answer["data"]["_entities"][index];
            if !entity.is_null() {
                merge(object, entity.clone());
            }
        }
    }

    fn collect<'j>(&self, steps: &[Step], shape: ShapeId, value: &'j mut Json, found: &mut Vec<&'j mut Json>) {
        match (value, steps.split_first()) {
            (Json::Array(elements), _) => {
                elements.iter_mut().for_each(|element| self.collect(steps, shape, element, found));
            }
            (value @ Json::Object(_), None) => found.push(value),
            (Json::Object(fields), Some((step, rest))) => {
                let inner = inner_shape(self.plan, shape, step.slot);
                if let Some(value) = fields.get_mut(self.keys[&(shape, step.slot)]) {
                    self.collect(rest, inner, value, found);
                }
            }
            _ => {}
        }
    }

    fn representation(&self, part: &Entities, object: &Json) -> Option<Json> {
        let representation = &part.representations[0];
        let mut fields = Map::new();
        fields.insert("__typename".to_owned(), representation.typename.as_str().into());
        for field in &representation.fields {
            let value = object.get(self.keys[&(part.read.shape, field.slot)]).filter(|value| !value.is_null())?;
            fields.insert(field.name.clone(), value.clone());
        }
        Some(fields.into())
    }

    fn object(&self, output: &Output, object: &mut Json) -> Result<Map<String, Json>, Null> {
        let mut written = Map::new();
        for field in &output.fields {
            if let OutputValue::Slot { slot, value, .. } = &field.value {
                let held = self.keys.get(&(output.shape, *slot)).and_then(|key| object.get_mut(*key));
                let held = held.map_or(Json::Null, Json::take);
                written.insert(field.key.clone(), self.value(value, held)?);
            }
        }
        Ok(written)
    }

    fn value(&self, expected: &OutputType, held: Json) -> Result<Json, Null> {
        let written = match (&expected.kind, held) {
            (OutputKind::Leaf(LeafType::Id), Json::Number(number)) => Ok(number.to_string().into()),
            (OutputKind::Leaf(LeafType::Id | LeafType::String), text @ Json::String(_)) => Ok(text),
            (OutputKind::Leaf(LeafType::Int), number @ Json::Number(_)) => Ok(number),
            (OutputKind::Leaf(LeafType::Custom), any) if !any.is_null() => Ok(any),
            (OutputKind::Object(output), mut held @ Json::Object(_)) => {
                self.object(output, &mut held).map(Json::Object)
            }
            (OutputKind::List(element), Json::Array(elements)) => elements
                .into_iter()
                .map(|held| self.value(element, held))
                .collect::<Result<Vec<_>, _>>()
                .map(Json::Array),
            _ => Err(Null),
        };
        match written {
            Err(Null) if !expected.non_null => Ok(Json::Null),
            other => other,
        }
    }
}

fn keys_of<'p>(read: &'p Read, keys: &mut HashMap<(ShapeId, SlotId), &'p str>) {
    for field in &read.fields {
        keys.insert((read.shape, field.slot), &field.key);
        if let ReadValue::Objects { read, .. } = &field.value {
            keys_of(read, keys);
        }
    }
}

fn inner_shape(plan: &Plan, shape: ShapeId, slot: SlotId) -> ShapeId {
    fn find(read: &Read, shape: ShapeId, slot: SlotId) -> Option<ShapeId> {
        read.fields.iter().find_map(|field| match &field.value {
            ReadValue::Objects { read: inner, .. } if read.shape == shape && field.slot == slot => Some(inner.shape),
            ReadValue::Objects { read: inner, .. } => find(inner, shape, slot),
            ReadValue::Leaf => None,
        })
    }
    let found = plan.fetches.iter().find_map(|fetch| match &fetch.start {
        Start::Root(read) | Start::Below { read, .. } => find(read, shape, slot),
        Start::Entities(parts) => parts.iter().find_map(|part| find(&part.read, shape, slot)),
    });
    found.expect("objects in the slot")
}

fn merge(into: &mut Json, from: Json) {
    match (into, from) {
        (Json::Object(into), Json::Object(from)) => {
            for (key, value) in from {
                match into.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => drop(into.insert(key, value)),
                }
            }
        }
        (into, from) => *into = from,
    }
}
