//! Field sets: the arguments of `@key`, `@requires` and `@provides`.

use std::fmt;

use apollo_compiler::{
    Name, Node, Schema,
    ast::Argument,
    executable::{self, Selection, SelectionSet},
    validation::Valid,
};

use super::SupergraphError;

/// Some fields of a type, and of what they return.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FieldSet {
    /// In the order in which they are written.
    pub items: Vec<FieldSetItem>,
}

/// A field of a field set.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldSetItem {
    /// The type of which it is a field: the field set's own, or that of a fragment in it.
    pub ty: Name,
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<Node<Argument>>,
    /// The named type that it returns.
    pub returns: Name,
    /// Its own fields; empty if it is a leaf.
    pub fields: FieldSet,
}

impl FieldSet {
    /// Reads the fields of `ty` that `text` names.
    pub(crate) fn parse(schema: &Valid<Schema>, ty: &Name, text: &str) -> Result<Self, SupergraphError> {
        let parsed =
            executable::FieldSet::parse_and_validate(schema, ty.clone(), text, "field set").map_err(|error| {
                SupergraphError::Join(format!("`{text}` does not select fields of `{ty}`: {}", error.errors))
            })?;
        Ok(Self::of(&parsed.selection_set))
    }

    fn of(selection: &SelectionSet) -> Self {
        let mut items = Vec::new();
        collect(selection, &mut items);
        Self { items }
    }

    /// Whether it has nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The item that is the field `name` of `ty`.
    #[must_use]
    pub fn find(&self, ty: &str, name: &str) -> Option<&FieldSetItem> {
        self.items.iter().find(|item| item.name == name && item.ty == ty)
    }
}

fn collect(selection: &SelectionSet, items: &mut Vec<FieldSetItem>) {
    for selected in &selection.selections {
        match selected {
            Selection::Field(field) => items.push(FieldSetItem {
                ty: selection.ty.clone(),
                name: field.name.clone(),
                arguments: field.arguments.clone(),
                returns: field.ty().inner_named_type().clone(),
                fields: FieldSet::of(&field.selection_set),
            }),
            Selection::InlineFragment(fragment) => collect(&fragment.selection_set, items),
            // Field sets have no fragments of their own to spread.
            Selection::FragmentSpread(_) => {}
        }
    }
}

impl fmt::Display for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.items.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(&item.name)?;
            if !item.fields.is_empty() {
                write!(f, " {{ {} }}", item.fields)?;
            }
        }
        Ok(())
    }
}
