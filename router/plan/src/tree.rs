//! What the client asked for, as a tree of positions and nodes.
//!
//! A *position* is a place in the response where objects can stand; it becomes a shape of the plan. A *node* is a field that
//! is wanted at a position: of the client (then the response shows it) or of planning itself (a part of a key, or what a
//! `@requires` wants). Fragments are gone: a node says for which object types it is wanted, and under which condition.

mod collect;

use std::collections::HashMap;

use apollo_compiler::{
    Name, Node as Shared,
    ast::{self, Argument},
};

pub(crate) use collect::collect;

use crate::{Condition, ShapeId, SlotId, TypeId};

/// The index of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(u32);

/// All positions and nodes of an operation.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tree {
    positions: Vec<Position>,
    nodes: Vec<Node>,
}

/// A place where objects can stand.
#[derive(Debug, Clone)]
pub(crate) struct Position {
    /// The type that the API declares.
    pub ty: Name,
    /// What its objects can hold.
    pub slots: Vec<Slot>,
    /// Whether its objects are known by an id alone, so that their owners must say whether they are there.
    pub is_found_by_id: bool,
    /// The position above and the slot there that leads here, but for the root.
    pub parent: Option<(ShapeId, SlotId)>,
    index: HashMap<SlotKey, SlotId>,
}

/// What a slot is for. Two nodes share a slot if they always hold the same.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// The key in the response, unless only planning wants it.
    pub response_key: Option<Name>,
    /// The key on the wire, unless it is taken there.
    pub wire_key: Name,
    /// The position of the objects that it holds.
    pub child: Option<ShapeId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SlotKey {
    response_key: Option<Name>,
    name: Name,
    arguments: Vec<Shared<Argument>>,
    ty: ast::Type,
}

/// A field that is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where.
    pub position: ShapeId,
    /// What it is.
    pub kind: NodeKind,
    /// Its key in the response.
    pub response_key: Name,
    /// The object types for which it is wanted, sorted.
    pub types: Vec<TypeId>,
    /// Whether these are all that can stand at the position.
    pub is_for_all: bool,
    /// When it is wanted.
    pub condition: Condition,
    /// What the client wants of what it returns.
    pub children: Vec<NodeId>,
    /// What planning wants of it besides.
    pub hidden: Vec<NodeId>,
    /// The same node for one object type each, where subgraphs do not treat all alike.
    pub split: Vec<NodeId>,
}

/// What is wanted.
#[derive(Debug, Clone)]
pub(crate) enum NodeKind {
    /// The name of the object's type.
    Typename,
    /// That the object is there.
    Presence,
    /// `__schema` or `__type`.
    Introspection,
    /// A field.
    Field(FieldNode),
}

/// A field, and where it is kept.
#[derive(Debug, Clone)]
pub(crate) struct FieldNode {
    /// The type on which it was selected.
    pub on: Name,
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<Shared<Argument>>,
    /// What the API says that it returns.
    pub ty: ast::Type,
    /// The slot that it goes into.
    pub slot: SlotId,
    /// The position of the objects that it returns.
    pub child: Option<ShapeId>,
}

impl Tree {
    /// A tree with the root's position in it.
    pub fn new(root: Name) -> Self {
        let mut tree = Self::default();
        tree.add_position(root, None);
        tree
    }

    pub const ROOT: ShapeId = ShapeId(0);

    pub fn position(&self, id: ShapeId) -> &Position {
        &self.positions[id.0 as usize]
    }

    pub fn find_by_id(&mut self, position: ShapeId) {
        self.positions[position.0 as usize].is_found_by_id = true;
    }

    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    pub fn add_node(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId((self.nodes.len() - 1) as u32)
    }

    fn add_position(&mut self, ty: Name, parent: Option<(ShapeId, SlotId)>) -> ShapeId {
        self.positions.push(Position { ty, slots: Vec::new(), is_found_by_id: false, parent, index: HashMap::new() });
        ShapeId((self.positions.len() - 1) as u32)
    }

