//! A subgraph as its document describes it: what it knows, and what of that it resolves.

mod facts;
mod federation;
mod schema;

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    Name, Schema, ast::OperationType, executable::SelectionSet, schema::ExtendedType, validation::Valid,
};

use federation::Federation;
use federation_plan::Labels;

/// A subgraph.
pub struct Subgraph {
    pub name: String,
    /// What it answers queries against: its own types, and `_entities`.
    pub schema: Valid<Schema>,
    types: HashMap<Name, TypeFacts>,
    /// Its own names of the root types, with those that the API uses.
    roots: HashMap<Name, Name>,
}

/// What is said of a type.
#[derive(Default)]
pub struct TypeFacts {
    pub keys: Vec<Key>,
    /// It stands for an interface, and for all that implement it.
    pub is_interface_object: bool,
    fields: HashMap<Name, FieldFacts>,
    /// Fields that are a part of a key somewhere in the subgraph.
    key_fields: HashSet<Name>,
}

/// By what an entity is found.
pub struct Key {
    pub fields: SelectionSet,
    pub is_resolvable: bool,
    is_of_extension: bool,
}

/// What is said of a field.
#[derive(Default)]
pub struct FieldFacts {
    pub is_external: bool,
    pub requires: Option<SelectionSet>,
    pub provides: Option<SelectionSet>,
    /// From which subgraph it came here, and when that counts.
    overrides: Option<(String, When)>,
    /// When another subgraph resolves it instead.
    pub moved_away: Option<When>,
}

/// When an `@override` counts.
#[derive(Debug, Clone)]
pub enum When {
    Always,
    /// As long as a label is on.
    Label(String),
}

/// A field that moved to another subgraph.
pub struct Moved {
    from: String,
    ty: Name,
    field: Name,
    when: When,
}

impl When {
    pub fn holds(&self, labels: &Labels) -> bool {
        match self {
            Self::Always => true,
            Self::Label(label) => labels.contains(label),
        }
    }
}

impl FieldFacts {
    /// When it counts that the field moved here.
    pub fn moved_here(&self) -> Option<&When> {
        self.overrides.as_ref().map(|(_, when)| when)
    }
}

impl Subgraph {
    /// Reads a document. The error says why it is none.
    pub fn read(name: &str, sdl: &str) -> Result<Self, String> {
        let document = schema::parse(sdl)?;
        let federation = Federation::of(&document);
        let schema = schema::executable(&document, &federation)?;
        let types = facts::gather(&document, &schema, &federation)?;
        let root = |operation, usual: &str| {
            schema.root_operation(operation).map(|own| (own.clone(), Name::new_unchecked(usual)))
        };
        let roots = [
            root(OperationType::Query, "Query"),
            root(OperationType::Mutation, "Mutation"),
            root(OperationType::Subscription, "Subscription"),
        ];
        let roots = roots.into_iter().flatten().collect();
        Ok(Self { name: name.to_owned(), schema, types, roots })
    }

    /// What the whole graph calls a type of this subgraph.
    pub fn canonical<'n>(&'n self, own: &'n Name) -> &'n Name {
        self.roots.get(own).unwrap_or(own)
    }

    /// What this subgraph calls a type of the graph.
    pub fn own<'n>(&'n self, canonical: &'n Name) -> &'n Name {
        self.roots.iter().find(|(_, name)| *name == canonical).map_or(canonical, |(own, _)| own)
    }

    pub fn type_facts(&self, ty: &str) -> Option<&TypeFacts> {
        self.types.get(ty)
    }

    pub fn types_with_facts(&self) -> impl Iterator<Item = (&Name, &TypeFacts)> {
        self.types.iter()
    }

    pub fn field_facts(&self, ty: &str, field: &str) -> Option<&FieldFacts> {
        self.types.get(ty)?.fields.get(field)
    }

    pub fn is_interface_object(&self, ty: &str) -> bool {
        self.types.get(ty).is_some_and(|ty| ty.is_interface_object)
    }

    pub fn is_key_field(&self, ty: &str, field: &str) -> bool {
        self.types.get(ty).is_some_and(|ty| ty.key_fields.contains(field))
    }

    /// Notes which fields moved to other subgraphs.
    pub fn note(&mut self, moved: &[Moved]) {
        for Moved { ty, field, when, .. } in moved.iter().filter(|moved| moved.from == self.name) {
            let own = self.own(ty).clone();
            let fields = &mut self.types.entry(own).or_default().fields;
            fields.entry(field.clone()).or_default().moved_away = Some(when.clone());
        }
    }

    /// The fields that moved here. On those of an interface object `@override` has no meaning.
    pub fn moved_here(&self) -> impl Iterator<Item = Moved> {
        let types = self.types.iter().filter(|(_, facts)| !facts.is_interface_object);
        types.flat_map(|(ty, facts)| {
            facts.fields.iter().filter_map(|(field, facts)| {
                let (from, when) = facts.overrides.clone()?;
                Some(Moved { from, ty: self.canonical(ty).clone(), field: field.clone(), when })
            })
        })
    }

    /// The object types that this subgraph knows by their own names, without those that stand for interfaces.
    pub fn object_types(&self) -> impl Iterator<Item = &Name> {
        let is_own = |(name, ty): &(&Name, &ExtendedType)| {
            ty.is_object() && !ty.is_built_in() && !self.is_interface_object(name)
        };
        self.schema.types.iter().filter(is_own).map(|(name, _)| name)
    }

    /// The object types that it may return where one of its types stands.
    pub fn possible(&self, ty: &str) -> Vec<Name> {
        match self.schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => vec![object.name.clone()],
            Some(ExtendedType::Union(union)) => union.members.iter().map(|member| member.name.clone()).collect(),
            Some(ExtendedType::Interface(interface)) => {
                self.object_types().filter(|object| self.implements(object, &interface.name)).cloned().collect()
            }
            _ => Vec::new(),
        }
    }

    fn implements(&self, object: &str, interface: &str) -> bool {
        let object = self.schema.get_object(object);
        object.is_some_and(|object| object.implements_interfaces.iter().any(|one| one.name == interface))
    }
}
