//! A subgraph as its document describes it: what it knows, and what of that it resolves.

mod facts;
mod federation;
mod schema;

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    Name, Schema, ast::OperationType, executable::SelectionSet, schema::ExtendedType, validation::Valid,
};

use federation::Federation;

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
    /// From which subgraph it came here, and the label that decides it.
    pub overrides: Option<(String, Option<String>)>,
    /// Where it went, and the label that decides it.
    pub overridden: Option<Option<String>>,
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
    pub fn overridden_by(&mut self, others: &[(String, Name, Name, Option<String>)]) {
        for (from, ty, field, label) in others {
            if *from == self.name {
                let own = self.own(ty).clone();
                let fields = &mut self.types.entry(own).or_default().fields;
                fields.entry(field.clone()).or_default().overridden = Some(label.clone());
            }
        }
    }

    /// The fields that moved here: from where, which type and field, and by which label.
    pub fn overrides(&self) -> impl Iterator<Item = (String, Name, Name, Option<String>)> {
        // On fields of an interface object it has no meaning.
        self.types.iter().filter(|(_, facts)| !facts.is_interface_object).flat_map(|(ty, facts)| {
            facts.fields.iter().filter_map(|(field, facts)| {
                let (from, label) = facts.overrides.clone()?;
                Some((from, self.canonical(ty).clone(), field.clone(), label))
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
