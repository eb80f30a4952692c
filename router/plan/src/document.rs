//! Writes the document that a subgraph gets, and with it how the answer is read.

mod unsure;
mod wire_keys;

use std::collections::{BTreeSet, HashSet};

use apollo_compiler::{
    Name, Node,
    ast::{Argument, Value},
    executable::Operation,
};
use indexmap::IndexMap;

use crate::{
    Condition, ObjectType, OperationType, Read, ReadField, ReadValue, ShapeId, SlotId,
    build::{Builder, SelectedField, SelectedId, Shared},
    search::Search,
};
pub(crate) use wire_keys::WireKeys;

/// A document in the making.
pub(crate) struct Document<'s, 'a> {
    search: &'s Search<'a>,
    builder: &'s Builder,
    shared: &'s Shared,
    operation: &'s Operation,
    text: String,
    variables: BTreeSet<Name>,
    representations: Vec<String>,
    /// Positions at which objects of one type may stand by one way, and of others by another.
    unsure: HashSet<ShapeId>,
}

impl<'s, 'a> Document<'s, 'a> {
    pub fn new(search: &'s Search<'a>, builder: &'s Builder, shared: &'s Shared, operation: &'s Operation) -> Self {
        Self {
            search,
            builder,
            shared,
            operation,
            text: String::new(),
            variables: BTreeSet::new(),
            representations: Vec::new(),
            unsure: HashSet::new(),
        }
    }

    /// The selection at the root.
    pub fn root(&mut self, selected: SelectedId, condition: &Condition) -> Read {
        self.unsure = unsure::positions(self.search, self.builder, [selected]);
        self.selection(selected, condition, &mut WireKeys::default())
    }

    /// Begins the `index`th of `count` fields `_entities`, for objects of one type or of several. Returns its key and the name of its variable.
    pub fn open_entities(&mut self, index: usize, count: usize, selected: &[SelectedId]) -> (String, String) {
        self.unsure = unsure::positions(self.search, self.builder, selected.iter().copied());
        let (key, mut variable) = if count == 1 {
            ("_entities".to_owned(), "representations".to_owned())
        } else {
            (format!("_{index}"), format!("representations{index}"))
        };
        // A client may have a variable of the same name.
        while self.operation.variables.iter().any(|known| known.name == variable.as_str()) {
            variable.push('_');
        }
        let alias = if count == 1 { String::new() } else { format!("{key}:") };
        self.text.push_str(if self.text.is_empty() { "{" } else { " " });
        self.text.push_str(&format!("{alias}_entities(representations:${variable}){{"));
        if selected.len() > 1 {
            self.text.push_str("__typename ");
        }
        self.representations.push(variable.clone());
        (key, variable)
    }

    /// The selection of entities of one type.
    pub fn entity(&mut self, selected: SelectedId, condition: &Condition, keys: &mut WireKeys) -> Read {
        let ty = &self.builder.selected(selected).ty;
        let start = self.text.len();
        self.text.push_str(&format!("...on {ty}"));
        let read = self.selection(selected, condition, keys);
        // Several object types may go by the name of one interface.
        let (before, own) = self.text.split_at(start);
        if before.ends_with(own) {
            self.text.truncate(start);
        }
        read
    }

    /// The text of a selection, had the document nothing else.
    pub fn text_of(mut self, selected: SelectedId, condition: &Condition) -> String {
        self.unsure = unsure::positions(self.search, self.builder, [selected]);
        self.selection(selected, condition, &mut WireKeys::default());
        self.text
    }

    /// Ends what [`Self::open_entities`] began.
    pub fn close(&mut self) {
        self.text.push('}');
    }

