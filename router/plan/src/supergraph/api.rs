//! The API schema: what clients see of a supergraph. <https://specs.apollo.dev/inaccessible/v0.2/>

use std::collections::HashSet;

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Directive, FieldDefinition, InputValueDefinition, Value},
    collections::{IndexMap, IndexSet},
    schema::{Component, ComponentName, ExtendedType},
};

/// The specification of `@link`.
const LINK: &str = "https://specs.apollo.dev/link/";

/// What clients see of a supergraph: neither what is `@inaccessible` nor anything that came by `@link`, be it defined or
/// applied. Whether a schema is left is for whoever validates it to find out.
#[must_use]
pub fn api_schema(supergraph: &Schema) -> Schema {
    let linked = Linked::of(supergraph);
    let mut api = supergraph.clone();
    let hidden: HashSet<Name> = api
        .types
        .iter()
        .filter(|(_, ty)| ty.directives().has(&linked.inaccessible))
        .map(|(name, _)| name.clone())
        .collect();
    api.types.retain(|name, _| !hidden.contains(name) && !linked.has_type(name));
    api.directive_definitions.retain(|name, definition| definition.is_built_in() || !linked.has_directive(name));
    let definition = api.schema_definition.make_mut();
    definition.directives.0.clear();
    for root in [&mut definition.query, &mut definition.mutation, &mut definition.subscription] {
        root.take_if(|root| hidden.contains(&root.name));
    }
    let reduce = Reduce { linked: &linked, hidden: &hidden };
    for ty in api.types.values_mut().filter(|ty| !ty.is_built_in()) {
        reduce.ty(ty);
    }
    for definition in api.directive_definitions.values_mut().filter(|definition| !definition.is_built_in()) {
        reduce.arguments(&mut definition.make_mut().arguments);
    }
    api
}

/// The specifications that a schema links.
struct Linked {
    /// Under which names their elements stand: `join` owns `join__Graph` and `@join`.
    prefixes: HashSet<String>,
    /// Elements that have names without a prefix; directives begin with `@`.
    imports: HashSet<String>,
    /// What `@inaccessible` is called here.
    inaccessible: String,
}

impl Linked {
    fn of(schema: &Schema) -> Self {
        let mut linked =
            Self { prefixes: HashSet::new(), imports: HashSet::new(), inaccessible: "inaccessible".to_owned() };
        let directives = &schema.schema_definition.directives;
        // The specification of links links itself, maybe by another name.
        let itself =
            directives.iter().find(|directive| text(directive, "url").is_some_and(|url| url.starts_with(LINK)));
        let name = itself.map_or("link", |directive| directive.name.as_str());
        directives.get_all(name).for_each(|link| linked.add(link));
        linked
    }

    fn add(&mut self, link: &Directive) {
        let Some(url) = text(link, "url") else { return };
        // `https://specs.apollo.dev/inaccessible/v0.2`: the name stands before the version.
        let mut parts = url.rsplit('/');
        let last = parts.next().unwrap_or_default();
        let is_version = last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let name = if is_version { parts.next().unwrap_or_default() } else { last };
        let prefix = text(link, "as").unwrap_or(name);
        if name == "inaccessible" {
            prefix.clone_into(&mut self.inaccessible);
        }
        self.prefixes.insert(prefix.to_owned());
        let imports = link.specified_argument_by_name("import").and_then(|value| value.as_list()).unwrap_or_default();
        for import in imports {
            let (element, local) = match import.as_ref() {
                Value::String(element) => (Some(element.as_str()), None),
                Value::Object(fields) => {
                    let field = |key: &str| fields.iter().find(|(name, _)| name == key)?.1.as_str();
                    (field("name"), field("as"))
                }
                _ => (None, None),
            };
            let Some(local) = local.or(element) else { continue };
            if name == "inaccessible" && element == Some("@inaccessible") {
                local.trim_start_matches('@').clone_into(&mut self.inaccessible);
            }
            self.imports.insert(local.to_owned());
        }
    }

    fn has_type(&self, name: &str) -> bool {
        self.is_prefixed(name) || self.imports.contains(name)
    }

    fn has_directive(&self, name: &str) -> bool {
        self.is_prefixed(name) || self.prefixes.contains(name) || self.imports.contains(&format!("@{name}"))
    }

    fn is_prefixed(&self, name: &str) -> bool {
        name.split_once("__").is_some_and(|(prefix, _)| self.prefixes.contains(prefix))
    }
}

fn text<'d>(directive: &'d Directive, argument: &str) -> Option<&'d str> {
    directive.specified_argument_by_name(argument)?.as_str()
}

/// Takes out of definitions what no client sees.
struct Reduce<'l> {
    linked: &'l Linked,
    hidden: &'l HashSet<Name>,
}

impl Reduce<'_> {
    fn ty(&self, ty: &mut ExtendedType) {
        match ty {
            ExtendedType::Scalar(scalar) => self.directives(&mut scalar.make_mut().directives.0),
            ExtendedType::Union(union) => {
                let union = union.make_mut();
                self.directives(&mut union.directives.0);
                union.members.retain(|member| !self.hidden.contains(&member.name));
            }
            ExtendedType::Enum(values) => {
                let values = values.make_mut();
                self.directives(&mut values.directives.0);
                values.values.retain(|_, value| !value.directives.has(&self.linked.inaccessible));
                values.values.values_mut().for_each(|value| self.directives(&mut value.make_mut().directives.0));
            }
            ExtendedType::InputObject(input) => {
                let input = input.make_mut();
                self.directives(&mut input.directives.0);
                input.fields.retain(|_, field| !field.directives.has(&self.linked.inaccessible));
                input.fields.values_mut().for_each(|field| self.directives(&mut field.make_mut().directives.0));
            }
            ExtendedType::Object(object) => {
                let object = object.make_mut();
                self.directives(&mut object.directives.0);
                self.fields(&mut object.fields, &mut object.implements_interfaces);
            }
            ExtendedType::Interface(interface) => {
                let interface = interface.make_mut();
                self.directives(&mut interface.directives.0);
                self.fields(&mut interface.fields, &mut interface.implements_interfaces);
            }
        }
    }

    fn fields(
        &self,
        fields: &mut IndexMap<Name, Component<FieldDefinition>>,
        interfaces: &mut IndexSet<ComponentName>,
    ) {
        interfaces.retain(|interface| !self.hidden.contains(&interface.name));
        fields.retain(|_, field| !field.directives.has(&self.linked.inaccessible));
        for field in fields.values_mut() {
            let field = field.make_mut();
            self.directives(&mut field.directives.0);
            self.arguments(&mut field.arguments);
        }
    }

    fn arguments(&self, arguments: &mut Vec<Node<InputValueDefinition>>) {
        arguments.retain(|argument| !argument.directives.has(&self.linked.inaccessible));
        arguments.iter_mut().for_each(|argument| self.directives(&mut argument.make_mut().directives.0));
    }

    fn directives<D: AsRef<Directive>>(&self, directives: &mut Vec<D>) {
        directives.retain(|directive| !self.linked.has_directive(&directive.as_ref().name));
    }
}
