//! What may stand in a field: what everyone who speaks of the field agrees on.

use std::collections::{BTreeMap, HashMap, HashSet};

use apollo_compiler::{
    Name, Schema,
    ast::Type,
    response::{JsonMap, JsonValue},
    schema::{ExtendedType, FieldDefinition},
    validation::Valid,
};

use super::{
    Leaf,
    said::{Said, implementing, said},
};
use crate::subgraph::Subgraph;

/// The shapes of all fields of a graph.
pub struct Shapes {
    types: HashMap<Name, HashMap<Name, Shape>>,
    entities: HashSet<Name>,
    implementing: BTreeMap<Name, Vec<Name>>,
    /// Fields of inputs that all know.
    inputs: HashMap<Name, HashMap<Name, Type>>,
}

/// What may stand in a field.
pub struct Shape {
    /// Whether null may stand there: the outermost list first, the named type last.
    pub nullable: Vec<bool>,
    pub kind: Kind,
    /// It is a part of a key, so null tells nothing.
    pub is_key: bool,
    /// The arguments that all know.
    arguments: HashMap<Name, Type>,
}

pub enum Kind {
    Leaf(Leaf),
    /// Objects of these types.
    Composite(Vec<Name>),
}

impl Shapes {
    pub fn of(api: &Valid<Schema>, subgraphs: &[Subgraph]) -> Self {
        let implementing = implementing(api, subgraphs);
        let mut shapes = Self {
            types: HashMap::new(),
            entities: entities(subgraphs, &implementing),
            implementing,
            inputs: inputs(api, subgraphs),
        };
        for (ty, fields) in said(subgraphs, &shapes.implementing) {
            let fields = fields.into_iter();
            let fields = fields.map(|(field, said)| (field.clone(), shapes.shape(api, &ty, &field, &said)));
            let fields = fields.collect();
            shapes.types.insert(ty, fields);
        }
        shapes
    }

    pub fn field(&self, ty: &str, field: &str) -> Option<&Shape> {
        self.types.get(ty)?.get(field)
    }

    pub fn is_root(&self, ty: &str) -> bool {
        matches!(ty, "Query" | "Mutation" | "Subscription")
    }

    pub fn is_entity(&self, ty: &str) -> bool {
        self.entities.contains(ty)
    }

    /// The object types that implement an interface anywhere.
    pub fn implementing(&self, interface: &str) -> &[Name] {
        self.implementing.get(interface).map_or(&[], Vec::as_slice)
    }

    /// Arguments in canonical form: those that all know, in one order.
    pub fn arguments(&self, ty: &str, field: &str, arguments: &JsonMap) -> String {
        let Some(shape) = self.field(ty, field) else { return String::new() };
        self.canonical_fields(&shape.arguments, arguments)
    }

    fn canonical_fields(&self, known: &HashMap<Name, Type>, values: &JsonMap) -> String {
        let values = values.iter().filter_map(|(name, value)| {
            let ty = known.get(name.as_str())?;
            Some((name.as_str(), self.canonical(ty, value)))
        });
        let values: BTreeMap<_, _> = values.collect();
        if values.is_empty() { String::new() } else { format!("{values:?}") }
    }

    fn canonical(&self, ty: &Type, value: &JsonValue) -> String {
        match (value, ty) {
            (JsonValue::Array(elements), Type::List(item) | Type::NonNullList(item)) => {
                let elements: Vec<_> = elements.iter().map(|element| self.canonical(item, element)).collect();
                format!("{elements:?}")
            }
            (JsonValue::Object(fields), _) => match self.inputs.get(ty.inner_named_type()) {
                Some(known) => format!("{{{}}}", self.canonical_fields(known, fields)),
                None => value.to_string(),
            },
            (JsonValue::Number(number), _) if ty.inner_named_type() == "Float" => {
                number.as_f64().unwrap_or_default().to_string()
            }
            _ => value.to_string(),
        }
    }

