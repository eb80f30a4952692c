//! What must hold in the merged schema.

use apollo_compiler::schema::ExtendedType;

use super::Merge;
use crate::{
    diagnostic::{Code, Diagnostic},
    field_set::fields_of,
    subgraph::locate,
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
            let coordinate = format!("{interface}.{field}");
            let places = locate(self.subgraphs, &coordinate);
            let lacking = locate(self.subgraphs, &object);
            self.report(
                Diagnostic::error(Code::InterfaceFieldNoImplem, message)
                    .on(coordinate)
                    .at(places)
                    .at(lacking)
                    .help(format!("add `{field}` to `{object}` in one subgraph")),
            );
        }
    }
}
