//! The supergraph: what composition wrote, read into the graph that planning walks.
//!
//! Its nodes are pairs of a type and a subgraph. Its edges are fields (a subgraph resolves a field of a type), keys (a
//! subgraph finds an entity by some of its fields) and members (a subgraph knows an object type as a member of an
//! interface or a union). Planning and satisfiability walk this same graph, so they mean the same.

mod api;
mod field_set;
mod join;
mod node;

use std::collections::HashMap;

use apollo_compiler::{Name, Schema, ast, schema::ExtendedType, validation::Valid};
use indexmap::IndexMap;

pub use api::api_schema;
pub use field_set::{FieldSet, FieldSetItem};
use node::Nodes;
pub use node::{NodePrefixError, NodePrefixes};

use crate::{Label, Labels, SubgraphId, TypeId};

/// A supergraph, ready to be planned on.
#[derive(Debug)]
pub struct Supergraph {
    schema: Valid<Schema>,
    api: Valid<Schema>,
    subgraphs: Vec<Subgraph>,
    object_types: Vec<String>,
    types: HashMap<Name, Type>,
    labels: Vec<Label>,
    nodes: Option<Nodes>,
    unsupported: Option<(&'static str, String)>,
}

/// A subgraph, as the supergraph names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subgraph {
    /// Its name.
    pub name: String,
    /// Where it is said to be.
    pub url: String,
}

/// A supergraph cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SupergraphError {
    /// It is not valid GraphQL.
    #[error("the supergraph is not a valid schema: {0}")]
    Invalid(String),
    /// It lacks what the join specification demands, or uses it wrongly.
    #[error("the supergraph is not a federated one: {0}")]
    Join(String),
    /// It uses a feature that planning does not know.
    #[error("the supergraph uses {feature} at {coordinate}, which this router does not plan yet")]
    Unsupported {
        /// Which feature.
        feature: &'static str,
        /// Where.
        coordinate: String,
    },
}

/// A composite type.
#[derive(Debug)]
pub(crate) struct Type {
    /// Its place in the list of object types, if it is one.
    pub object: Option<TypeId>,
    /// The object types that clients may meet where this type stands.
    pub possible: Vec<TypeId>,
    /// The same with those that are not in the API, which subgraphs may still require of each other.
    pub all: Vec<TypeId>,
    /// The interfaces that it implements.
    pub interfaces: Vec<Name>,
    /// What each subgraph that knows it makes of it.
    pub members: IndexMap<SubgraphId, Member>,
    /// Who resolves which field.
    pub fields: HashMap<Name, IndexMap<SubgraphId, Resolver>>,
}

/// A type in a subgraph.
#[derive(Debug, Default)]
pub(crate) struct Member {
    /// By which fields it finds an entity of the type; empty if it is not an entity there, or cannot be found.
    pub keys: Vec<FieldSet>,
    /// Whether it has a key by which nothing can be found.
    pub has_unresolvable_key: bool,
    /// The object types that it may return where this type stands, as far as clients may meet them.
    pub possible: Vec<TypeId>,
    /// All object types that it may return where this type stands.
    pub all: Vec<TypeId>,
    /// Whether the type is an interface that this subgraph knows as an object, without its implementations.
    pub is_interface_object: bool,
}

/// A way into a subgraph: a key by which it finds an entity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub subgraph: SubgraphId,
    /// The type that the subgraph finds: the entity's own, or an interface that it knows as an object.
    pub ty: &'a Name,
    pub key: &'a FieldSet,
}

/// What a label must be for a subgraph to resolve a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub label: String,
    pub is_on: bool,
}

/// How a subgraph resolves a field.
#[derive(Debug, Clone)]
pub(crate) struct Resolver {
    /// The named type that it returns, which may be narrower than the supergraph's.
    pub ty: Name,
    /// What it declares to return: the same with its lists, and where it is never null.
    pub declared: ast::Type,
    /// What it must be given.
    pub requires: Option<FieldSet>,
    /// What it can answer below this field though it cannot elsewhere.
    pub provides: Option<FieldSet>,
    /// It knows the field without resolving it: only where a `@provides` says so.
    pub is_external: bool,
    /// It resolves the field only where a label is so.
    pub when: Option<When>,
}

