//! What is sent to find an entity: what several reasons need of it, as one.

use crate::{
    Condition, Representation, RepresentationField, TypeId,
    build::{Builder, Entity, EntityNeed},
    search::Search,
    tree::NodeId,
};

/// The representation of entities of one type, or of all.
pub(crate) fn representation(
    search: &Search<'_>,
    builder: &Builder,
    object_type: Option<TypeId>,
    entity: &Entity,
    decides: bool,
) -> Representation {
    let mut fields = Vec::new();
    let mut sent = Condition::never();
    for EntityNeed { node, is_key, condition } in &entity.needs {
        sent = sent.or(condition);
        let Some(needed) = field(search, *node, *is_key) else { continue };
        // It is for objects of this type anyway.
        add(&mut fields, RepresentationField { types: None, condition: condition.clone(), ..needed });
    }
    let typename = builder.selected(entity.selected).ty.to_string();
    Representation { object_type, typename, fields, condition: sent, decides }
}

fn field(search: &Search<'_>, node: NodeId, is_key: bool) -> Option<RepresentationField> {
    let node = search.tree.node(node);
    let field_node = node.field()?;
    let mut fields = Vec::new();
    for below in node.children.iter().filter_map(|below| field(search, *below, is_key)) {
        add(&mut fields, below);
    }
    Some(RepresentationField {
        name: field_node.name.to_string(),
        types: (!node.is_for_all).then(|| node.types.clone()),
        slot: field_node.slot,
        is_key,
        condition: node.condition.clone(),
        fields,
    })
}

/// Adds a field, or what it has more than the one that is there.
fn add(fields: &mut Vec<RepresentationField>, more: RepresentationField) {
    let Some(known) = fields.iter_mut().find(|known| known.slot == more.slot) else {
        fields.push(more);
        return;
    };
    known.types = known.types.take().zip(more.types).map(|(mut types, more)| {
        types.extend(more);
        types.sort_unstable();
        types.dedup();
        types
    });
    known.is_key |= more.is_key;
    known.condition = known.condition.clone().or(&more.condition);
    more.fields.into_iter().for_each(|below| add(&mut known.fields, below));
}
