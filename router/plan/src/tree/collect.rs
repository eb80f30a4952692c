//! Section 6.3.2 of the GraphQL specification (field collection), done once for all object types and all values of the
//! Boolean variables.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    Name, Node as Shared,
    executable::{DirectiveList, ExecutableDocument, Field, Operation, Selection, SelectionSet},
};

use super::{FieldNode, Node, NodeId, NodeKind, Tree};
use crate::{Budget, Condition, PlanError, ShapeId, Supergraph, Term, TypeId};

/// The tree of an operation, and the nodes at its root.
pub(crate) fn collect(
    graph: &Supergraph,
    document: &ExecutableDocument,
    operation: &Operation,
    budget: &Budget,
) -> Result<(Tree, Vec<NodeId>), PlanError> {
    let tree = Tree::new(operation.selection_set.ty.clone());
    let mut collector = Collector { graph, document, budget, tree };
    let nodes = collector.position(Tree::ROOT, &[(&operation.selection_set, Condition::always())])?;
    Ok((collector.tree, nodes))
}

struct Collector<'a> {
    graph: &'a Supergraph,
    document: &'a ExecutableDocument,
    budget: &'a Budget,
    tree: Tree,
}

/// What is being collected for one position.
struct Level<'a> {
    position: ShapeId,
    /// How many object types can stand here.
    possible: usize,
    nodes: Vec<NodeId>,
    by_key: HashMap<Name, Vec<NodeId>>,
    /// The selection sets of each node, each with the condition under which it is asked for.
    below: HashMap<NodeId, Vec<(&'a SelectionSet, Condition)>>,
    /// Fragments that need not be looked at twice.
    seen: HashSet<(Name, Vec<TypeId>, Condition)>,
}