    /// The slot of a field that the client wants under `response_key`.
    pub fn slot(
        &mut self,
        position: ShapeId,
        response_key: &Name,
        name: &Name,
        arguments: &[Shared<Argument>],
        ty: &ast::Type,
        is_composite: bool,
    ) -> (SlotId, Option<ShapeId>) {
        let key = SlotKey {
            response_key: Some(response_key.clone()),
            name: name.clone(),
            arguments: arguments.to_vec(),
            ty: ty.clone(),
        };
        self.slot_for(position, key, response_key.clone(), is_composite)
    }

    /// The slot of a field that planning wants: one that the client asked for too, if there is one.
    pub fn hidden_slot(
        &mut self,
        position: ShapeId,
        name: &Name,
        arguments: &[Shared<Argument>],
        ty: &ast::Type,
        is_composite: bool,
    ) -> (SlotId, Option<ShapeId>) {
        let at = self.position(position);
        let asked = at.index.iter().filter(|(key, _)| key.name == *name && key.arguments == arguments && key.ty == *ty);
        if let Some(slot) = asked.map(|(_, slot)| *slot).min() {
            return (slot, at.slots[usize::from(slot.0)].child);
        }
        let key = SlotKey { response_key: None, name: name.clone(), arguments: arguments.to_vec(), ty: ty.clone() };
        self.slot_for(position, key, name.clone(), is_composite)
    }

    fn slot_for(
        &mut self,
        position: ShapeId,
        key: SlotKey,
        wire_key: Name,
        is_composite: bool,
    ) -> (SlotId, Option<ShapeId>) {
        let at = &mut self.positions[position.0 as usize];
        if let Some(slot) = at.index.get(&key) {
            return (*slot, at.slots[usize::from(slot.0)].child);
        }
        let slot = SlotId(at.slots.len() as u16);
        let (ty, response_key) = (key.ty.clone(), key.response_key.clone());
        at.index.insert(key, slot);
        at.slots.push(Slot { response_key, wire_key, child: None });
        let child = is_composite.then(|| self.add_position(ty.inner_named_type().clone(), Some((position, slot))));
        self.positions[position.0 as usize].slots[usize::from(slot.0)].child = child;
        (slot, child)
    }

    /// A slot for the same field, with a position of its own for the objects that it holds.
    pub fn copy_slot(&mut self, position: ShapeId, slot: SlotId) -> (SlotId, ShapeId) {
        let at = &self.positions[position.0 as usize];
        let original = &at.slots[usize::from(slot.0)];
        let ty = original.child.map_or_else(|| at.ty.clone(), |child| self.position(child).ty.clone());
        let own = SlotId(at.slots.len() as u16);
        let (response_key, wire_key) = (original.response_key.clone(), original.wire_key.clone());
        let child = self.add_position(ty, Some((position, own)));
        self.positions[position.0 as usize].slots.push(Slot { response_key, wire_key, child: Some(child) });
        (own, child)
    }

    /// Copies a node, and what is below it, to another position of the same type. Adds how many it copied to `copied`.
    pub fn copy_below(&mut self, node: NodeId, to: ShapeId, copied: &mut usize) -> NodeId {
        *copied += 1;
        let mut own = self.node(node).clone();
        own.position = to;
        if let NodeKind::Field(field) = &mut own.kind {
            let (key, is_composite) = (&own.response_key, field.child.is_some());
            (field.slot, field.child) = self.slot(to, key, &field.name, &field.arguments, &field.ty, is_composite);
            if let Some(child) = field.child {
                own.children = own.children.iter().map(|below| self.copy_below(*below, child, copied)).collect();
            }
        }
        self.add_node(own)
    }

    /// The slots that lead from the root to a position.
    pub fn path(&self, position: ShapeId) -> Vec<SlotId> {
        let mut path = Vec::new();
        let mut at = position;
        while let Some((parent, slot)) = self.position(at).parent {
            path.push(slot);
            at = parent;
        }
        path.reverse();
        path
    }
}

impl Node {
    /// The field, if it is one.
    pub fn field(&self) -> Option<&FieldNode> {
        match &self.kind {
            NodeKind::Field(field) => Some(field),
            _ => None,
        }
    }
}
