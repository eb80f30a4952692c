//! Federation's directives, and by which names one document knows them. <https://specs.apollo.dev/federation/v2.9/>

use std::sync::OnceLock;

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Directive, DirectiveDefinition, DirectiveLocation, Type},
    collections::HashMap,
};

use super::{
    link::{FEDERATION, Link, LinkError, Links, Version},
    parse,
};

macro_rules! directives {
    ($($variant:ident = $name:literal since $minor:literal,)+) => {
        /// A directive of federation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Known { $($variant,)+ }

        impl Known {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in the specification, without the `@`.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The version of federation that brought it.
            pub(crate) fn since(self) -> Version {
                match self { $(Self::$variant => Version::new(2, $minor),)+ }
            }
        }
    };
}

directives! {
    Key = "key" since 0,
    Requires = "requires" since 0,
    Provides = "provides" since 0,
    External = "external" since 0,
    Extends = "extends" since 0,
    Shareable = "shareable" since 0,
    Inaccessible = "inaccessible" since 0,
    Tag = "tag" since 0,
    Override = "override" since 0,
    ComposeDirective = "composeDirective" since 1,
    InterfaceObject = "interfaceObject" since 3,
    Authenticated = "authenticated" since 5,
    RequiresScopes = "requiresScopes" since 5,
    Policy = "policy" since 6,
    Context = "context" since 8,
    FromContext = "fromContext" since 8,
    Cost = "cost" since 9,
    ListSize = "listSize" since 9,
}

/// The directives of federation 1, which a document uses that links nothing.
const FIRST: &[Known] = &[Known::Key, Known::Requires, Known::Provides, Known::External, Known::Extends, Known::Tag];

/// Federation's types, and since when.
const SCALARS: &[(&str, Version)] = &[
    ("FieldSet", Version::new(2, 0)),
    ("Scope", Version::new(2, 5)),
    ("Policy", Version::new(2, 6)),
    ("ContextFieldValue", Version::new(2, 8)),
];

/// The youngest version that is composed.
pub(crate) const LATEST: Version = Version::new(2, 9);

/// How one document knows federation.
#[derive(Clone, Debug)]
pub(crate) struct Federation {
    /// None for a document that links nothing: federation 1.
    version: Option<Version>,
    directives: HashMap<&'static str, Name>,
    scalars: Vec<(&'static str, Name)>,
}

impl Federation {
    /// Reads the names out of the links.
    pub(crate) fn read(links: &Links) -> (Self, Vec<LinkError>) {
        match links.of(FEDERATION) {
            Some(link) => Self::linked(link),
            None => (Self::first(), Vec::new()),
        }
    }

    fn first() -> Self {
        let directives = FIRST.iter().map(|known| (known.name(), Name::new_unchecked(known.name()))).collect();
        let scalars = vec![("FieldSet", Name::new_unchecked("federation__FieldSet"))];
        Self { version: None, directives, scalars }
    }

    fn linked(link: &Link) -> (Self, Vec<LinkError>) {
        let version = link.version;
        let local = |element: &str| Name::new_unchecked(link.local(element).trim_start_matches('@'));
        let known = || Known::ALL.iter().filter(|known| known.since() <= version);
        let directives = known().map(|known| (known.name(), local(&format!("@{}", known.name())))).collect();
        let young = |(name, since): &(&'static str, Version)| (*since <= version).then(|| (*name, local(name)));
        let scalars: Vec<_> = SCALARS.iter().filter_map(young).collect();
        let exists = |element: &str| match element.strip_prefix('@') {
            Some(directive) => known().any(|known| known.name() == directive),
            None => scalars.iter().any(|(name, _)| *name == element),
        };
        let errors = link.imports.iter().filter(|import| !exists(&import.element)).map(|import| LinkError::Usage {
            span: import.span,
            message: format!("federation {version} has no `{}` to import", import.element),
        });
        let errors = errors.collect();
        (Self { version: Some(version), directives, scalars }, errors)
    }

    /// Whether the document links nothing.
    pub(crate) fn is_first(&self) -> bool {
        self.version.is_none()
    }

    /// Which version the document links, at least 2.0.
    pub(crate) fn version(&self) -> Version {
        self.version.unwrap_or(Version::new(2, 0))
    }

    /// What the document calls the directive; none if its version has none.
    pub(crate) fn name(&self, known: Known) -> Option<&Name> {
        self.directives.get(known.name())
    }

    /// Which of federation's directives the document calls so.
    pub(crate) fn known(&self, local: &str) -> Option<Known> {
        Known::ALL.iter().copied().find(|known| self.name(*known).is_some_and(|name| name == local))
    }

    /// The applications of a directive.
    pub(crate) fn all<'d, D: Applied + ?Sized>(&self, known: Known, on: &'d D) -> Vec<&'d Node<Directive>> {
        let Some(name) = self.name(known) else { return Vec::new() };
        on.applied().filter(|directive| directive.name == *name).collect()
    }

