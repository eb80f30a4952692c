//! Nodes that planning wants: the parts of field sets.

use apollo_compiler::name;

use super::Search;
use crate::{
    Condition, FieldSetItem, ShapeId, TypeId,
    tree::{FieldNode, Node, NodeId, NodeKind},
};

impl Search<'_> {
    /// A node for an item of a field set, with all that is below it, wanted of objects of these types.
    pub fn hidden(&mut self, position: ShapeId, types: &[TypeId], item: &FieldSetItem) -> NodeId {
        let ty = self.type_of(item);
        let is_composite = !item.fields.is_empty();
        let (slot, child) = self.tree.hidden_slot(position, &item.name, &item.arguments, &ty, is_composite);
        let mut children = Vec::new();
        if let Some(child) = child {
            let graph = self.graph;
            for below in &item.fields.items {
                let types = graph.composite(&below.ty).map_or(&[][..], |ty| &ty.possible);
                children.push(self.hidden(child, types, below));
            }
        }
        let possible = self.graph.composite(&self.tree.position(position).ty).map_or(0, |ty| ty.possible.len());
        self.tree.add_node(Node {
            position,
            kind: NodeKind::Field(FieldNode {
                on: item.ty.clone(),
                name: item.name.clone(),
                arguments: item.arguments.clone(),
                ty,
                slot,
                child,
            }),
            response_key: item.name.clone(),
            is_for_all: types.len() == possible,
            types: types.to_vec(),
            condition: Condition::always(),
            children,
            hidden: Vec::new(),
            split: Vec::new(),
        })
    }

    /// A node for the type of the objects at a position, or for that they are there at all.
    pub fn typename(&mut self, position: ShapeId, kind: NodeKind) -> NodeId {
        let types =
            self.graph.composite(&self.tree.position(position).ty).map_or_else(Vec::new, |ty| ty.possible.clone());
        self.tree.add_node(Node {
            position,
            kind,
            response_key: name!("__typename"),
            types,
            is_for_all: true,
            condition: Condition::always(),
            children: Vec::new(),
            hidden: Vec::new(),
            split: Vec::new(),
        })
    }

    /// Whether two nodes are kept in one slot.
    pub fn is_same(&self, one: NodeId, other: NodeId) -> bool {
        let slot = |node| self.tree.node(node).field().map(|field| field.slot);
        slot(one) == slot(other)
    }

    fn type_of(&self, item: &FieldSetItem) -> apollo_compiler::ast::Type {
        self.graph
            .field_type(&item.ty, &item.name)
            .cloned()
            .unwrap_or_else(|| apollo_compiler::ast::Type::Named(item.returns.clone()))
    }
}
