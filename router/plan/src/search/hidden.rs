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
                let types = graph.composite(&below.ty).map_or(&[][..], |ty| &ty.all);
                children.push(self.hidden(child, types, below));
            }
        }
        // A field set may be about types that clients do not know of.
        let possible = self.graph.composite(&self.tree.position(position).ty).map_or(&[][..], |ty| &ty.all);
        let is_for_all = possible.iter().all(|ty| types.contains(ty));
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
            is_for_all,
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
    fn is_same(&self, one: NodeId, other: NodeId) -> bool {
        let slot = |node| self.tree.node(node).field().map(|field| field.slot);
        slot(one) == slot(other)
    }

    /// Whether a node has all that another one has.
    pub fn covers(&self, node: NodeId, other: NodeId) -> bool {
        let (own, others) = (self.tree.node(node), self.tree.node(other));
        self.is_same(node, other)
            && others.types.iter().all(|ty| own.types.contains(ty))
            && others.children.iter().all(|below| own.children.iter().any(|own| self.covers(*own, *below)))
    }

    /// Whether two nodes cannot stand in one representation: they are the same field with different arguments.
    pub fn conflicts(&self, one: NodeId, other: NodeId) -> bool {
        let (left, right) = (self.tree.node(one), self.tree.node(other));
        let name = |node: &Node| node.field().map(|field| field.name.clone());
        if name(left) != name(right) || !left.types.iter().any(|ty| right.types.contains(ty)) {
            return false;
        }
        !self.is_same(one, other)
            || left.children.iter().any(|left| right.children.iter().any(|right| self.conflicts(*left, *right)))
    }

    fn type_of(&self, item: &FieldSetItem) -> apollo_compiler::ast::Type {
        self.graph
            .field_type(&item.ty, &item.name)
            .cloned()
            .unwrap_or_else(|| apollo_compiler::ast::Type::Named(item.returns.clone()))
    }
}
