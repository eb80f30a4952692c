//! Documents with operations: read, completed with the fragments of other documents, and held against a schema.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    ast::{self, Definition, Selection},
    diagnostic::ToCliReport,
    validation::{DiagnosticData, DiagnosticList, Valid},
};
use federation_report::{Diagnostic, Severity};

use super::{OPERATION_INVALID, OperationDocument, place::location};

/// What a schema complains of.
type Invalid<'d> = apollo_compiler::diagnostic::Diagnostic<'d, DiagnosticData>;

/// A document that has at least one operation, and all the fragments that these need and that are anywhere.
pub(super) struct Parsed(ast::Document);

/// A document as a schema understands it.
pub(super) struct Against {
    /// As far as it is understood.
    pub(super) document: ExecutableDocument,
    pub(super) errors: DiagnosticList,
}

/// Reads all documents; what cannot be read is told.
pub(super) fn parse(documents: &[OperationDocument]) -> (Vec<Parsed>, Vec<Diagnostic>) {
    let (mut read, mut invalid) = (Vec::new(), Vec::new());
    for document in documents {
        match ast::Document::parse(document.text.as_str(), document.file.as_str()) {
            Ok(document) => read.push(document),
            Err(broken) => invalid.extend(broken.errors.iter().map(|error| diagnostic(&error, false))),
        }
    }
    let mut fragments: HashMap<Name, (&ast::Document, &Definition)> = HashMap::new();
    for document in &read {
        for definition in &document.definitions {
            if let Definition::FragmentDefinition(fragment) = definition {
                fragments.entry(fragment.name.clone()).or_insert((document, definition));
            }
        }
    }
    let has_operations = |document: &&ast::Document| {
        document.definitions.iter().any(|definition| matches!(definition, Definition::OperationDefinition(_)))
    };
    let parsed = read.iter().filter(has_operations).map(|document| Parsed(complete(document, &fragments)));
    (parsed.collect(), invalid)
}

impl Parsed {
    pub(super) fn against(&self, schema: &Valid<Schema>) -> Against {
        match self.0.to_executable_validate(schema) {
            Ok(document) => {
                let document = document.into_inner();
                let errors = DiagnosticList::new(document.sources.clone());
                Against { document, errors }
            }
            Err(invalid) => Against { document: invalid.partial, errors: invalid.errors },
        }
    }
}

/// An error as a finding.
pub(super) fn diagnostic(error: &Invalid, was_so: bool) -> Diagnostic {
    let also = if was_so { " (this was so before, too)" } else { "" };
    let place = error.error.location().and_then(|span| location(span, error.sources, ""));
    Diagnostic::new(OPERATION_INVALID, Severity::Error, format!("{}{also}", error.error)).at(place)
}

/// Whether two schemas complain of the same.
pub(super) fn is_same(old: &Invalid, new: &Invalid) -> bool {
    old.error.location() == new.error.location() && old.error.to_string() == new.error.to_string()
}

/// The document with the fragments that it needs and that others have.
fn complete(document: &ast::Document, fragments: &HashMap<Name, (&ast::Document, &Definition)>) -> ast::Document {
    let mut complete = document.clone();
    let mut known: HashSet<Name> = HashSet::new();
    let mut wanted = Vec::new();
    for definition in &document.definitions {
        if let Definition::FragmentDefinition(fragment) = definition {
            known.insert(fragment.name.clone());
        }
        spreads(definition, &mut wanted);
    }
    while let Some(name) = wanted.pop() {
        if !known.insert(name.clone()) {
            continue;
        }
        let Some((home, definition)) = fragments.get(&name) else { continue };
        spreads(definition, &mut wanted);
        complete.definitions.push((*definition).clone());
        let sources = Arc::make_mut(&mut complete.sources);
        sources.extend(home.sources.iter().map(|(id, source)| (*id, source.clone())));
    }
    complete
}

/// The names of all fragments that a definition spreads.
fn spreads(definition: &Definition, names: &mut Vec<Name>) {
    let mut pending = match definition {
        Definition::OperationDefinition(operation) => vec![&operation.selection_set],
        Definition::FragmentDefinition(fragment) => vec![&fragment.selection_set],
        _ => return,
    };
    while let Some(selections) = pending.pop() {
        for selection in selections {
            match selection {
                Selection::Field(field) => pending.push(&field.selection_set),
                Selection::InlineFragment(fragment) => pending.push(&fragment.selection_set),
                Selection::FragmentSpread(spread) => names.push(spread.fragment_name.clone()),
            }
        }
    }
}
