//! One side of a comparison: a schema, and the documents in which people find what it says.

mod places;

use apollo_compiler::{Schema, ast, ast::Definition, validation::Valid};
use federation_report::{Location, Source};

use self::places::Places;

/// A document in which a schema, or a part of it, is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The subgraph whose document it is, if it is one's.
    pub subgraph: Option<String>,
    /// Its file; no two documents of a check have the same one.
    pub file: String,
    /// All of it.
    pub text: String,
}

/// An API schema, and where its elements are written.
#[derive(Debug)]
pub struct Version {
    schema: Valid<Schema>,
    documents: Vec<Document>,
    places: Places,
}

/// The text is no schema; says why, with lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SchemaError(String);

impl Version {
    /// An API schema that is written in one document.
    pub fn written(document: Document) -> Result<Self, SchemaError> {
        let schema = parse(&document.text, &document.file)?;
        let places = Places::of(std::slice::from_ref(&document));
        Ok(Self { schema, documents: vec![document], places })
    }

    /// An API schema that was composed out of documents, which need not be valid by themselves.
    pub fn composed(api: &str, documents: Vec<Document>) -> Result<Self, SchemaError> {
        let places = Places::of(&documents);
        Ok(Self { schema: parse(api, "api.graphql")?, documents, places })
    }

    /// What clients see.
    pub fn schema(&self) -> &Valid<Schema> {
        &self.schema
    }

    /// The documents, to show lines of.
    pub fn sources(&self) -> impl Iterator<Item = Source<'_>> {
        self.documents.iter().map(|document| Source { file: &document.file, text: &document.text })
    }

    /// Where the element with a coordinate is written, in each document that has it.
    pub fn locate(&self, coordinate: &str) -> Vec<Location> {
        self.places.get(coordinate, &self.documents)
    }

    /// Where a subgraph's document begins, or, of no subgraph's, the only one: for what is not in it any more.
    pub(crate) fn beginning(&self, subgraph: Option<&str>) -> Option<Location> {
        let document = self.documents.iter().find(|document| document.subgraph.as_deref() == subgraph)?;
        let (subgraph, file) = (document.subgraph.clone(), document.file.clone());
        Some(Location { subgraph, file, line: 1, column: 1, length: 1, label: String::new() })
    }
}

fn parse(text: &str, file: &str) -> Result<Valid<Schema>, SchemaError> {
    let mut builder = Schema::builder().parse(text, file);
    if leaves_one_of_out(text) {
        builder = builder.parse("directive @oneOf on INPUT_OBJECT", "oneOf.graphql");
    }
    let built = builder.build().and_then(Schema::validate);
    built.map_err(|invalid| SchemaError(invalid.errors.to_string().trim_end().to_owned()))
}

/// GraphQL defines `@oneOf`, so schemas need not; the compiler does not know it yet.
fn leaves_one_of_out(text: &str) -> bool {
    let document = match ast::Document::parse(text, "") {
        Ok(document) => document,
        Err(broken) => broken.partial,
    };
    let defines =
        |definition: &Definition| matches!(definition, Definition::DirectiveDefinition(one) if one.name == "oneOf");
    let applies = |definition: &Definition| definition.directives().has("oneOf");
    document.definitions.iter().any(applies) && !document.definitions.iter().any(defines)
}
