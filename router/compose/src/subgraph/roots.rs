//! Root types go by their usual names in a supergraph, whatever a subgraph calls them.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{FieldDefinition, OperationType},
    collections::HashMap,
    schema::{Component, ComponentName, ExtendedType, ObjectType},
};

use super::{Parsed, Subgraph, federation::rename};
use crate::diagnostic::{Code, Diagnostic, Report};

impl Subgraph<Parsed> {
    /// Gives the root types their usual names, and a document without a query root an empty one.
    pub(super) fn normalise_roots(&mut self, report: &mut Report) {
        let roots: Vec<_> = self.schema().schema_definition.iter_root_operations().collect();
        let mut renamed = HashMap::default();
        let mut taken = Vec::new();
        for operation in [OperationType::Query, OperationType::Mutation, OperationType::Subscription] {
            let usual = operation.default_type_name();
            let root = roots.iter().find(|(other, _)| *other == operation).map(|(_, root)| root.name.clone());
            match root {
                Some(root) if root == usual => {}
                root => {
                    if self.schema().types.contains_key(&usual) {
                        taken.push((operation, usual.clone()));
                    }
                    if let Some(root) = root {
                        renamed.insert(root, usual);
                    }
                }
            }
        }
        for (operation, usual) in &taken {
            report.push(self.taken(*operation, usual));
        }
        if !renamed.is_empty() && taken.is_empty() {
            rename_all(&mut self.stage.schema, &renamed);
        }
        if self.schema().schema_definition.query.is_none() && taken.is_empty() {
            add_query(&mut self.stage.schema);
        }
    }

    fn taken(&self, operation: OperationType, usual: &Name) -> Diagnostic {
        let code = match operation {
            OperationType::Query => Code::RootQueryUsed,
            OperationType::Mutation => Code::RootMutationUsed,
            OperationType::Subscription => Code::RootSubscriptionUsed,
        };
        let span = self.schema().types.get(usual).and_then(|ty| ty.name().location());
        Diagnostic::error(code, format!("`{usual}` is the name of the {operation} root, and another type has it"))
            .on(usual.to_string())
            .at(self.location(span, format!("not the {operation} root")))
            .help(format!("rename the type, or name it as the {operation} root in `schema {{ … }}`"))
    }
}

fn add_query(schema: &mut Schema) {
    let name = OperationType::Query.default_type_name();
    let query = ObjectType {
        description: None,
        name: name.clone(),
        implements_interfaces: Default::default(),
        directives: Default::default(),
        fields: Default::default(),
    };
    schema.types.insert(name.clone(), Node::new(query).into());
    schema.schema_definition.make_mut().query = Some(name.into());
}

fn rename_all(schema: &mut Schema, renamed: &HashMap<Name, Name>) {
    let definition = schema.schema_definition.make_mut();
    for root in [&mut definition.query, &mut definition.mutation, &mut definition.subscription].into_iter().flatten() {
        rename_component(root, renamed);
    }
    let types = std::mem::take(&mut schema.types);
    schema.types = types
        .into_iter()
        .map(|(name, mut ty)| {
            rename_in(&mut ty, renamed);
            (renamed.get(&name).cloned().unwrap_or(name), ty)
        })
        .collect();
}

fn rename_in(ty: &mut ExtendedType, renamed: &HashMap<Name, Name>) {
    match ty {
        ExtendedType::Object(object) => {
            let object = object.make_mut();
            if let Some(name) = renamed.get(&object.name) {
                object.name = name.clone();
            }
            rename_fields(object.fields.values_mut(), renamed);
        }
        ExtendedType::Interface(interface) if uses(interface.fields.values(), renamed) => {
            rename_fields(interface.make_mut().fields.values_mut(), renamed);
        }
        ExtendedType::Union(union) if union.members.iter().any(|member| renamed.contains_key(&member.name)) => {
            let union = union.make_mut();
            let members = std::mem::take(&mut union.members);
            union.members = members
                .into_iter()
                .map(|mut member| {
                    rename_component(&mut member, renamed);
                    member
                })
                .collect();
        }
        _ => {}
    }
}

fn uses<'f>(mut fields: impl Iterator<Item = &'f Component<FieldDefinition>>, renamed: &HashMap<Name, Name>) -> bool {
    fields.any(|field| renamed.contains_key(field.ty.inner_named_type()))
}

fn rename_fields<'f>(fields: impl Iterator<Item = &'f mut Component<FieldDefinition>>, renamed: &HashMap<Name, Name>) {
    for field in fields {
        if let Some(name) = renamed.get(field.ty.inner_named_type()) {
            field.make_mut().ty = rename(&field.ty, name);
        }
    }
}

fn rename_component(component: &mut ComponentName, renamed: &HashMap<Name, Name>) {
    if let Some(name) = renamed.get(&component.name) {
        component.name = name.clone();
    }
}