impl<'a> Collector<'a> {
    fn position(
        &mut self,
        position: ShapeId,
        selections: &[(&'a SelectionSet, Condition)],
    ) -> Result<Vec<NodeId>, PlanError> {
        let possible = self.possible(&self.tree.position(position).ty.clone()).to_vec();
        let mut level = Level {
            position,
            possible: possible.len(),
            nodes: Vec::new(),
            by_key: HashMap::new(),
            below: HashMap::new(),
            seen: HashSet::new(),
        };
        for (selection_set, condition) in selections {
            self.selection_set(&mut level, selection_set, &possible, condition)?;
        }
        for id in level.nodes.clone() {
            let Some(child) = self.tree.node(id).field().and_then(|field| field.child) else { continue };
            let below = level.below.remove(&id).unwrap_or_default();
            self.tree.node_mut(id).children = self.position(child, &below)?;
        }
        Ok(level.nodes)
    }

    fn selection_set(
        &mut self,
        level: &mut Level<'a>,
        selection_set: &'a SelectionSet,
        types: &[TypeId],
        condition: &Condition,
    ) -> Result<(), PlanError> {
        for selection in &selection_set.selections {
            self.budget.spend(1)?;
            let condition = condition.and(&asked_for(directives(selection)));
            if condition.is_never() {
                continue;
            }
            self.budget.spend(condition.alternatives().len())?;
            match selection {
                Selection::Field(field) => self.field(level, &selection_set.ty, field, types, condition)?,
                Selection::InlineFragment(fragment) => {
                    let types = self.narrowed(types, fragment.type_condition.as_ref());
                    self.selection_set(level, &fragment.selection_set, &types, &condition)?;
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.document.fragments.get(&spread.fragment_name) else { continue };
                    let types = self.narrowed(types, Some(fragment.type_condition()));
                    let seen = (spread.fragment_name.clone(), types, condition);
                    if !level.seen.contains(&seen) {
                        level.seen.insert(seen.clone());
                        self.selection_set(level, &fragment.selection_set, &seen.1, &seen.2)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds a field for some object types: to the nodes that are there already, and as a new one for the rest.
    fn field(
        &mut self,
        level: &mut Level<'a>,
        on: &Name,
        field: &'a Shared<Field>,
        types: &[TypeId],
        condition: Condition,
    ) -> Result<(), PlanError> {
        let key = field.response_key().clone();
        let mut rest = types.to_vec();
        for id in level.by_key.get(&key).cloned().unwrap_or_default() {
            let node = self.tree.node(id);
            let both: Vec<_> = node.types.iter().copied().filter(|ty| rest.contains(ty)).collect();
            if both.is_empty() {
                continue;
            }
            rest.retain(|ty| !both.contains(ty));
            let merged = if both.len() == node.types.len() { id } else { self.divide(level, id, both, &key) };
            let node = self.tree.node_mut(merged);
            node.condition = std::mem::replace(&mut node.condition, Condition::never()).or(&condition);
            level.below.entry(merged).or_default().push((&field.selection_set, condition.clone()));
        }
        if !rest.is_empty() {
            let id = self.add(level, on, field, rest, condition.clone());
            level.by_key.entry(key).or_default().push(id);
            level.below.entry(id).or_default().push((&field.selection_set, condition));
        }
        Ok(())
    }

    /// Takes `types` out of a node, into a node of their own.
    fn divide(&mut self, level: &mut Level<'a>, id: NodeId, types: Vec<TypeId>, key: &Name) -> NodeId {
        let node = self.tree.node_mut(id);
        let own = Node { types: types.clone(), is_for_all: false, ..node.clone() };
        node.types.retain(|ty| !types.contains(ty));
        node.is_for_all = false;
        let own = self.tree.add_node(own);
        let below = level.below.get(&id).cloned().unwrap_or_default();
        level.below.insert(own, below);
        // Right behind the other half: for each type the response has its fields in the order of the document.
        let behind = level.nodes.iter().position(|node| *node == id).map_or(level.nodes.len(), |at| at + 1);
        level.nodes.insert(behind, own);
        level.by_key.entry(key.clone()).or_default().push(own);
        own
    }

    fn add(
        &mut self,
        level: &mut Level<'a>,
        on: &Name,
        field: &Field,
        types: Vec<TypeId>,
        condition: Condition,
    ) -> NodeId {
        let kind = match field.name.as_str() {
            "__typename" => NodeKind::Typename,
            "__schema" | "__type" => NodeKind::Introspection,
            _ => {
                let ty = field.ty();
                let is_composite = self.graph.composite(ty.inner_named_type()).is_some();
                let (slot, child) = self.tree.slot(
                    level.position,
                    field.response_key(),
                    &field.name,
                    &field.arguments,
                    ty,
                    is_composite,
                );
                NodeKind::Field(FieldNode {
                    on: on.clone(),
                    name: field.name.clone(),
                    arguments: field.arguments.clone(),
                    ty: ty.clone(),
                    slot,
                    child,
                })
            }
        };
        let id = self.tree.add_node(Node {
            position: level.position,
            kind,
            response_key: field.response_key().clone(),
            is_for_all: types.len() == level.possible,
            types,
            condition,
            children: Vec::new(),
            hidden: Vec::new(),
            split: Vec::new(),
        });
        level.nodes.push(id);
        id
    }

    fn narrowed(&self, types: &[TypeId], condition: Option<&Name>) -> Vec<TypeId> {
        let Some(condition) = condition else { return types.to_vec() };
        let possible = self.possible(condition);
        types.iter().copied().filter(|ty| possible.contains(ty)).collect()
    }

    fn possible(&self, ty: &str) -> &'a [TypeId] {
        self.graph.composite(ty).map_or(&[], |ty| &ty.possible)
    }
}

fn directives(selection: &Selection) -> &DirectiveList {
    match selection {
        Selection::Field(field) => &field.directives,
        Selection::InlineFragment(fragment) => &fragment.directives,
        Selection::FragmentSpread(spread) => &spread.directives,
    }
}

/// What `@skip` and `@include` say.
fn asked_for(directives: &DirectiveList) -> Condition {
    let mut terms = Vec::new();
    for (name, expected) in [("skip", false), ("include", true)] {
        let Some(value) = directives.get(name).and_then(|directive| directive.specified_argument_by_name("if")) else {
            continue;
        };
        if let Some(variable) = value.as_variable() {
            terms.push(Term { variable: variable.to_string(), expected });
        } else if value.to_bool() == Some(!expected) {
            return Condition::never();
        }
    }
    Condition::all(terms)
}