impl Supergraph {
    /// Reads a supergraph's SDL.
    pub fn parse(sdl: &str) -> Result<Self, SupergraphError> {
        let schema = Schema::parse_and_validate(sdl, "supergraph.graphql")
            .map_err(|error| SupergraphError::Invalid(error.errors.to_string()))?;
        let api = api_schema(&schema).validate().map_err(|error| SupergraphError::Invalid(error.errors.to_string()))?;
        let supergraph = Self::new(schema, api)?;
        match supergraph.unsupported {
            Some((feature, coordinate)) => Err(SupergraphError::Unsupported { feature, coordinate }),
            None => Ok(supergraph),
        }
    }

    /// Reads a supergraph's schema, given what clients see of it.
    pub fn new(schema: Valid<Schema>, api: Valid<Schema>) -> Result<Self, SupergraphError> {
        join::read(schema, api)
    }

    /// What clients see.
    #[must_use]
    pub fn api(&self) -> &Valid<Schema> {
        &self.api
    }

    /// Its subgraphs: [`SubgraphId`] is an index in it.
    #[must_use]
    pub fn subgraphs(&self) -> &[Subgraph] {
        &self.subgraphs
    }

    /// All object types: [`TypeId`] is an index in it.
    #[must_use]
    pub fn object_types(&self) -> &[String] {
        &self.object_types
    }

    /// The labels of its `@override`s, each once.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// What the virtual subgraph finds, if there is one.
    pub(crate) fn nodes(&self) -> Option<&Nodes> {
        self.nodes.as_ref()
    }

    /// The features that a router must know so as not to give away what it should not: the URLs of the links `for: SECURITY`
    /// (<https://specs.apollo.dev/link/v1.0/#Purpose>).
    pub fn security_features(&self) -> impl Iterator<Item = &str> {
        let is_for_security = |link: &&apollo_compiler::ast::Directive| {
            let purpose = link.specified_argument_by_name("for").and_then(|purpose| purpose.as_enum());
            purpose.is_some_and(|purpose| purpose == "SECURITY")
        };
        let links = self.schema.schema_definition.directives.get_all("link").map(|link| &***link);
        links.filter(is_for_security).filter_map(|link| link.specified_argument_by_name("url")?.as_str())
    }

    /// The types that the virtual subgraph gives, and that no other subgraph says the existence of: none implements `Node` on
    /// them and finds them by their `id`.
    #[must_use]
    pub fn unowned_nodes(&self) -> Vec<&str> {
        let Some(nodes) = &self.nodes else { return Vec::new() };
        let ids = (0..).map(TypeId);
        let given = self.object_types.iter().zip(ids).filter(|(name, id)| {
            let ty = self.composite(name);
            ty.is_some_and(|ty| ty.members.contains_key(&nodes.subgraph)) && nodes.owner(*id).is_none()
        });
        given.map(|(name, _)| name.as_str()).filter(|name| !self.is_query_root(name)).collect()
    }

    pub(crate) fn subgraph_ids(&self) -> impl Iterator<Item = SubgraphId> + use<> {
        (0..u16::try_from(self.subgraphs.len()).unwrap_or(u16::MAX)).map(SubgraphId)
    }

