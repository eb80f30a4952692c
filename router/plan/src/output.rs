//! How the response is written: the client's own fields, in its order.

use apollo_compiler::{ast, schema::ExtendedType};

use crate::{
    LeafType, Output, OutputField, OutputKind, OutputType, OutputValue, ShapeId, Supergraph,
    tree::{FieldNode, NodeId, NodeKind, Tree},
};

/// The output of the nodes at a position.
pub(crate) fn output(graph: &Supergraph, tree: &Tree, position: ShapeId, nodes: &[NodeId]) -> Output {
    let mut fields = Vec::new();
    for id in nodes {
        let node = tree.node(*id);
        if node.split.is_empty() {
            fields.push(field(graph, tree, *id));
        } else {
            fields.extend(node.split.iter().map(|own| field(graph, tree, *own)));
        }
    }
    let ty = graph.composite(&tree.position(position).ty).filter(|ty| ty.possible.len() < ty.all.len());
    Output { shape: position, types: ty.map(|ty| ty.possible.clone()), fields }
}

fn field(graph: &Supergraph, tree: &Tree, id: NodeId) -> OutputField {
    let node = tree.node(id);
    let value = match &node.kind {
        // Nothing is written for a presence: it is hidden.
        NodeKind::Typename | NodeKind::Presence => OutputValue::Typename,
        NodeKind::Introspection => OutputValue::Introspection,
        NodeKind::Field(field) => OutputValue::Slot {
            slot: field.slot,
            value: value(graph, tree, field, &node.children, &field.ty),
            coordinate: format!("{}.{}", field.on, field.name),
        },
    };
    OutputField {
        key: node.response_key.to_string(),
        types: (!node.is_for_all).then(|| node.types.clone()),
        condition: node.condition.clone(),
        value,
    }
}

fn value(graph: &Supergraph, tree: &Tree, field: &FieldNode, children: &[NodeId], ty: &ast::Type) -> OutputType {
    let kind = match ty {
        ast::Type::List(item) | ast::Type::NonNullList(item) => {
            OutputKind::List(Box::new(value(graph, tree, field, children, item)))
        }
        ast::Type::Named(name) | ast::Type::NonNullNamed(name) => match field.child {
            Some(child) => OutputKind::Object(output(graph, tree, child, children)),
            None => OutputKind::Leaf(leaf(graph, name)),
        },
    };
    OutputType { non_null: ty.is_non_null(), kind }
}

fn leaf(graph: &Supergraph, name: &str) -> LeafType {
    match (name, graph.api().types.get(name)) {
        ("Int", _) => LeafType::Int,
        ("Float", _) => LeafType::Float,
        ("String", _) => LeafType::String,
        ("Boolean", _) => LeafType::Boolean,
        ("ID", _) => LeafType::Id,
        (_, Some(ExtendedType::Enum(values))) => {
            LeafType::Enum(values.values.keys().map(ToString::to_string).collect())
        }
        _ => LeafType::Custom,
    }
}
