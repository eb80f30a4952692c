//! Reads the join specification's directives (<https://specs.apollo.dev/join/v0.3>, up to v0.5) off a supergraph.

use std::{
    cell::Cell,
    collections::{BTreeSet, HashMap},
};

use apollo_compiler::{
    Name, Schema,
    ast::{Directive, Value},
    schema::{DirectiveList, ExtendedType, FieldDefinition},
    validation::Valid,
};
use indexmap::IndexMap;

use super::{FieldSet, Member, Resolver, Subgraph, Supergraph, SupergraphError, Type, When, node::Nodes};
use crate::{Label, SubgraphId, TypeId};

pub(super) fn read(schema: Valid<Schema>, api: Valid<Schema>) -> Result<Supergraph, SupergraphError> {
    let (graphs, subgraphs) = graphs(&schema)?;
    let object_types: Vec<String> = schema
        .types
        .iter()
        .filter(|(name, ty)| ty.is_object() && !name.starts_with("__"))
        .map(|(name, _)| name.to_string())
        .collect();
    if object_types.len() > usize::from(u16::MAX) {
        return Err(SupergraphError::Join("it has more than 65,535 object types".to_owned()));
    }
    let ids = (0..).map(TypeId);
    let objects: HashMap<&str, TypeId> = object_types.iter().map(String::as_str).zip(ids).collect();
    let reader = Reader { schema: &schema, api: &api, graphs, objects, unsupported: Cell::default() };
    let mut types = HashMap::new();
    for (name, ty) in &schema.types {
        if let Some(ty) = reader.composite(name, ty)? {
            types.insert(name.clone(), ty);
        }
    }
    let unsupported = reader.unsupported.take();
    let labels = labels(&types);
    let nodes = Nodes::find(&subgraphs, &types);
    Ok(Supergraph { schema, api, subgraphs, object_types, types, labels, nodes, unsupported })
}

fn labels(types: &HashMap<Name, Type>) -> Vec<Label> {
    let resolvers = types.values().flat_map(|ty| ty.fields.values()).flat_map(|resolvers| resolvers.values());
    let labels: BTreeSet<&str> =
        resolvers.filter_map(|resolver| Some(resolver.when.as_ref()?.label.as_str())).collect();
    labels.into_iter().map(Label::new).collect()
}

type Graphs = HashMap<Name, SubgraphId>;

fn graphs(schema: &Schema) -> Result<(Graphs, Vec<Subgraph>), SupergraphError> {
    let graphs = schema.get_enum("join__Graph").ok_or_else(|| missing("enum join__Graph"))?;
    let mut ids = HashMap::new();
    let mut subgraphs = Vec::new();
    for (value, definition) in &graphs.values {
        let graph = definition.directives.get("join__graph").ok_or_else(|| missing("@join__graph"))?;
        let id = u16::try_from(subgraphs.len()).map_err(|_| missing("a bearable number of subgraphs"))?;
        let argument = |name| text(graph, name).ok_or_else(|| missing("the arguments of @join__graph"));
        ids.insert(value.clone(), SubgraphId(id));
        subgraphs.push(Subgraph { name: argument("name")?.to_owned(), url: argument("url")?.to_owned() });
    }
    Ok((ids, subgraphs))
}

struct Reader<'a> {
    schema: &'a Valid<Schema>,
    api: &'a Valid<Schema>,
    graphs: Graphs,
    objects: HashMap<&'a str, TypeId>,
    unsupported: Cell<Option<(&'static str, String)>>,
}