    /// The whole text, and the client's variables in it.
    pub fn finish(mut self, kind: OperationType) -> (String, Vec<String>) {
        if !self.representations.is_empty() {
            self.text.push('}');
        }
        let own = self.representations.iter().map(|variable| format!("${variable}:[_Any!]!"));
        let asked = self.operation.variables.iter().filter(|variable| self.variables.contains(&variable.name));
        let clients = asked.clone().map(|variable| {
            let default = variable.default_value.as_ref().map(|value| format!("={}", value.serialize().no_indent()));
            format!("${}:{}{}", variable.name, variable.ty, default.unwrap_or_default())
        });
        let definitions: Vec<String> = own.chain(clients).collect();
        let names = asked.map(|variable| variable.name.to_string()).collect();
        let name = self.operation.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let definitions = if definitions.is_empty() { String::new() } else { format!("({})", definitions.join(",")) };
        let head = if kind == OperationType::Query && name.is_empty() && definitions.is_empty() {
            String::new()
        } else {
            format!("{}{name}{definitions}", kind.name())
        };
        (format!("{head}{}", self.text), names)
    }

    fn selection(&mut self, selected: SelectedId, enclosing: &Condition, keys: &mut WireKeys) -> Read {
        let at = self.builder.selected(selected);
        let graph = self.search.graph;
        let ty = graph.composite(&at.ty);
        let object_type = match ty.and_then(|ty| ty.object) {
            Some(object) if self.unsure.contains(&at.position) => ObjectType::Said(vec![object]),
            Some(object) => ObjectType::Known(object),
            None if graph.is_interface_object(&at.ty, at.subgraph) => ObjectType::Unknown,
            None => ObjectType::Said(ty.map_or_else(Vec::new, |ty| ty.all_in(at.subgraph).to_vec())),
        };
        let mut read = Read { shape: at.position, object_type, fields: Vec::new() };
        self.text.push('{');
        if matches!(read.object_type, ObjectType::Said(_)) || at.fields.is_empty() {
            self.text.push_str("__typename ");
        }
        // In the client's order: slots are numbered by it.
        let mut fields: Vec<_> =
            at.fields.iter().filter(|(key, field)| !is_asked_anyway(&at.fields, key, field)).collect();
        fields.sort_by(|((slot, on), _), ((other, other_on), _)| (on, slot).cmp(&(other_on, other)));
        let mut fragment: Option<&Name> = None;
        for ((slot, on), field) in fields {
            if on.as_ref() != fragment {
                if fragment.is_some() {
                    self.end("}");
                }
                if let Some(on) = on {
                    self.text.push_str(&format!("...on {on}{{"));
                }
                fragment = on.as_ref();
            }
            let next = self.conditional(selected, (*slot, on.as_ref()), field, enclosing, keys);
            add(&mut read.fields, next);
        }
        if fragment.is_some() {
            self.end("}");
        }
        self.end("}");
        read
    }

    /// Writes `text` in the place of the space that separates fields.
    fn end(&mut self, text: &str) {
        if self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push_str(text);
    }

    fn conditional(
        &mut self,
        selected: SelectedId,
        place: (SlotId, Option<&Name>),
        field: &SelectedField,
        enclosing: &Condition,
        keys: &mut WireKeys,
    ) -> ReadField {
        if enclosing.implies(&field.condition) {
            return self.field(selected, place, field, enclosing, keys);
        }
        let mut read = None;
        for terms in field.condition.alternatives() {
            // One directive of a kind may stand on a fragment: several terms are fragments in each other.
            let terms: Vec<_> = terms.iter().filter(|term| !enclosing.demands(term)).collect();
            for term in &terms {
                let directive = if term.expected { "include" } else { "skip" };
                self.text.push_str(&format!("...@{directive}(if:${}){{", term.variable));
                self.variables.insert(Name::new_unchecked(&term.variable));
            }
            read = Some(self.field(selected, place, field, &field.condition, keys));
            self.end(&"}".repeat(terms.len()));
        }
        // A condition that never holds is not asked for in the first place.
        read.unwrap_or_else(|| self.field(selected, place, field, enclosing, keys))
    }

