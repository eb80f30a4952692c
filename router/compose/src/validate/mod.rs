//! What must hold in each subgraph alone. One file per family of rules.

mod authorization;
mod cost;
mod default_value;
mod external;
mod field_set;
mod graphql;
mod interface_key;
mod key;
mod list_size;
mod merged;
mod names;
mod overriding;
mod provides;
mod requires;
mod shareable;
mod unsupported;

pub(crate) use merged::check as check_merged;
pub(crate) use names::check as check_names;

use apollo_compiler::Name;

use crate::{
    diagnostic::{Code, Diagnostic, Report},
    subgraph::{Expanded, Facts, Subgraph, Validated, strip_federation_1},
};

impl Subgraph<Expanded> {
    /// Checks everything that can be checked without the other subgraphs.
    pub(crate) fn validate(self, report: &mut Report) -> Option<Subgraph<Validated>> {
        let before = report.errors();
        let mut schema = self.check_graphql(report)?;
        self.check_defaults(&schema, report);
        if report.errors() > before {
            return None;
        }
        if self.federation().is_first() {
            let emptied = strip_federation_1(&mut schema, self.federation());
            self.report_emptied(&emptied, report);
        }
        let facts = Facts::gather(&schema, self.federation());
        let check = Check { subgraph: &self, schema: &schema, facts: &facts };
        key::check(&check, report);
        interface_key::check(&check, report);
        requires::check(&check, report);
        provides::check(&check, report);
        external::check(&check, report);
        shareable::check(&check, report);
        overriding::check(&check, report);
        authorization::check(&check, report);
        cost::check(&check, report);
        list_size::check(&check, report);
        unsupported::check(&check, report);
        (report.errors() == before).then(|| self.validated(schema, facts))
    }
}

impl Subgraph<Expanded> {
    fn report_emptied(&self, types: &[Name], report: &mut Report) {
        for name in types {
            let message =
                format!("`{name}` has only external fields, and no @key, @requires or @provides uses one of them");
            let place = self.schema().types.get(name).and_then(|ty| ty.name().location());
            report.push(
                Diagnostic::error(Code::TypeWithOnlyUnusedExternal, message)
                    .on(name.to_string())
                    .at(self.location(place, format!("in subgraph `{}`", self.name)))
                    .help("remove @external from what this subgraph resolves"),
            );
        }
    }
}

/// What the rules look at.
struct Check<'s> {
    subgraph: &'s Subgraph<Expanded>,
    schema: &'s apollo_compiler::Schema,
    facts: &'s Facts,
}
