//! Random operations that are valid for a schema.

mod input;
mod selection;

use std::collections::HashMap;

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    response::{JsonMap, JsonValue},
    schema::ExtendedType,
    validation::Valid,
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

/// An operation, and the values of its variables.
#[derive(Debug, Clone)]
pub struct Operation {
    pub document: String,
    pub variables: JsonMap,
}

/// Makes operations.
pub struct Generator<'s> {
    schema: &'s Valid<Schema>,
    /// The object types that can stand for each composite type.
    possible: HashMap<&'s Name, Vec<&'s Name>>,
    rng: StdRng,
    /// How many selections it may still make.
    left: usize,
    variables: Vec<Variable>,
    fragments: Vec<Fragment>,
    aliases: HashMap<String, usize>,
}

struct Variable {
    name: String,
    ty: String,
    default: Option<String>,
    value: Option<JsonValue>,
}

struct Fragment {
    name: String,
    on: Name,
    text: String,
}

impl<'s> Generator<'s> {
    pub fn new(schema: &'s Valid<Schema>) -> Self {
        Self {
            schema,
            possible: possible(schema),
            rng: StdRng::seed_from_u64(0),
            left: 0,
            variables: Vec::new(),
            fragments: Vec::new(),
            aliases: HashMap::new(),
        }
    }

    /// The operation of a seed, unless what came out is invalid again and again: names may clash.
    pub fn operation(&mut self, seed: u64) -> Option<Operation> {
        (0..20).find_map(|attempt| {
            let operation = self.attempt(seed * 20 + attempt);
            let parsed = ExecutableDocument::parse_and_validate(self.schema, &*operation.document, "operation.graphql");
            parsed.is_ok().then_some(operation)
        })
    }

    /// The operation of a document that is given, with values for its variables.
    pub fn given(&mut self, document: &str, seed: u64) -> Operation {
        self.rng = StdRng::seed_from_u64(seed);
        let parsed = ExecutableDocument::parse_and_validate(self.schema, document, "operation.graphql")
            .unwrap_or_else(|error| panic!("{}", error.errors));
        let operation = parsed.operations.get(None).expect("one operation");
        let mut variables = JsonMap::new();
        for variable in &operation.variables {
            // Null is left out: where a variable has a default it may stand where null may not.
            let value = self.json(&variable.ty, 0);
            if !value.is_null() {
                variables.insert(variable.name.as_str(), value);
            }
        }
        Operation { document: document.to_owned(), variables }
    }

    fn attempt(&mut self, seed: u64) -> Operation {
        self.rng = StdRng::seed_from_u64(seed);
        self.left = *[6, 12, 24, 48].choose(&mut self.rng).unwrap_or(&12);
        self.variables.clear();
        self.fragments.clear();
        self.aliases.clear();
        let roots = &self.schema.schema_definition;
        let (kind, root) = match (&roots.query, &roots.mutation) {
            (_, Some(mutation)) if self.rng.random_bool(0.2) => ("mutation", &mutation.name),
            (Some(query), _) => ("query", &query.name),
            (None, Some(mutation)) => ("mutation", &mutation.name),
            (None, None) => panic!("a schema without roots"),
        };
        let depth = self.rng.random_range(2..=6);
        let mut body = self.selections(root, depth);
        if kind == "query" && self.rng.random_bool(0.05) {
            let introspection = ["__schema { queryType { name } }", "t: __type(name: \"Query\") { kind n: name }"];
            body.push_str(introspection.choose(&mut self.rng).unwrap_or(&""));
        }
        let definitions: Vec<_> = self.variables.iter().map(Variable::definition).collect();
        let definitions = if definitions.is_empty() { String::new() } else { format!("({})", definitions.join(", ")) };
        let name = if self.rng.random_bool(0.5) { " Asked" } else { "" };
        let mut document = format!("{kind}{name}{definitions} {{ {body} }}\n");
        for fragment in &self.fragments {
            document.push_str(&format!("fragment {} on {} {{ {} }}\n", fragment.name, fragment.on, fragment.text));
        }
        let given =
            self.variables.iter().filter_map(|variable| Some((variable.name.as_str().into(), variable.value.clone()?)));
        Operation { document, variables: given.collect() }
    }
}

impl Variable {
    fn definition(&self) -> String {
        let default = self.default.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        format!("${}: {}{default}", self.name, self.ty)
    }
}

fn possible(schema: &Schema) -> HashMap<&Name, Vec<&Name>> {
    let mut found: HashMap<&Name, Vec<&Name>> = HashMap::new();
    for (name, ty) in &schema.types {
        match ty {
            ExtendedType::Object(object) => {
                found.entry(name).or_default().push(name);
                for interface in &object.implements_interfaces {
                    found.entry(interface).or_default().push(name);
                }
            }
            ExtendedType::Union(union) => {
                found.entry(name).or_default().extend(union.members.iter().map(|member| &member.name));
            }
            _ => {}
        }
    }
    found.retain(|name, _| !name.starts_with("__"));
    found
}
