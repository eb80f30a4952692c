//! `@interfaceObject`: a subgraph gives fields to an interface without knowing what implements it.

use apollo_compiler::{Name, Node, collections::HashMap, schema::ExtendedType};

use super::{Merge, Source, Sources, field::Field, relation::Relations};
use crate::{
    diagnostic::{Code, Diagnostic},
    field_set::fields_of,
    subgraph::{Subgraph, Validated, federation::Known},
    supergraph::join,
};

/// Which subgraphs know an interface as an object.
#[derive(Debug, Default)]
pub(super) struct InterfaceObjects {
    /// Of each interface, the subgraphs.
    by_interface: HashMap<Name, Vec<usize>>,
    /// Of each implementation, the subgraphs that give it fields, and through which interface.
    by_object: HashMap<Name, Vec<(usize, Name)>>,
}

impl InterfaceObjects {
    /// Of all the subgraphs.
    pub(super) fn of(subgraphs: &[Subgraph<Validated>], relations: &Relations) -> Self {
        let mut objects = Self::default();
        for (graph, subgraph) in subgraphs.iter().enumerate() {
            for object in subgraph.schema().types.values().filter_map(ExtendedType::as_object) {
                if subgraph.federation().has(Known::InterfaceObject, &object.directives) {
                    objects.by_interface.entry(object.name.clone()).or_default().push(graph);
                }
            }
        }
        for (interface, graphs) in &objects.by_interface {
            for object in relations.objects_of(interface) {
                let through = graphs.iter().map(|graph| (*graph, interface.clone()));
                objects.by_object.entry(object.clone()).or_default().extend(through);
            }
        }
        objects.by_object.values_mut().for_each(|through| through.sort());
        objects
    }
}

impl<'s> Merge<'s> {
    /// The definitions of an object's field that are an interface's, in subgraphs that know only the interface.
    pub(super) fn abstracted(&self, object: &str, field: &str) -> Vec<(Source<'s, Field>, &Name)> {
        let through = self.interface_objects.by_object.get(object).into_iter().flatten();
        through
            .filter_map(|(graph, interface)| {
                let (_, fields) = fields_of(self.subgraph(*graph).schema(), interface)?;
                Some((Source { graph: *graph, node: fields.get(field)? }, interface))
            })
            .collect()
    }

    /// Gives implementations the fields that their interfaces got from interface objects.
    pub(super) fn complete_implementations(&mut self) {
        let mut added = Vec::new();
        let mut interfaces: Vec<_> = self.interface_objects.by_interface.iter().collect();
        interfaces.sort();
        for (interface, graphs) in interfaces {
            let Some((_, fields)) = fields_of(&self.merged, interface) else { continue };
            let given = |field: &Name| {
                graphs.iter().any(|graph| {
                    fields_of(self.subgraph(*graph).schema(), interface).is_some_and(|(_, own)| own.contains_key(field))
                })
            };
            for field in fields.values().filter(|field| given(&field.name)) {
                for object in self.relations.objects_of(interface) {
                    added.push((object.clone(), field.clone()));
                }
            }
        }
        for (object, mut field) in added {
            let Some(ExtendedType::Object(object)) = self.merged.types.get_mut(&object) else { continue };
            if object.fields.contains_key(&field.name) {
                continue;
            }
            let directives = &mut field.make_mut().directives.0;
            directives.retain(|directive| !join::is_join(directive));
            directives.insert(0, Node::new(join::field_of_interface()));
            object.make_mut().fields.insert(field.name.clone(), field);
        }
    }

    /// An interface object is an interface elsewhere, and its subgraph knows no implementations.
    pub(super) fn check_interface_objects(&mut self, name: &Name, sources: &Sources<'s, ExtendedType>) {
        let objects = sources.filter(|source| self.is_interface_object(source));
        if objects.is_empty() {
            return;
        }
        if objects.len() == sources.len() {
            let places = self.places(&objects, |source| format!("in subgraph `{}`", self.subgraph(source.graph).name));
            let message = format!("`{name}` is an @interfaceObject everywhere, and nowhere an interface");
            self.report(Diagnostic::error(Code::InterfaceObjectUsageError, message).on(name.to_string()).at(places));
        }
        for source in objects.iter() {
            let subgraph = self.subgraph(source.graph);
            let known = self.relations.objects_of(name).filter_map(|object| subgraph.schema().types.get(object));
            let places: Vec<_> = known
                .filter_map(|object| subgraph.location(object.name().location(), "an implementation"))
                .chain(subgraph.location(source.node.name().location(), "an interface object"))
                .collect();
            if places.len() > 1 {
                let message = format!(
                    "`{name}` is an @interfaceObject in subgraph `{}`, which cannot know implementations of it",
                    subgraph.name
                );
                self.report(
                    Diagnostic::error(Code::InterfaceObjectUsageError, message).on(name.to_string()).at(places),
                );
            }
        }
    }
}