    /// The first application of a directive.
    pub(crate) fn get<'d, D: Applied + ?Sized>(&self, known: Known, on: &'d D) -> Option<&'d Node<Directive>> {
        let name = self.name(known)?;
        on.applied().find(|directive| directive.name == *name)
    }

    /// Whether a directive is applied.
    pub(crate) fn has<D: Applied + ?Sized>(&self, known: Known, on: &D) -> bool {
        self.get(known, on).is_some()
    }

    /// What the document calls a scalar of federation.
    pub(crate) fn scalar(&self, name: &str) -> Option<&Name> {
        self.scalars.iter().find_map(|(known, local)| (*known == name).then_some(local))
    }

    /// The scalars, each as the specification and as the document calls it.
    pub(crate) fn scalars(&self) -> impl Iterator<Item = (&'static str, &Name)> {
        self.scalars.iter().map(|(name, local)| (*name, local))
    }

    /// The directives that the document may use.
    pub(crate) fn directives(&self) -> impl Iterator<Item = (Known, &Name)> {
        Known::ALL.iter().filter_map(|known| Some((*known, self.name(*known)?)))
    }

    /// How a directive is defined in the document's version, by the document's names.
    pub(crate) fn definition(&self, known: Known) -> Option<DirectiveDefinition> {
        let mut definition = specification().directive_definitions.get(known.name()).map(|node| (**node).clone())?;
        definition.name = self.name(known)?.clone();
        match known {
            Known::Tag if self.version() < Version::new(2, 3) => {
                definition.locations.retain(|location| *location != DirectiveLocation::Schema);
            }
            Known::Shareable if self.version() < Version::new(2, 2) => definition.repeatable = false,
            Known::Override if self.version() < Version::new(2, 7) => {
                definition.arguments.retain(|argument| argument.name != "label");
            }
            _ => {}
        }
        for argument in &mut definition.arguments {
            let argument = argument.make_mut();
            if let Some(local) = self.scalar(argument.ty.inner_named_type()) {
                argument.ty = Node::new(rename(&argument.ty, local));
            }
        }
        Some(definition)
    }
}

/// The type with another name inside.
pub(crate) fn rename(ty: &Type, name: &Name) -> Type {
    match ty {
        Type::Named(_) => Type::Named(name.clone()),
        Type::NonNullNamed(_) => Type::NonNullNamed(name.clone()),
        Type::List(item) => Type::List(Box::new(rename(item, name))),
        Type::NonNullList(item) => Type::NonNullList(Box::new(rename(item, name))),
    }
}

/// Everything that federation defines, by the specification's names.
pub(crate) fn specification() -> &'static Schema {
    static SPECIFICATION: OnceLock<Schema> = OnceLock::new();
    SPECIFICATION.get_or_init(|| parse::own(include_str!("federation.graphql")))
}

/// Whatever directives are applied to.
pub(crate) trait Applied {
    /// The applied directives in the document's order.
    fn applied(&self) -> impl Iterator<Item = &Node<Directive>>;
}

impl Applied for apollo_compiler::ast::DirectiveList {
    fn applied(&self) -> impl Iterator<Item = &Node<Directive>> {
        self.0.iter()
    }
}

impl Applied for apollo_compiler::schema::DirectiveList {
    fn applied(&self) -> impl Iterator<Item = &Node<Directive>> {
        self.0.iter().map(|component| &component.node)
    }
}
