//! Where elements are written.

use std::collections::HashMap;

use apollo_compiler::{
    Name, Node,
    ast::{self, Definition, FieldDefinition, InputValueDefinition, OperationType},
    parser::SourceSpan,
};
use federation_report::Location;

use super::Document;

/// Places by coordinate; documents by their index.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<String, Vec<Place>>);

#[derive(Clone, Copy, Debug)]
struct Place {
    document: usize,
    line: usize,
    column: usize,
    length: usize,
}

impl Places {
    pub(super) fn of(documents: &[Document]) -> Self {
        let mut places = Self::default();
        for (index, document) in documents.iter().enumerate() {
            // What cannot be read has no places; whoever gave it is told elsewhere.
            let parsed = match ast::Document::parse(document.text.as_str(), document.file.as_str()) {
                Ok(parsed) => parsed,
                Err(broken) => broken.partial,
            };
            Reader { places: &mut places, roots: roots(document, &parsed), document: index, parsed: &parsed }.read();
        }
        places
    }

    pub(super) fn get(&self, coordinate: &str, documents: &[Document]) -> Vec<Location> {
        let places = self.0.get(coordinate).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| place.location(documents.get(place.document)?)).collect()
    }
}

impl Place {
    fn location(self, document: &Document) -> Option<Location> {
        let Self { line, column, length, .. } = self;
        let label = String::new();
        Some(Location { subgraph: document.subgraph.clone(), file: document.file.clone(), line, column, length, label })
    }
}

/// Composition gives roots their usual names, whatever a subgraph calls them.
fn roots(document: &Document, parsed: &ast::Document) -> HashMap<Name, &'static str> {
    if document.subgraph.is_none() {
        return HashMap::new();
    }
    let operations = parsed.definitions.iter().flat_map(|definition| match definition {
        Definition::SchemaDefinition(schema) => schema.root_operations.as_slice(),
        Definition::SchemaExtension(schema) => schema.root_operations.as_slice(),
        _ => &[],
    });
    let usual = |operation: OperationType| match operation {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    operations.map(|root| (root.1.clone(), usual(root.0))).collect()
}

/// Reads one document.
struct Reader<'r> {
    places: &'r mut Places,
    roots: HashMap<Name, &'static str>,
    document: usize,
    parsed: &'r ast::Document,
}

impl Reader<'_> {
    fn read(&mut self) {
        for definition in &self.parsed.definitions {
            match definition {
                Definition::SchemaDefinition(schema) => self.add("schema".to_owned(), schema.location()),
                Definition::DirectiveDefinition(directive) => {
                    let coordinate = format!("@{}", directive.name);
                    self.arguments(&coordinate, &directive.arguments);
                    self.add(coordinate, directive.name.location());
                }
                definition => self.ty(definition),
            }
        }
    }

    fn ty(&mut self, definition: &Definition) {
        let Some(name) = definition.name() else { return };
        let ty = self.roots.get(name).map_or_else(|| name.to_string(), |usual| (*usual).to_owned());
        match definition {
            Definition::ObjectTypeDefinition(object) => self.fields(&ty, &object.fields),
            Definition::ObjectTypeExtension(object) => self.fields(&ty, &object.fields),
            Definition::InterfaceTypeDefinition(interface) => self.fields(&ty, &interface.fields),
            Definition::InterfaceTypeExtension(interface) => self.fields(&ty, &interface.fields),
            Definition::InputObjectTypeDefinition(input) => self.input_fields(&ty, &input.fields),
            Definition::InputObjectTypeExtension(input) => self.input_fields(&ty, &input.fields),
            Definition::EnumTypeDefinition(ty_) => self.values(&ty, &ty_.values),
            Definition::EnumTypeExtension(ty_) => self.values(&ty, &ty_.values),
            Definition::OperationDefinition(_) | Definition::FragmentDefinition(_) => return,
            _ => {}
        }
        self.add(ty, name.location());
    }

    fn fields(&mut self, ty: &str, fields: &[Node<FieldDefinition>]) {
        for field in fields {
            let coordinate = format!("{ty}.{}", field.name);
            self.arguments(&coordinate, &field.arguments);
            self.add(coordinate, field.name.location());
        }
    }

    fn input_fields(&mut self, ty: &str, fields: &[Node<InputValueDefinition>]) {
        for field in fields {
            self.add(format!("{ty}.{}", field.name), field.name.location());
        }
    }

    fn values(&mut self, ty: &str, values: &[Node<ast::EnumValueDefinition>]) {
        for value in values {
            self.add(format!("{ty}.{}", value.value), value.value.location());
        }
    }

    fn arguments(&mut self, owner: &str, arguments: &[Node<InputValueDefinition>]) {
        for argument in arguments {
            self.add(format!("{owner}({}:)", argument.name), argument.name.location());
        }
    }

    fn add(&mut self, coordinate: String, span: Option<SourceSpan>) {
        let Some(range) = span.and_then(|span| span.line_column_range(&self.parsed.sources)) else { return };
        // A name, on one line; of `schema { … }` its first line says enough.
        let length = if range.start.line == range.end.line { range.end.column - range.start.column } else { 6 };
        let place = Place { document: self.document, line: range.start.line, column: range.start.column, length };
        self.places.0.entry(coordinate).or_default().push(place);
    }
}
