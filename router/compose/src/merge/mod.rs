//! From the subgraphs' schemas to one. One file per kind of definition, and one per question that several kinds share.
//!
//! Everything is merged from [`Sources`]: the same element as each subgraph that has it defines it, in the subgraphs'
//! order. Start reading at [`Merge::run`].

mod applied;
mod argument;
mod authorization;
mod compose_directive;
mod default_value;
mod description;
mod directive;
mod enumeration;
mod external;
mod field;
mod implementation;
mod input;
mod interface;
mod interface_object;
mod kind;
mod object;
mod overriding;
mod post;
mod relation;
mod root;
mod scalar;
mod sharing;
mod source;
mod strategy;
mod type_reference;
mod union;

use apollo_compiler::{Name, Node, Schema, collections::IndexMap, schema::ExtendedType};

use crate::{
    diagnostic::{Diagnostic, Location, Report},
    subgraph::{Subgraph, Validated},
    supergraph::join,
};

pub(crate) use applied::{Composed, SupergraphLink};
use enumeration::Usages;
use interface_object::InterfaceObjects;
use relation::Relations;
use source::{Source, Sources};

/// The subgraphs, and the supergraph that they become.
pub(crate) struct Merge<'s> {
    subgraphs: &'s [Subgraph<Validated>],
    /// How each subgraph is called in `join__Graph`.
    graphs: Vec<Name>,
    relations: Relations,
    interface_objects: InterfaceObjects,
    composed: Composed,
    usages: Usages,
    /// The supergraph so far.
    merged: Schema,
    report: &'s mut Report,
}

/// What merging leaves behind.
pub(crate) struct Merged {
    /// The types and directives of the supergraph, without the definitions of the machinery that they use.
    pub schema: Schema,
    /// Which specifications they use.
    pub links: Vec<SupergraphLink>,
    /// How each subgraph is called in `join__Graph`.
    pub graphs: Vec<Name>,
}

impl<'s> Merge<'s> {
    /// Merges everything. Whether the result can be used is for the report to say.
    pub(crate) fn run(subgraphs: &'s [Subgraph<Validated>], report: &'s mut Report) -> Merged {
        let relations = Relations::of(subgraphs);
        let mut merge = Self {
            subgraphs,
            graphs: join::graph_names(subgraphs.iter().map(|subgraph| subgraph.name.as_str())),
            interface_objects: InterfaceObjects::of(subgraphs, &relations),
            relations,
            composed: Composed::of(subgraphs, report),
            usages: Usages::default(),
            merged: Schema::new(),
            report,
        };
        let before = merge.report.errors();
        let types = merge.types_by_name();
        // What an enum may leave out depends on where it is used, so enums are last.
        let (enums, others): (Vec<_>, Vec<_>) =
            types.into_iter().partition(|(_, sources)| sources.first().is_some_and(|source| source.node.is_enum()));
        for (name, sources) in others {
            merge.ty(&name, &sources);
        }
        merge.directives();
        for (name, sources) in enums {
            merge.ty(&name, &sources);
        }
        merge.complete_implementations();
        merge.spread_requirements();
        merge.roots();
        if merge.report.errors() == before {
            merge.check_merged();
        }
        Merged { schema: merge.merged, links: merge.composed.into_links(), graphs: merge.graphs }
    }

    fn ty(&mut self, name: &Name, sources: &Sources<'s, ExtendedType>) {
        self.check_base(name, sources);
        let Some(first) = sources.first() else { return };
        if sources.iter().any(|source| self.is_interface_object(source)) {
            let merged = self.interface(name, sources).map(|ty| Node::new(ty).into());
            self.merged.types.extend(merged.map(|ty| (name.clone(), ty)));
            return;
        }
        let merged = match first.node {
            ExtendedType::Scalar(_) => self.scalar(name, &sources.narrow(as_scalar)).map(|ty| Node::new(ty).into()),
            ExtendedType::Object(_) => self.object(name, &sources.narrow(as_object)).map(|ty| Node::new(ty).into()),
            ExtendedType::Interface(_) => self.interface(name, sources).map(|ty| Node::new(ty).into()),
            ExtendedType::Union(_) => self.union(name, &sources.narrow(as_union)).map(|ty| Node::new(ty).into()),
            ExtendedType::Enum(_) => self.enumeration(name, &sources.narrow(as_enum)).map(|ty| Node::new(ty).into()),
            ExtendedType::InputObject(_) => self.input(name, &sources.narrow(as_input)).map(|ty| Node::new(ty).into()),
        };
        if let Some(ty) = merged {
            self.merged.types.insert(name.clone(), ty);
        }
    }

    /// The subgraph of a source.
    fn subgraph(&self, graph: usize) -> &'s Subgraph<Validated> {
        // Sources are only made from this very list.
        &self.subgraphs[graph]
    }

    /// What a subgraph is called in `join__Graph`.
    fn graph(&self, graph: usize) -> &Name {
        &self.graphs[graph]
    }

    /// Where elements are, each labelled by what its subgraph says of it.
    fn places<T>(&self, sources: &[Source<'s, T>], label: impl Fn(&Source<'s, T>) -> String) -> Vec<Location>
    where
        T: source::Placed + ?Sized,
    {
        let place = |source: &Source<'s, T>| self.subgraph(source.graph).location(source.node.span(), label(source));
        sources.iter().filter_map(place).collect()
    }

    /// The names of the subgraphs of these sources, for a sentence.
    fn named<T: ?Sized>(&self, sources: &[Source<'s, T>]) -> String {
        let names: Vec<_> = sources.iter().map(|source| format!("`{}`", self.subgraph(source.graph).name)).collect();
        names.join(", ")
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.report.push(diagnostic);
    }
}

macro_rules! narrow {
    ($($function:ident: $variant:ident -> $ty:ident,)+) => {
        $(fn $function(ty: &ExtendedType) -> Option<&Node<apollo_compiler::schema::$ty>> {
            match ty {
                ExtendedType::$variant(ty) => Some(ty),
                _ => None,
            }
        })+
    };
}

narrow! {
    as_scalar: Scalar -> ScalarType,
    as_object: Object -> ObjectType,
    as_union: Union -> UnionType,
    as_enum: Enum -> EnumType,
    as_input: InputObject -> InputObjectType,
}

/// Elements by name, each with its sources, in the order in which the subgraphs bring them up.
type ByName<'s, T> = IndexMap<Name, Sources<'s, T>>;
