//! From what a document says to what it means: everything that it links is defined.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{FieldDefinition, OperationType, Type},
    schema::{Component, ExtendedType, ScalarType},
};

use super::{
    Expanded, Parsed, Subgraph,
    federation::{Federation, LATEST, specification},
    link::{FEDERATION, LINK, LinkError, Links, Version},
};
use crate::diagnostic::{Code, Diagnostic, Report};

/// What federation adds to every subgraph's query root, and what of it a document may define itself.
pub(crate) const ENTRANCES: &[&str] = &["_service", "_entities"];

/// The types of the entrances.
const ENTRANCE_TYPES: &[&str] = &["_Service", "_Any", "_Entity"];

impl Subgraph<Parsed> {
    /// Resolves the links, defines what they promise, gives the roots their usual names.
    pub(crate) fn expand(mut self, report: &mut Report) -> Option<Subgraph<Expanded>> {
        let before = report.errors();
        let (links, errors) = Links::read(self.schema());
        self.report_links(&links, errors, report);
        self.check_versions(&links, report);
        let (federation, errors) = Federation::read(&links);
        if report.errors() == before {
            self.report_links(&links, errors, report);
            self.check_definitions(&federation, report);
        }
        if report.errors() > before {
            return None;
        }
        self.normalise_roots(report);
        if report.errors() > before {
            return None;
        }
        replace_entrances(&mut self.stage.schema);
        define(&mut self.stage.schema, &links, &federation);
        Some(self.advance(|Parsed { schema }| Expanded { schema, links, federation }))
    }

    fn check_versions(&self, links: &Links, report: &mut Report) {
        if let Some(link) = links.of(LINK).filter(|link| link.version != Version::new(1, 0)) {
            report.push(
                Diagnostic::error(Code::UnknownLinkVersion, format!("link {} is not known", link.version))
                    .on(format!("@{}", links.directive()))
                    .at(self.location(link.span, "linked here"))
                    .help("link v1.0"),
            );
        }
        let known = Version::new(2, 0)..=LATEST;
        if let Some(link) = links.of(FEDERATION).filter(|link| !known.contains(&link.version)) {
            report.push(
                Diagnostic::error(
                    Code::UnknownFederationLinkVersion,
                    format!("federation {} is not known", link.version),
                )
                .on(format!("@{}", links.directive()))
                .at(self.location(link.span, "linked here"))
                .help(format!("link a version from {} to {}", known.start(), known.end())),
            );
        }
    }

    fn report_links(&self, links: &Links, errors: Vec<LinkError>, report: &mut Report) {
        for error in errors {
            let (code, span, message) = match error {
                LinkError::Identifier { span, message } => (Code::InvalidLinkIdentifier, span, message),
                LinkError::Usage { span, message } => (Code::InvalidLinkDirectiveUsage, span, message),
            };
            let message = format!("subgraph `{}`: {message}", self.name);
            let place = self.location(span, String::new());
            report.push(Diagnostic::error(code, message).on(format!("@{}", links.directive())).at(place));
        }
    }
}

/// Federation's own entrances are the same everywhere: what the document says of them is not looked at.
fn replace_entrances(schema: &mut Schema) {
    for name in ENTRANCE_TYPES {
        schema.types.shift_remove(*name);
    }
    let query = OperationType::Query.default_type_name();
    if let Some(ExtendedType::Object(query)) = schema.types.get_mut(&query) {
        let fields = &mut query.make_mut().fields;
        fields.retain(|name, _| !ENTRANCES.contains(&name.as_str()));
        let name = Name::new_unchecked("_service");
        let entrance = FieldDefinition {
            description: None,
            name: name.clone(),
            arguments: Vec::new(),
            ty: Type::NonNullNamed(Name::new_unchecked("_Service")),
            directives: Default::default(),
        };
        fields.insert(name, Component::new(entrance));
    }
    let service =
        ScalarType { description: None, name: Name::new_unchecked("_Service"), directives: Default::default() };
    schema.types.insert(service.name.clone(), Node::new(service).into());
}

fn define(schema: &mut Schema, links: &Links, federation: &Federation) {
    for (_, local) in federation.scalars() {
        if !schema.types.contains_key(local) {
            let scalar = ScalarType { description: None, name: local.clone(), directives: Default::default() };
            schema.types.insert(local.clone(), Node::new(scalar).into());
        }
    }
    for (known, local) in federation.directives() {
        if let Some(definition) = federation.definition(known) {
            schema.directive_definitions.entry(local.clone()).or_insert_with(|| Node::new(definition));
        }
    }
    define_link(schema, links);
}

fn define_link(schema: &mut Schema, links: &Links) {
    let specification = specification();
    let name = Name::new_unchecked(links.directive());
    if schema.directive_definitions.contains_key(&name) {
        return;
    }
    if let Some(definition) = specification.directive_definitions.get("link") {
        let mut definition = definition.clone();
        definition.make_mut().name = name.clone();
        schema.directive_definitions.insert(name, definition);
    }
    for name in ["link__Import", "link__Purpose"] {
        if let Some(ty) = specification.types.get(name) {
            schema.types.entry(Name::new_unchecked(name)).or_insert_with(|| ty.clone());
        }
    }
}

/// Whether a type is there for federation's sake only.
pub(crate) fn is_machinery(name: &str, federation: &Federation) -> bool {
    ENTRANCE_TYPES.contains(&name)
        || name.starts_with("__")
        || matches!(name, "link__Import" | "link__Purpose")
        || federation.scalars().any(|(_, local)| local == name)
}
