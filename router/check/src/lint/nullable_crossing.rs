//! What may need another subgraph is nullable, so that the outage of one takes only its own fields.

use std::collections::BTreeMap;

use apollo_compiler::{Name, ast::FieldDefinition, ast::Type, schema::ExtendedType};

use super::{
    LintRule, Violation,
    config::NullableCrossing,
    join::{Graph, Joined, possible, subgraph_name},
    subject::Subject,
};

pub(super) fn check(subject: &Subject, config: &NullableCrossing, violations: &mut Vec<Violation>) {
    let entities = entities(subject, config);
    for (name, ty) in subject.types() {
        let ExtendedType::Object(object) = ty else { continue };
        let joined = Joined::new(object);
        for field in object.fields.values() {
            let crossing = Crossing { subject, config, entities: &entities, ty: name, field };
            violations.extend(crossing.violation(&joined));
        }
    }
}

/// An entity, and who owns it.
struct Entity<'s> {
    joined: Joined<'s>,
    owner: Graph<'s>,
}

fn entities<'s>(subject: &Subject<'s>, config: &NullableCrossing) -> BTreeMap<&'s Name, Entity<'s>> {
    let schema = subject.schema;
    let entity = |(name, ty): (&'s Name, &'s ExtendedType)| {
        let ExtendedType::Object(object) = ty else { return None };
        let joined = Joined::new(object);
        let said = config.owners.get(name.as_str());
        let owner =
            said.and_then(|said| joined.graphs.iter().copied().find(|graph| subgraph_name(schema, graph) == said));
        let owner = owner.or_else(|| joined.busiest())?;
        (!joined.keys.is_empty()).then_some((name, Entity { joined, owner }))
    };
    subject.types().filter_map(entity).collect()
}

/// One field.
struct Crossing<'c, 's> {
    subject: &'c Subject<'s>,
    config: &'c NullableCrossing,
    entities: &'c BTreeMap<&'s Name, Entity<'s>>,
    ty: &'s Name,
    field: &'s FieldDefinition,
}

impl<'s> Crossing<'_, 's> {
    fn violation(&self, joined: &Joined<'s>) -> Option<Violation> {
        let Self { ty, field, .. } = self;
        let coordinate = format!("{ty}.{}", field.name);
        let resolvers = joined.resolvers(field);
        let is_key = joined.keys.contains(field.name.as_str());
        let (why, help) = if let Some((graph, entity, owner)) = resolvers.iter().find_map(|graph| self.foreign(graph)) {
            if !innermost(&field.ty).is_non_null() {
                return None;
            }
            let (graph, owner) = (self.name(graph), self.name(owner));
            let why = format!("subgraph `{graph}` resolves it to a `{entity}`, which subgraph `{owner}` owns");
            (why, "make it nullable, in lists too: it is null while the owner is away")
        } else if field.ty.is_non_null() && !is_key {
            match self.entities.get(ty) {
                Some(entity) if !resolvers.contains(entity.owner) => {
                    let graphs: Vec<_> = resolvers.iter().map(|graph| format!("`{}`", self.name(graph))).collect();
                    let owner = self.name(entity.owner);
                    let why = format!("{} contributes it to a type that subgraph `{owner}` owns", graphs.join(", "));
                    (why, "make it nullable: it is null while its subgraph is away, and the rest of the object stays")
                }
                Some(_) if self.config.shared.iter().any(|shared| **ty == shared.as_str()) => {
                    let why = "its type is reached without its owner".to_owned();
                    (why, "make it nullable: it is null while the owner is away, and what others contribute stays")
                }
                _ => return None,
            }
        } else {
            return None;
        };
        Some(Violation {
            rule: LintRule::NullableCrossing,
            message: format!("`{coordinate}: {}` may need another subgraph and is not nullable: {why}", field.ty),
            help: help.to_owned(),
            coordinate,
        })
    }

    /// If `graph` resolves the field to an entity that it neither owns nor knows completely: to which, and whose it is.
    fn foreign(&self, graph: &Graph<'s>) -> Option<(Graph<'s>, &'s Name, Graph<'s>)> {
        let objects = possible(self.subject.schema, self.field.ty.inner_named_type(), graph);
        objects.into_iter().find_map(|object| {
            let entity = self.entities.get(object)?;
            let is_foreign = entity.owner != *graph && !entity.joined.is_complete_in(graph);
            is_foreign.then_some((*graph, object, entity.owner))
        })
    }

    fn name(&self, graph: Graph<'s>) -> &'s str {
        subgraph_name(self.subject.schema, graph)
    }
}

/// What is in all the lists.
fn innermost(ty: &Type) -> &Type {
    let mut ty = ty;
    while ty.is_list() {
        ty = ty.item_type();
    }
    ty
}