    fn shape(&self, api: &Valid<Schema>, ty: &Name, field: &Name, said: &[Said<'_>]) -> Shape {
        let in_api = api.type_field(ty, field).ok().map(|definition| &definition.ty);
        let all = said.iter().map(|said| &said.definition.ty).chain(in_api);
        let levels = all.map(nullable).reduce(|known, more| known.iter().zip(more).map(|(a, b)| *a && b).collect());
        let mut arguments = arguments(said[0].definition);
        for definition in
            said.iter().map(|said| said.definition).chain(api.type_field(ty, field).ok().map(|field| &***field))
        {
            arguments.retain(|name, _| is_same_everywhere(name, said[0].definition, definition));
        }
        let nullable = levels.expect("somebody who knows the field");
        // Clients see null instead of an object that the API does not know of.
        let hides = nullable.last() == Some(&true);
        Shape {
            kind: self.kind(api, said, in_api.is_some() && !hides),
            nullable,
            is_key: said.iter().any(|said| said.is_key),
            arguments,
        }
    }

    fn kind(&self, api: &Valid<Schema>, said: &[Said<'_>], must_be_seen: bool) -> Kind {
        let named = said[0].definition.ty.inner_named_type();
        match (named.as_str(), said[0].subgraph.schema.types.get(named)) {
            ("Int", _) => return Kind::Leaf(Leaf::Int),
            ("Float", _) => return Kind::Leaf(Leaf::Float),
            ("String", _) => return Kind::Leaf(Leaf::String),
            ("Boolean", _) => return Kind::Leaf(Leaf::Boolean),
            ("ID", _) => return Kind::Leaf(Leaf::Id),
            (_, Some(ExtendedType::Enum(_))) => return Kind::Leaf(Leaf::Enum(values(api, said, named))),
            (_, Some(ExtendedType::Scalar(_)) | None) => return Kind::Leaf(Leaf::Custom),
            _ => {}
        }
        let is_visible = |ty: &Name| !must_be_seen || api.types.contains_key(ty);
        let (resolved, external): (Vec<_>, Vec<_>) = said.iter().partition(|said| said.is_resolved);
        let common = |known: Option<Vec<Name>>, said: &Said<'_>| {
            let possible = self.possible(said.subgraph, said.definition.ty.inner_named_type());
            Some(match known {
                None => possible,
                Some(known) => known.into_iter().filter(|ty| possible.contains(ty)).collect(),
            })
        };
        let mut candidates = resolved.into_iter().fold(None, common).unwrap_or_default();
        candidates.retain(is_visible);
        let with_external = external.into_iter().fold(Some(candidates.clone()), common).unwrap_or_default();
        Kind::Composite(if with_external.is_empty() { candidates } else { with_external })
    }

    fn possible(&self, subgraph: &Subgraph, own: &Name) -> Vec<Name> {
        if subgraph.is_interface_object(own) {
            self.implementing(own).to_vec()
        } else {
            subgraph.possible(own).iter().map(|ty| subgraph.canonical(ty).clone()).collect()
        }
    }
}

fn nullable(ty: &Type) -> Vec<bool> {
    let mut levels = vec![!ty.is_non_null()];
    let mut at = ty;
    while at.is_list() {
        at = at.item_type();
        levels.push(!at.is_non_null());
    }
    levels
}

fn arguments(definition: &FieldDefinition) -> HashMap<Name, Type> {
    definition.arguments.iter().map(|argument| (argument.name.clone(), (*argument.ty).clone())).collect()
}

fn entities(subgraphs: &[Subgraph], implementing: &BTreeMap<Name, Vec<Name>>) -> HashSet<Name> {
    let mut found = HashSet::new();
    for (ty, facts) in subgraphs.iter().flat_map(Subgraph::types_with_facts) {
        if !facts.keys.is_empty() {
            found.insert(ty.clone());
            found.extend(implementing.get(ty).into_iter().flatten().cloned());
        }
    }
    found
}

/// Whether an argument means the same to two: a subgraph may have a default that the others have not.
fn is_same_everywhere(name: &str, one: &FieldDefinition, other: &FieldDefinition) -> bool {
    match (one.argument_by_name(name), other.argument_by_name(name)) {
        (Some(one), Some(other)) => one.default_value == other.default_value,
        _ => false,
    }
}

/// The values of an enum that all know who speak of the field.
fn values(api: &Schema, said: &[Said<'_>], name: &str) -> Vec<Name> {
    let all = said.iter().map(|said| &*said.subgraph.schema).chain([api]);
    let all = all.filter_map(|schema| schema.get_enum(name));
    let all = all.map(|values| values.values.keys().cloned().collect::<Vec<_>>());
    all.reduce(|known, more| known.into_iter().filter(|value| more.contains(value)).collect()).unwrap_or_default()
}

/// The fields of inputs that all know.
fn inputs(api: &Schema, subgraphs: &[Subgraph]) -> HashMap<Name, HashMap<Name, Type>> {
    let mut found: HashMap<Name, HashMap<Name, Type>> = HashMap::new();
    let all = subgraphs.iter().map(|subgraph| &*subgraph.schema).chain([api]);
    for (name, ty) in all.flat_map(|schema| &schema.types) {
        let Some(input) = ty.as_input_object() else { continue };
        let fields = input.fields.iter().map(|(name, field)| (name.clone(), (*field.ty).clone()));
        match found.get_mut(name) {
            Some(known) => known.retain(|name, _| input.fields.contains_key(name)),
            None => drop(found.insert(name.clone(), fields.collect())),
        }
    }
    found
}
