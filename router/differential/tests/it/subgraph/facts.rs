//! What a document's federation directives say.

use std::collections::HashMap;

use apollo_compiler::{
    Name, Schema,
    ast::{self, Directive},
    collections::IndexMap,
    executable::{FieldSet, Selection, SelectionSet},
    schema::{Component, DirectiveList, ExtendedType, FieldDefinition},
    validation::Valid,
};

use super::{
    FieldFacts, Key, TypeFacts, When,
    federation::{Federation, text},
};

pub fn gather(
    document: &Schema,
    schema: &Valid<Schema>,
    federation: &Federation,
) -> Result<HashMap<Name, TypeFacts>, String> {
    let reader = Reader { schema, federation };
    let mut types = HashMap::new();
    for (name, ty) in &document.types {
        let facts = match ty {
            ExtendedType::Object(object) => reader.composite(name, &object.directives, &object.fields)?,
            ExtendedType::Interface(interface) => reader.composite(name, &interface.directives, &interface.fields)?,
            _ => continue,
        };
        types.insert(name.clone(), facts);
    }
    let mut in_keys = Vec::new();
    // Who extends an entity knows its key, though it says that the key is another's.
    let mut given = Vec::new();
    for key in types.values().flat_map(|facts: &TypeFacts| &facts.keys) {
        fields_of(&key.fields, &mut in_keys);
    }
    for key in types.values().flat_map(|facts| &facts.keys).filter(|key| key.is_of_extension) {
        fields_of(&key.fields, &mut given);
    }
    for (ty, field) in given {
        if let Some(facts) = types.get_mut(&ty).and_then(|facts| facts.fields.get_mut(&field)) {
            facts.is_external = false;
        }
    }
    if federation.is_first() {
        drop_requirements_of_own_fields(&mut types);
    }
    for (ty, field) in in_keys {
        let implementing = document.types.iter().filter(|(_, object)| {
            object.as_object().is_some_and(|object| object.implements_interfaces.iter().any(|one| one.name == ty))
        });
        for ty in implementing.map(|(name, _)| name).chain([&ty]) {
            types.entry(ty.clone()).or_default().key_fields.insert(field.clone());
        }
    }
    Ok(types)
}

struct Reader<'a> {
    schema: &'a Valid<Schema>,
    federation: &'a Federation,
}

impl Reader<'_> {
    fn composite(
        &self,
        name: &Name,
        directives: &DirectiveList,
        fields: &IndexMap<Name, Component<FieldDefinition>>,
    ) -> Result<TypeFacts, String> {
        let mut facts = TypeFacts {
            is_interface_object: directives.has(&self.federation.local("interfaceObject")),
            ..TypeFacts::default()
        };
        for key in directives.get_all(&self.federation.local("key")) {
            let is_resolvable =
                key.specified_argument_by_name("resolvable").and_then(|value| value.to_bool()) != Some(false);
            let is_of_extension =
                key.origin.extension_id().is_some() || directives.has(&self.federation.local("extends"));
            facts.keys.push(Key { fields: self.set(name, key)?, is_resolvable, is_of_extension });
        }
        let external = self.federation.local("external");
        for (field, definition) in fields {
            let mut facts_of = self.field(name, definition)?;
            let is_external_here = |directive: &&Component<Directive>| {
                directive.name == external.as_str() && directive.origin == definition.origin
            };
            facts_of.is_external |= directives.iter().any(|directive| is_external_here(&directive));
            facts.fields.insert(field.clone(), facts_of);
        }
        Ok(facts)
    }

    fn field(&self, ty: &Name, field: &FieldDefinition) -> Result<FieldFacts, String> {
        let get = |name: &str| field.directives.get(&self.federation.local(name));
        let returns = field.ty.inner_named_type();
        Ok(FieldFacts {
            is_external: get("external").is_some(),
            requires: get("requires").map(|requires| self.set(ty, requires)).transpose()?,
            provides: get("provides").map(|provides| self.set(returns, provides)).transpose()?,
            overrides: get("override").and_then(|overriding| {
                let label = text(overriding, "label");
                let when = label.map_or(When::Always, |label| When::Label(label.to_owned()));
                Some((text(overriding, "from")?.to_owned(), when))
            }),
            moved_away: None,
        })
    }

    fn set(&self, ty: &Name, directive: &ast::Directive) -> Result<SelectionSet, String> {
        let fields = directive.specified_argument_by_name("fields");
        let text = match fields.and_then(|fields| fields.as_str()) {
            Some(text) => text.to_owned(),
            // Federation 1 let one write names without quotes.
            None => fields.map(|fields| fields.to_string().replace(['[', ']', ',', '"'], " ")).unwrap_or_default(),
        };
        let parsed = FieldSet::parse(self.schema, ty.clone(), text, "field set");
        parsed.map(|set| set.selection_set).map_err(|error| error.errors.to_string())
    }
}

/// In federation 1 one may require what one resolves oneself, which means nothing.
fn drop_requirements_of_own_fields(types: &mut HashMap<Name, TypeFacts>) {
    let is_external = |(ty, field): &(Name, Name)| {
        types.get(ty).and_then(|facts| facts.fields.get(field)).is_some_and(|facts| facts.is_external)
    };
    let mut meaningless = Vec::new();
    for (ty, facts) in types.iter() {
        for (name, field) in &facts.fields {
            let mut required = Vec::new();
            field.requires.iter().for_each(|requires| fields_of(requires, &mut required));
            if !required.iter().any(is_external) {
                meaningless.push((ty.clone(), name.clone()));
            }
        }
    }
    for (ty, field) in meaningless {
        if let Some(facts) = types.get_mut(&ty).and_then(|facts| facts.fields.get_mut(&field)) {
            facts.requires = None;
        }
    }
}

fn fields_of(selections: &SelectionSet, found: &mut Vec<(Name, Name)>) {
    for selection in &selections.selections {
        match selection {
            Selection::Field(field) => {
                found.push((selections.ty.clone(), field.name.clone()));
                fields_of(&field.selection_set, found);
            }
            Selection::InlineFragment(fragment) => fields_of(&fragment.selection_set, found),
            Selection::FragmentSpread(_) => {}
        }
    }
}
