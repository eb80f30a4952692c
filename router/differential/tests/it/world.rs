//! What is true: a function of a seed, of which nothing is stored.

mod leaf;
mod project;
mod said;
mod shape;

use std::hash::{DefaultHasher, Hash, Hasher};

use apollo_compiler::{Name, response::JsonValue};

pub use leaf::Leaf;
pub use project::covers;
pub use shape::{Kind, Shape, Shapes};

use crate::{graph::Graph, subgraph::Subgraph};

/// All objects and their values.
pub struct World<'g> {
    pub graph: &'g Graph,
    seed: u64,
    /// How many entities there are of each type.
    pool: u64,
}

/// An object. Those that are no entities are what they are by the object, the field and the arguments that lead to them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    pub ty: Name,
    pub identity: u64,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Leaf(JsonValue),
    Object(Object),
    List(Vec<Value>),
}

impl<'g> World<'g> {
    /// The world of a seed: with a few entities of each type, or fewer where keys could not tell them apart.
    pub fn new(graph: &'g Graph, seed: u64) -> Self {
        let worlds = [4, 3, 2, 1].map(|pool| World { graph, seed, pool });
        let found = worlds.into_iter().find(|world| world.ambiguous_key().is_none());
        found.unwrap_or_else(|| panic!("{}: a key is not able to tell entities apart", graph.name))
    }

    /// A root object: there is one.
    pub fn root(&self, ty: &Name) -> Object {
        Object { ty: ty.clone(), identity: 0 }
    }

    /// What stands in a field of an object. The arguments are in canonical form ([`Shapes::arguments`]).
    pub fn value(&self, object: &Object, field: &str, arguments: &str) -> Value {
        let shape = self.graph.shapes.field(&object.ty, field);
        let shape = shape.unwrap_or_else(|| panic!("{}: nobody knows {}.{field}", self.graph.name, object.ty));
        let hash = hash(&(self.seed, object.ty.as_str(), object.identity, field, arguments));
        self.at(object, field, shape, 0, hash)
    }

    fn at(&self, object: &Object, field: &str, shape: &Shape, level: usize, number: u64) -> Value {
        let may_be_null = shape.nullable[level] && !shape.is_key;
        if may_be_null && number.is_multiple_of(11) {
            return Value::Leaf(JsonValue::Null);
        }
        if level + 1 < shape.nullable.len() {
            let least = u64::from(shape.is_key);
            let length = least + number / 11 % (4 - least);
            let element = |index| self.at(object, field, shape, level + 1, hash(&(number, index)));
            return Value::List((0..length).map(element).collect());
        }
        match &shape.kind {
            // An enum of which nobody knows what the others do.
            Kind::Leaf(Leaf::Enum(values)) if values.is_empty() && may_be_null => Value::Leaf(JsonValue::Null),
            Kind::Leaf(leaf) => Value::Leaf(leaf.value(&object.ty, field, number)),
            Kind::Composite(candidates) => match candidates.get(number as usize / 16 % candidates.len().max(1)) {
                Some(ty) => {
                    Value::Object(Object { ty: ty.clone(), identity: self.identity(object, field, shape, ty, number) })
                }
                None if may_be_null => Value::Leaf(JsonValue::Null),
                None => panic!("{}: nothing can stand in {}.{field}", self.graph.name, object.ty),
            },
        }
    }

    fn identity(&self, object: &Object, field: &str, shape: &Shape, ty: &Name, number: u64) -> u64 {
        let shapes = &self.graph.shapes;
        if shapes.is_root(ty) {
            0
        } else if !shapes.is_entity(ty) {
            hash(&(number, ty.as_str()))
        } else if shape.is_key {
            // Different objects have different ones, so that a key can lead through here.
            (object.identity % self.pool + hash(&(self.seed, field)) % self.pool) % self.pool
        } else {
            number / 64 % self.pool
        }
    }

    /// The entities that a subgraph may be asked for as objects of one of its types.
    pub fn entities(&self, subgraph: &Subgraph, ty: &Name) -> impl Iterator<Item = Object> + use<> {
        let types = if subgraph.is_interface_object(ty) {
            self.graph.shapes.implementing(ty).to_vec()
        } else {
            subgraph.possible(ty)
        };
        let pool = self.pool;
        types.into_iter().flat_map(move |ty| (0..pool).map(move |identity| Object { ty: ty.clone(), identity }))
    }

    /// A key by which two entities are the same.
    fn ambiguous_key(&self) -> Option<String> {
        for subgraph in &self.graph.subgraphs {
            for (ty, facts) in subgraph.types_with_facts() {
                for key in &facts.keys {
                    let mut seen = Vec::new();
                    for entity in self.entities(subgraph, ty) {
                        let values = self.project(subgraph, &entity, &key.fields);
                        if seen.contains(&values) {
                            return Some(format!("{ty} in {}", subgraph.name));
                        }
                        seen.push(values);
                    }
                }
            }
        }
        None
    }
}

pub fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
