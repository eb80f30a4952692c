//! By which names a document knows federation's directives.

use std::collections::HashMap;

use apollo_compiler::{
    Schema,
    ast::{Directive, Value},
};

pub struct Federation {
    /// Names without `@`, by their names in the specification. None: a document that links nothing.
    names: Option<HashMap<String, String>>,
    namespace: String,
}

impl Federation {
    pub fn of(document: &Schema) -> Self {
        let links = document.schema_definition.directives.iter().filter(|directive| directive.name == "link");
        let url = |link: &Directive| text(link, "url").unwrap_or_default().to_owned();
        let federation = links.into_iter().find(|link| url(link).contains("/federation/v2"));
        let Some(link) = federation else { return Self { names: None, namespace: String::new() } };
        let namespace = text(link, "as").unwrap_or("federation").to_owned();
        let imports = link.specified_argument_by_name("import").and_then(|imports| imports.as_list());
        let names = imports.unwrap_or_default().iter().filter_map(|import| imported(import)).collect();
        Self { names: Some(names), namespace }
    }

    /// Whether the document links nothing.
    pub fn is_first(&self) -> bool {
        self.names.is_none()
    }

    /// What the document calls a directive.
    pub fn local(&self, directive: &str) -> String {
        match &self.names {
            None => directive.to_owned(),
            Some(names) => names.get(directive).cloned().unwrap_or_else(|| format!("{}__{directive}", self.namespace)),
        }
    }
}

fn imported(import: &Value) -> Option<(String, String)> {
    let plain = |name: &str| name.trim_start_matches('@').to_owned();
    match import {
        Value::String(name) => Some((plain(name), plain(name))),
        Value::Object(fields) => {
            let field = |key: &str| fields.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.as_str());
            let name = field("name")?;
            Some((plain(name), plain(field("as").unwrap_or(name))))
        }
        _ => None,
    }
}

pub fn text<'a>(directive: &'a Directive, argument: &str) -> Option<&'a str> {
    directive.specified_argument_by_name(argument).and_then(|value| value.as_str())
}
