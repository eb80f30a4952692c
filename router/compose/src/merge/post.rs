//! What must hold in the merged schema.

use apollo_compiler::{Name, schema::ExtendedType};

use super::Merge;
use crate::{
    diagnostic::{Code, Diagnostic, Location},
    field_set::fields_of,
};

impl Merge<'_> {
    /// Each subgraph's types implement its own interfaces; merged, they have to implement the merged ones.
    pub(super) fn check_merged(&mut self) {
        self.check_requirements();
        let mut missing = Vec::new();
        for object in self.merged.types.values().filter_map(ExtendedType::as_object) {
            for interface in &object.implements_interfaces {
                let Some((_, fields)) = fields_of(&self.merged, interface) else { continue };
                for field in fields.keys().filter(|field| !object.fields.contains_key(*field)) {
                    missing.push((interface.name.clone(), field.clone(), object.name.clone()));
                }
            }
        }
        for (interface, field, object) in missing {
            let message = format!("`{object}` implements `{interface}` and has no field `{field}` in any subgraph");
            let places = self.places_of_field(&interface, &field);
            let lacking = self.places_of_type(&object, "without it");
            self.report(
                Diagnostic::error(Code::InterfaceFieldNoImplem, message)
                    .on(format!("{interface}.{field}"))
                    .at(places)
                    .at(lacking)
                    .help(format!("add `{field}` to `{object}` in one subgraph")),
            );
        }
    }

    fn places_of_field(&self, parent: &Name, field: &Name) -> Vec<Location> {
        let place = |subgraph: &crate::subgraph::Subgraph<crate::subgraph::Validated>| {
            let (_, fields) = fields_of(subgraph.schema(), parent)?;
            subgraph.location(fields.get(field)?.name.location(), format!("in subgraph `{}`", subgraph.name))
        };
        self.subgraphs.iter().filter_map(place).collect()
    }

    fn places_of_type(&self, name: &Name, label: &str) -> Vec<Location> {
        let place = |subgraph: &crate::subgraph::Subgraph<crate::subgraph::Validated>| {
            subgraph.location(subgraph.schema().types.get(name)?.name().location(), label)
        };
        self.subgraphs.iter().filter_map(place).collect()
    }
}
