//! What may need another subgraph is nullable, so that the outage of one takes only its own fields.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::{
    Name,
    ast::{FieldDefinition, Type},
    schema::ExtendedType,
};

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

/// Why a field should be nullable, and what that would be good for.
type Reason = (String, &'static str);

impl<'s> Crossing<'_, 's> {
    fn violation(&self, joined: &Joined<'s>) -> Option<Violation> {
        let resolvers = joined.resolvers(self.field);
        let is_key = joined.keys.contains(self.field.name.as_str());
        let on_entity = || if is_key || !self.field.ty.is_non_null() { None } else { self.entities.get(self.ty) };
        let reason = self.reference(&resolvers);
        let reason =
            reason.or_else(|| self.contributed(on_entity()?, &resolvers)).or_else(|| self.shared(on_entity()?));
        let (why, help) = reason?;
        let coordinate = format!("{}.{}", self.ty, self.field.name);
        Some(Violation {
            rule: LintRule::NullableCrossing,
            message: format!("`{coordinate}: {}` may need another subgraph and is not nullable: {why}", self.field.ty),
            help: help.to_owned(),
            coordinate,
        })
    }

    fn reference(&self, resolvers: &BTreeSet<Graph<'s>>) -> Option<Reason> {
        let (graph, entity, owner) = resolvers.iter().find_map(|graph| self.foreign(graph))?;
        let (graph, owner) = (self.name(graph), self.name(owner));
        let why = format!("subgraph `{graph}` resolves it to a `{entity}`, which subgraph `{owner}` owns");
        let help = "make it nullable, in lists too: it is null while the owner is away";
        innermost(&self.field.ty).is_non_null().then_some((why, help))
    }

    fn contributed(&self, entity: &Entity<'s>, resolvers: &BTreeSet<Graph<'s>>) -> Option<Reason> {
        let graphs: Vec<_> = resolvers.iter().map(|graph| format!("`{}`", self.name(graph))).collect();
        let (graphs, owner) = (graphs.join(", "), self.name(entity.owner));
        let why = format!("{graphs} contributes it to a type that subgraph `{owner}` owns");
        let help = "make it nullable: it is null while its subgraph is away, and the rest of the object stays";
        (!resolvers.contains(entity.owner)).then_some((why, help))
    }

    fn shared(&self, entity: &Entity<'s>) -> Option<Reason> {
        let is_shared = self.config.shared.iter().any(|shared| *self.ty == shared.as_str());
        let why = format!("its type is reached without subgraph `{}`, which owns it", self.name(entity.owner));
        let help = "make it nullable: it is null while the owner is away, and what others contribute stays";
        is_shared.then_some((why, help))
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
