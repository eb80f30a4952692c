//! Why a field cannot be resolved: what is said of each subgraph.

use apollo_compiler::{Name, ast::FieldDefinition};

use super::{
    labels::LabelsId,
    site::{Reached, Site},
    walk::{StateId, Walk},
};
use crate::{FieldSet, FieldSetItem, budget::Spent, supergraph::Member};

impl<'a> Walk<'a> {
    /// Why no subgraph resolves a field of a state.
    pub(super) fn explain(
        &mut self,
        id: StateId,
        field: &'a FieldDefinition,
        reached: &Reached<'a>,
        labels: LabelsId,
    ) -> Result<Vec<String>, Spent> {
        let graph = self.graph;
        let ty = self.state(id).ty;
        let mut reasons = Vec::new();
        for way in &reached.ways {
            let reason = self.explain_site(ty, way.site, field, labels)?;
            add(&mut reasons, format!("from subgraph `{}`: {reason}", graph.subgraph_name(way.site.subgraph)));
        }
        for start in self.state(id).sites.clone() {
            let reached = self.reach.reached(ty, &[start], labels)?;
            for (subgraph, known_as, resolver) in graph.resolvers_of(ty, &field.name) {
                if resolver.is_external || reached.at(subgraph, known_as).next().is_some() {
                    continue;
                }
                let Some(member) = graph.composite(known_as).and_then(|ty| ty.members.get(&subgraph)) else { continue };
                for reason in self.explain_keys(ty, known_as, member, &reached, labels)? {
                    let (from, to) = (graph.subgraph_name(start.subgraph), graph.subgraph_name(subgraph));
                    add(
                        &mut reasons,
                        format!("from subgraph `{from}`: cannot move to subgraph `{to}`, which has it: {reason}"),
                    );
                }
            }
        }
        Ok(reasons)
    }

    /// Why nobody knows of which type the objects are that some subgraphs have as interface objects.
    pub(super) fn explain_type(&mut self, sites: &[Site<'a>], labels: LabelsId) -> Result<Vec<String>, Spent> {
        let graph = self.graph;
        let mut reasons = Vec::new();
        for site in sites {
            let from = graph.subgraph_name(site.subgraph);
            let name = site.ty;
            add(&mut reasons, format!("from subgraph `{from}`: it does not know what implements `{name}`"));
            let Some(ty) = graph.composite(name) else { continue };
            let reached = self.reach.reached(name, &[*site], labels)?;
            for (subgraph, member) in ty.members.iter().filter(|(_, member)| !member.is_interface_object) {
                let to = graph.subgraph_name(*subgraph);
                for reason in self.explain_keys(name, name, member, &reached, labels)? {
                    add(&mut reasons, format!("from subgraph `{from}`: cannot move to subgraph `{to}`: {reason}"));
                }
            }
        }
        Ok(reasons)
    }

    fn explain_site(
        &mut self,
        ty: &'a Name,
        site: Site<'a>,
        field: &'a FieldDefinition,
        labels: LabelsId,
    ) -> Result<String, Spent> {
        let coordinate = format!("{}.{}", site.ty, field.name);
        let Some(resolver) = self.graph.resolver(site.ty, &field.name, site.subgraph) else {
            return Ok(format!("cannot find field `{coordinate}`"));
        };
        if let Some(requires) = &resolver.requires {
            let reached = self.reach.reached(ty, &[site], labels)?;
            let missing = self.reach.missing(ty, &reached, requires, labels)?;
            return Ok(if missing.is_empty() {
                format!(
                    "`{coordinate}` has @requires(fields: \"{requires}\"), and no key of `{ty}` is at hand to send that along"
                )
            } else {
                format!(
                    "`{coordinate}` has @requires(fields: \"{requires}\"), and {} cannot be resolved",
                    names(&missing)
                )
            });
        }
        Ok(if resolver.when.is_some() {
            format!("`{coordinate}` is overridden")
        } else {
            format!("`{coordinate}` is @external")
        })
    }

    fn explain_keys(
        &mut self,
        ty: &'a Name,
        known_as: &'a Name,
        member: &'a Member,
        reached: &Reached<'a>,
        labels: LabelsId,
    ) -> Result<Vec<String>, Spent> {
        if member.keys.is_empty() {
            let why = if member.has_unresolvable_key { "no resolvable @key" } else { "no @key" };
            return Ok(vec![format!("`{known_as}` has {why} there")]);
        }
        let mut reasons = Vec::new();
        for key in &member.keys {
            let missing = self.reach.missing(ty, reached, key, labels)?;
            reasons.push(format!("for its @key(fields: \"{key}\"), {} cannot be resolved", names(&missing)));
        }
        Ok(reasons)
    }
}

fn names(items: &[&FieldSetItem]) -> String {
    let names: Vec<_> = items
        .iter()
        .map(|item| {
            let only = FieldSet { items: vec![(*item).clone()] };
            format!("`{only}`")
        })
        .collect();
    names.join(", ")
}

fn add(reasons: &mut Vec<String>, reason: String) {
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}
