//! `@link`: which specifications a document uses, and by which names. <https://specs.apollo.dev/link/v1.0/>

use std::{fmt, str::FromStr};

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Directive, Value},
    parser::SourceSpan,
};

/// The specification of `@link` itself.
pub(crate) const LINK: &str = "https://specs.apollo.dev/link";
/// The specification of federation.
pub(crate) const FEDERATION: &str = "https://specs.apollo.dev/federation";

/// A version such as `v2.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Version {
    /// Changes with what breaks.
    pub major: u32,
    /// Changes with what is added.
    pub minor: u32,
}

impl Version {
    /// `v{major}.{minor}`.
    pub(crate) const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "v{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (major, minor) = text.strip_prefix('v').and_then(|text| text.split_once('.')).ok_or(())?;
        Ok(Self { major: major.parse().map_err(drop)?, minor: minor.parse().map_err(drop)? })
    }
}

/// One `@link`.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The specification, without its version.
    pub identity: String,
    /// Its last segment, the prefix of what is not imported.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// What the document calls it instead of `name`.
    pub alias: Option<String>,
    /// What may be used without the prefix.
    pub imports: Vec<Import>,
    /// Where it is.
    pub span: Option<SourceSpan>,
}

/// One imported element.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    /// As the specification calls it; a directive begins with `@`.
    pub element: String,
    /// As the document calls it; a directive begins with `@`.
    pub local: String,
    /// Where it is.
    pub span: Option<SourceSpan>,
}

impl Link {
    /// The prefix of what is not imported.
    pub(crate) fn prefix(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }

    /// What the document calls `element`; a directive begins with `@`.
    pub(crate) fn local(&self, element: &str) -> String {
        if let Some(import) = self.imports.iter().find(|import| import.element == element) {
            return import.local.clone();
        }
        match element.strip_prefix('@') {
            // A specification's main directive goes by the specification's own name.
            Some(directive) if directive == self.name => format!("@{}", self.prefix()),
            Some(directive) => format!("@{}__{directive}", self.prefix()),
            None => format!("{}__{element}", self.prefix()),
        }
    }

    /// What the specification calls the document's `local`, if it is of this specification at all.
    pub(crate) fn element(&self, local: &str) -> Option<String> {
        if let Some(import) = self.imports.iter().find(|import| import.local == local) {
            return Some(import.element.clone());
        }
        let (sigil, bare) = match local.strip_prefix('@') {
            Some(bare) => ("@", bare),
            None => ("", local),
        };
        if sigil == "@" && bare == self.prefix() {
            return Some(format!("@{}", self.name));
        }
        let element = bare.strip_prefix(self.prefix())?.strip_prefix("__")?;
        Some(format!("{sigil}{element}"))
    }
}

/// Everything that a document links.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    links: Vec<Link>,
    directive: String,
}

/// What is wrong with a `@link`.
#[derive(Debug)]
pub(crate) enum LinkError {
    /// Its URL names no specification with a version.
    Identifier { span: Option<SourceSpan>, message: String },
    /// Its arguments are not what they should be.
    Usage { span: Option<SourceSpan>, message: String },
}

impl Links {
    /// Reads the links of a document.
    pub(crate) fn read(schema: &Schema) -> (Self, Vec<LinkError>) {
        let directive = own_name(schema);
        let mut links = Vec::new();
        let mut errors = Vec::new();
        for application in schema.schema_definition.directives.get_all(&directive) {
            match read_one(&application.node) {
                Ok(Some(link)) => links.push(link),
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
        (Self { links, directive }, errors)
    }

    /// The one of this specification.
    pub(crate) fn of(&self, identity: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.identity == identity)
    }

    /// What the document calls `@link`, without the `@`.
    pub(crate) fn directive(&self) -> &str {
        &self.directive
    }

    /// The specification that the document's `local` is of, and what it is called there. A directive begins with `@`.
    pub(crate) fn source(&self, local: &str) -> Option<(&Link, String)> {
        self.links.iter().find_map(|link| Some((link, link.element(local)?)))
    }
}

/// What the document calls `@link`: it may link the link specification by another name.
fn own_name(schema: &Schema) -> String {
    let is_own = |directive: &&apollo_compiler::schema::Component<Directive>| {
        directive
            .specified_argument_by_name("url")
            .and_then(|url| url.as_str())
            .is_some_and(|url| url.strip_prefix(LINK).is_some_and(|version| version.starts_with('/')))
    };
    let own = schema.schema_definition.directives.iter().find(is_own);
    own.map_or_else(|| "link".to_owned(), |directive| directive.name.to_string())
}

fn read_one(directive: &Node<Directive>) -> Result<Option<Link>, LinkError> {
    let span = directive.location();
    let usage = |message: &str| LinkError::Usage { span, message: message.to_owned() };
    let text = |argument: &str| match directive.specified_argument_by_name(argument).map(|value| &**value) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(usage(&format!("the argument `{argument}` of @link must be a string"))),
    };
    let Some(url) = text("url")? else {
        return Err(usage("the argument `url` of @link is missing"));
    };
    let (identity, name, version) = split(&url).map_err(|message| LinkError::Identifier { span, message })?;
    let Some(name) = name else { return Ok(None) };
    let alias = text("as")?;
    if alias.as_deref().is_some_and(|alias| !Name::is_valid_syntax(alias)) {
        return Err(usage("the argument `as` of @link must be a name"));
    }
    let imports = match directive.specified_argument_by_name("import").map(|value| &**value) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(imports)) => imports.iter().map(read_import).collect::<Result<_, _>>()?,
        Some(_) => return Err(usage("the argument `import` of @link must be a list")),
    };
    Ok(Some(Link { identity, name, version, alias, imports, span }))
}

fn read_import(value: &Node<Value>) -> Result<Import, LinkError> {
    let span = value.location();
    let usage = |message: String| LinkError::Usage { span, message };
    match &**value {
        Value::String(element) => Ok(Import { element: element.clone(), local: element.clone(), span }),
        Value::Object(fields) => {
            let text = |key: &str| {
                let value = fields.iter().find_map(|(name, value)| (name == key).then_some(value))?;
                value.as_str().map(ToOwned::to_owned)
            };
            let element = text("name").ok_or_else(|| usage("an import needs a `name`".to_owned()))?;
            let local = text("as").unwrap_or_else(|| element.clone());
            if !Name::is_valid_syntax(local.trim_start_matches('@')) {
                return Err(usage(format!("`{element}` cannot be imported as `{local}`, which is no name")));
            }
            if element.starts_with('@') != local.starts_with('@') {
                return Err(usage(format!(
                    "`{element}` cannot be imported as `{local}`: one is a directive, one is a type"
                )));
            }
            Ok(Import { element, local, span })
        }
        _ => Err(usage("an import must be a string, or an object with `name` and `as`".to_owned())),
    }
}

/// `https://specs.apollo.dev/federation/v2.5` as its identity, its name and its version. A URL without a name says
/// nothing that could be used, which is no mistake.
fn split(url: &str) -> Result<(String, Option<String>, Version), String> {
    let bare = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    let (rest, last) = bare.rsplit_once('/').ok_or_else(|| format!("`{url}` is no URL of a specification"))?;
    let version = Version::from_str(last).map_err(|()| format!("`{last}` in `{url}` is no version such as `v1.2`"))?;
    let name = rest.rsplit_once('/').map(|(_, name)| name).filter(|name| Name::is_valid_syntax(name));
    Ok((rest.to_owned(), name.map(ToOwned::to_owned), version))
}