    fn field(
        &mut self,
        selected: SelectedId,
        place: (SlotId, Option<&Name>),
        field: &SelectedField,
        enclosing: &Condition,
        keys: &mut WireKeys,
    ) -> ReadField {
        let tree = &self.search.tree;
        let at = self.builder.selected(selected);
        let (position, (slot, on)) = (at.position, place);
        let kept = &tree.position(position).slots[usize::from(slot.0)];
        let Some(wanted) = tree.node(field.node).field() else {
            return ReadField { key: kept.wire_key.to_string(), slot, value: ReadValue::Leaf };
        };
        let resolver = self.search.resolver(on.unwrap_or(&at.ty), &wanted.name, at.subgraph);
        let declared = resolver.map_or(&wanted.ty, |resolver| &resolver.declared);
        let key = keys.of(position, slot, &kept.wire_key, declared, wanted.child.is_some());
        if key != wanted.name.as_str() {
            self.text.push_str(&format!("{key}:"));
        }
        self.text.push_str(&wanted.name);
        self.arguments(&wanted.arguments);
        let value = match (field.child, wanted.child) {
            (Some(child), _) => {
                let read = self.selection(child, enclosing, keys);
                let identity = self.shared.get(&(position, slot));
                let (is_shared, identity) = (identity.is_some(), identity.cloned().unwrap_or_default());
                ReadValue::Objects { read, is_shared, identity }
            }
            // Objects of which nothing but that they are there is wanted.
            (None, Some(child)) => {
                let ty = wanted.ty.inner_named_type();
                let possible = self.search.graph.composite(ty).map_or_else(Vec::new, |ty| ty.all.clone());
                self.text.push_str("{__typename}");
                let read = Read { shape: child, object_type: ObjectType::Said(possible), fields: Vec::new() };
                ReadValue::Objects { read, is_shared: false, identity: Vec::new() }
            }
            (None, None) => ReadValue::Leaf,
        };
        self.text.push(' ');
        ReadField { key, slot, value }
    }

    fn arguments(&mut self, arguments: &[Node<Argument>]) {
        if arguments.is_empty() {
            return;
        }
        for (index, argument) in arguments.iter().enumerate() {
            self.text.push(if index == 0 { '(' } else { ',' });
            self.text.push_str(&format!("{}:{}", argument.name, argument.value.serialize().no_indent()));
            variables(&argument.value, &mut self.variables);
        }
        self.text.push(')');
    }
}

/// Whether a leaf in a fragment is asked for outside of it too.
fn is_asked_anyway(
    fields: &IndexMap<(SlotId, Option<Name>), SelectedField>,
    (slot, on): &(SlotId, Option<Name>),
    field: &SelectedField,
) -> bool {
    let is_implied = |anyway: &SelectedField| field.condition.implies(&anyway.condition);
    on.is_some() && field.child.is_none() && fields.get(&(*slot, None)).is_some_and(is_implied)
}

fn variables(value: &Value, found: &mut BTreeSet<Name>) {
    match value {
        Value::Variable(name) => {
            found.insert(name.clone());
        }
        Value::List(values) => values.iter().for_each(|value| variables(value, found)),
        Value::Object(fields) => fields.iter().for_each(|(_, value)| variables(value, found)),
        _ => {}
    }
}

/// One reading of two selections of the same objects.
pub(crate) fn merge(mut read: Read, other: Read) -> Read {
    if let (ObjectType::Said(known), ObjectType::Said(more)) = (&mut read.object_type, other.object_type) {
        known.extend(more);
        known.sort_unstable();
        known.dedup();
    }
    for field in other.fields {
        add(&mut read.fields, field);
    }
    read
}

fn add(fields: &mut Vec<ReadField>, field: ReadField) {
    let Some(known) = fields.iter_mut().find(|known| known.key == field.key) else {
        fields.push(field);
        return;
    };
    if let (ReadValue::Objects { read, .. }, ReadValue::Objects { read: other, .. }) = (&mut known.value, field.value) {
        let own = std::mem::replace(
            read,
            Read { shape: other.shape, object_type: other.object_type.clone(), fields: Vec::new() },
        );
        *read = merge(own, other);
    }
}