impl Reader<'_> {
    fn composite(&self, name: &Name, ty: &ExtendedType) -> Result<Option<Type>, SupergraphError> {
        let fields = match ty {
            ExtendedType::Object(object) => Some(&object.fields),
            ExtendedType::Interface(interface) => Some(&interface.fields),
            ExtendedType::Union(_) => None,
            _ => return Ok(None),
        };
        let members = self.members(name, ty)?;
        let mut resolvers = HashMap::new();
        for (field, definition) in fields.into_iter().flatten() {
            resolvers.insert(field.clone(), self.resolvers(name, definition, &members)?);
        }
        let interfaces = match ty {
            ExtendedType::Object(object) => object.implements_interfaces.iter().map(|one| one.name.clone()).collect(),
            _ => Vec::new(),
        };
        let possible = self.possible(name, ty);
        Ok(Some(Type {
            object: self.objects.get(name.as_str()).copied(),
            possible: if ty.is_object() { self.ids(&possible) } else { self.visible(&possible) },
            all: self.ids(&possible),
            interfaces,
            members,
            fields: resolvers,
        }))
    }

    fn members(&self, name: &Name, ty: &ExtendedType) -> Result<IndexMap<SubgraphId, Member>, SupergraphError> {
        let mut members: IndexMap<SubgraphId, Member> = IndexMap::new();
        for join in ty.directives().get_all("join__type") {
            let graph = self.graph(join)?.ok_or_else(|| missing("the graph of @join__type"))?;
            let member = members.entry(graph).or_default();
            if is_true(join, "isInterfaceObject") {
                member.is_interface_object = true;
            }
            let Some(key) = text(join, "key") else { continue };
            if is_false(join, "resolvable") {
                member.has_unresolvable_key = true;
            } else {
                member.keys.push(FieldSet::parse(self.schema, name, key)?);
            }
        }
        for (graph, member) in &mut members {
            // What is behind an interface object can be any implementation.
            let is_any = member.is_interface_object;
            let possible = if is_any { self.possible(name, ty) } else { self.possible_in(name, ty, *graph)? };
            member.possible = if ty.is_object() { self.ids(&possible) } else { self.visible(&possible) };
            member.all = self.ids(&possible);
        }
        Ok(members)
    }

    /// All object types that can stand for a type.
    fn possible(&self, name: &Name, ty: &ExtendedType) -> Vec<Name> {
        match ty {
            ExtendedType::Object(_) => vec![name.clone()],
            ExtendedType::Union(union) => union.members.iter().map(|member| member.name.clone()).collect(),
            _ => self.implementing(name, |_| true),
        }
    }

    /// The object types that a subgraph may return where the type stands.
    fn possible_in(&self, name: &Name, ty: &ExtendedType, graph: SubgraphId) -> Result<Vec<Name>, SupergraphError> {
        match ty {
            ExtendedType::Object(_) => Ok(vec![name.clone()]),
            ExtendedType::Union(union) => {
                let mut members = Vec::new();
                for join in union.directives.get_all("join__unionMember") {
                    if self.graph(join)? == Some(graph)
                        && let Some(member) = text(join, "member").and_then(|member| Name::new(member).ok())
                    {
                        members.push(member);
                    }
                }
                Ok(members)
            }
            _ => Ok(self.implementing(name, |directives| {
                directives
                    .get_all("join__implements")
                    .any(|join| self.graph(join).ok().flatten() == Some(graph) && text(join, "interface") == Some(name))
            })),
        }
    }

    fn implementing(&self, interface: &Name, holds: impl Fn(&DirectiveList) -> bool) -> Vec<Name> {
        self.schema
            .types
            .iter()
            .filter_map(|(name, ty)| {
                let object = ty.as_object()?;
                let implements = object.implements_interfaces.iter().any(|implemented| implemented.name == *interface);
                (implements && holds(&object.directives)).then(|| name.clone())
            })
            .collect()
    }

    /// Clients never see an object of a type that is not in the API.
    fn visible(&self, names: &[Name]) -> Vec<TypeId> {
        self.ids(names.iter().filter(|name| self.api.types.contains_key(*name)))
    }

    fn ids<'n>(&self, names: impl IntoIterator<Item = &'n Name>) -> Vec<TypeId> {
        let ids = names.into_iter().filter_map(|name| self.objects.get(name.as_str()).copied());
        let mut ids: Vec<TypeId> = ids.collect();
        ids.sort_unstable();
        ids
    }

    fn resolvers(
        &self,
        ty: &Name,
        field: &FieldDefinition,
        members: &IndexMap<SubgraphId, Member>,
    ) -> Result<IndexMap<SubgraphId, Resolver>, SupergraphError> {
        let returns = field.ty.inner_named_type();
        let mut resolvers = IndexMap::new();
        let mut is_said = false;
        for join in field.directives.get_all("join__field") {
            is_said = true;
            if let Some(graph) = self.graph(join)?
                && let Some(resolver) = self.resolver(ty, field, join)?
            {
                resolvers.insert(graph, resolver);
            }
        }
        // What nothing is said about is resolved alike by everyone who knows the type.
        if !is_said {
            let plain = Resolver {
                ty: returns.clone(),
                declared: field.ty.clone(),
                requires: None,
                provides: None,
                is_external: false,
                when: None,
            };
            resolvers.extend(members.keys().map(|graph| (*graph, plain.clone())));
        }
        Ok(resolvers)
    }

    fn resolver(
        &self,
        ty: &Name,
        field: &FieldDefinition,
        join: &Directive,
    ) -> Result<Option<Resolver>, SupergraphError> {
        let coordinate = || format!("{ty}.{}", field.name);
        if join.specified_argument_by_name("contextArguments").is_some_and(|value| !value.is_null()) {
            self.unsupported.set(Some(("@fromContext", coordinate())));
        }
        let when = text(join, "overrideLabel")
            .map(|label| When { label: label.to_owned(), is_on: text(join, "override").is_some() });
        let is_external = is_true(join, "external");
        if is_true(join, "usedOverridden") && !is_external && when.is_none() {
            return Ok(None);
        }
        let own = match text(join, "type") {
            None => field.ty.clone(),
            Some(text) => apollo_compiler::ast::Type::parse(text, "type")
                .map_err(|_| SupergraphError::Join(format!("the type of {} is not one", coordinate())))?,
        };
        let returns = own.inner_named_type().clone();
        let set = |name, ty: &Name| text(join, name).map(|text| FieldSet::parse(self.schema, ty, text)).transpose();
        Ok(Some(Resolver {
            requires: set("requires", ty)?,
            provides: set("provides", &returns)?,
            ty: returns,
            declared: own,
            is_external,
            when,
        }))
    }

    fn graph(&self, join: &Directive) -> Result<Option<SubgraphId>, SupergraphError> {
        let Some(value) = join.specified_argument_by_name("graph") else { return Ok(None) };
        match value.as_ref() {
            Value::Null => Ok(None),
            Value::Enum(name) => Ok(Some(*self.graphs.get(name).ok_or_else(|| missing("a value of join__Graph"))?)),
            _ => Err(missing("a value of join__Graph")),
        }
    }
}

fn text<'a>(directive: &'a Directive, argument: &str) -> Option<&'a str> {
    directive.specified_argument_by_name(argument).and_then(|value| value.as_str())
}

fn is_true(directive: &Directive, argument: &str) -> bool {
    directive.specified_argument_by_name(argument).and_then(|value| value.to_bool()) == Some(true)
}

fn is_false(directive: &Directive, argument: &str) -> bool {
    directive.specified_argument_by_name(argument).and_then(|value| value.to_bool()) == Some(false)
}

fn missing(what: &str) -> SupergraphError {
    SupergraphError::Join(format!("it has no {what}"))
}