    pub(crate) fn composite(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// A composite type, with its name as the graph keeps it.
    pub(crate) fn named(&self, name: &str) -> Option<(&Name, &Type)> {
        self.types.get_key_value(name)
    }

    /// Whether a subgraph knows an interface as an object.
    pub(crate) fn is_interface_object(&self, ty: &str, subgraph: SubgraphId) -> bool {
        self.composite(ty).and_then(|ty| ty.members.get(&subgraph)).is_some_and(|member| member.is_interface_object)
    }

    /// Whether a type is the root of queries, which every subgraph has that knows it.
    pub(crate) fn is_query_root(&self, ty: &str) -> bool {
        self.schema.schema_definition.query.as_ref().is_some_and(|root| root.name == ty)
    }

    /// The type as which a subgraph knows an object that stands where it has `declared`: the object's own, or an interface.
    pub(crate) fn known_as<'a>(&'a self, object: TypeId, declared: &'a str, subgraph: SubgraphId) -> &'a str {
        if self.is_interface_object(declared, subgraph) { declared } else { self.object_name(object) }
    }

    /// Who resolves a field of a type, and as what it knows the type.
    pub(crate) fn resolvers_of<'a>(
        &'a self,
        name: &'a Name,
        field: &str,
    ) -> impl Iterator<Item = (SubgraphId, &'a Name, &'a Resolver)> {
        let ty = self.composite(name);
        let interfaces = ty.into_iter().flat_map(|ty| &ty.interfaces).filter_map(|it| self.named(it));
        let as_interfaces = interfaces.flat_map(move |(interface, ty)| {
            let resolvers = ty.fields.get(field).into_iter().flatten();
            let known = resolvers.filter(|(subgraph, _)| self.is_interface_object(interface, **subgraph));
            known.map(move |(subgraph, resolver)| (*subgraph, interface, resolver)).collect::<Vec<_>>()
        });
        let own = ty.and_then(|ty| ty.fields.get(field)).into_iter().flatten();
        own.map(move |(subgraph, resolver)| (*subgraph, name, resolver))
            .collect::<Vec<_>>()
            .into_iter()
            .chain(as_interfaces)
    }

    /// The keys by which subgraphs find entities of a type, be it as an interface that they know as an object.
    pub(crate) fn entries<'a>(&'a self, name: &'a Name, ty: &'a Type) -> impl Iterator<Item = Entry<'a>> {
        let as_interfaces =
            ty.interfaces.iter().filter_map(|interface| self.named(interface)).flat_map(|(name, ty)| {
                ty.members.iter().filter(|(_, member)| member.is_interface_object).map(move |member| (name, member))
            });
        let as_itself = ty.members.iter().map(move |member| (name, member));
        as_itself.chain(as_interfaces).flat_map(|(ty, (subgraph, member))| {
            member.keys.iter().map(move |key| Entry { subgraph: *subgraph, ty, key })
        })
    }

    pub(crate) fn subgraph_name(&self, id: SubgraphId) -> &str {
        self.subgraphs.get(usize::from(id.0)).map_or("", |subgraph| subgraph.name.as_str())
    }

    pub(crate) fn object_name(&self, id: TypeId) -> &str {
        self.object_types.get(usize::from(id.0)).map_or("", String::as_str)
    }

    pub(crate) fn resolver(&self, ty: &str, field: &str, subgraph: SubgraphId) -> Option<&Resolver> {
        self.types.get(ty)?.fields.get(field)?.get(&subgraph)
    }

    /// What a field returns.
    pub(crate) fn field_type(&self, ty: &str, field: &str) -> Option<&ast::Type> {
        let fields = match self.schema.types.get(ty)? {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => return None,
        };
        Some(&fields.get(field)?.ty)
    }
}

impl Resolver {
    /// Whether the subgraph resolves the field while these labels are on.
    pub(crate) fn is_on(&self, labels: &Labels) -> bool {
        self.when.as_ref().is_none_or(|when| labels.contains(&when.label) == when.is_on)
    }
}

impl Type {
    /// All object types that `subgraph` may return where this type stands, or nothing if it does not know the type.
    pub(crate) fn all_in(&self, subgraph: SubgraphId) -> &[TypeId] {
        self.members.get(&subgraph).map_or(&[], |member| &member.all)
    }

    /// The object types that `subgraph` may return where this type stands, or nothing if it does not know the type.
    pub(crate) fn possible_in(&self, subgraph: SubgraphId) -> &[TypeId] {
        self.members.get(&subgraph).map_or(&[], |member| &member.possible)
    }
}
