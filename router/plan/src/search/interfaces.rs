//! Objects of which a subgraph knows only an interface: where else they can be found, and who knows of which type they are.

use super::{ChoiceId, Search, SiteId, explore::Around, jump::Jumper};
use crate::{
    PlanError, ShapeId,
    tree::{NodeId, NodeKind},
};

impl Search<'_> {
    /// The sites that are reached from those that only know an interface, whatever the objects are.
    pub(super) fn around_interfaces(
        &mut self,
        position: ShapeId,
        around: &mut Around<'_>,
    ) -> Result<Vec<SiteId>, PlanError> {
        if let Some(jumps) = &around.of_interfaces {
            return Ok(jumps.clone());
        }
        let unknown: Vec<SiteId> =
            around.sites.iter().copied().filter(|site| self.is_interface_object(*site)).collect();
        let mut jumps: Vec<SiteId> = Vec::new();
        for (index, site) in unknown.iter().enumerate() {
            let name = &self.site(*site).ty;
            if unknown[..index].iter().any(|before| self.site(*before).ty == *name) {
                continue;
            }
            let Some((name, ty)) = self.graph.named(name) else { continue };
            let alike: Vec<_> = unknown.iter().copied().filter(|other| self.site(*other).ty == *name).collect();
            jumps.extend(self.jumps(Jumper { position, name, object: None, objects: &ty.possible }, &alike)?);
        }
        around.of_interfaces = Some(jumps.clone());
        Ok(jumps)
    }

    /// The sites that know of which type the objects are.
    pub(super) fn telling(&mut self, position: ShapeId, around: &mut Around<'_>) -> Result<Vec<SiteId>, PlanError> {
        let knows = |search: &Self, site: &SiteId| !search.is_interface_object(*site);
        let mut telling: Vec<SiteId> = around.sites.iter().copied().filter(|site| knows(self, site)).collect();
        if telling.is_empty() {
            telling = self.around_interfaces(position, around)?;
            telling.retain(|site| knows(self, site));
        }
        if telling.is_empty() {
            return Err(PlanError::Unreachable { coordinate: self.tree.position(position).ty.to_string() });
        }
        Ok(telling)
    }

    /// Whether a node is there for some objects only.
    pub(super) fn depends_on_type(&self, node: NodeId) -> bool {
        let node = self.tree.node(node);
        node.field().is_some() && (!node.is_for_all || !node.split.is_empty())
    }

    /// Sees to it that the types of objects are known where one side does not know them.
    pub(super) fn tell_types(
        &mut self,
        position: ShapeId,
        around: &mut Around<'_>,
        choices: &mut Vec<ChoiceId>,
    ) -> Result<(), PlanError> {
        if around.sites.iter().any(|site| self.is_interface_object(*site)) {
            let telling = self.telling(position, around)?;
            let node = self.typename(position, NodeKind::Typename);
            choices.push(self.add_choice(node, false, telling));
        }
        Ok(())
    }
}
