//! Answers from the world: for one server that has everything, and for a subgraph that has a part.

use std::{cell::RefCell, rc::Rc};

use apollo_compiler::{
    Name,
    executable::{Selection, SelectionSet},
    resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue},
    response::JsonValue,
};

use federation_plan::Labels;

use crate::{
    law::Fault,
    subgraph::{Subgraph, When},
    world::{Object, Value, World, covers},
};

/// An object, as the one server sees it that has everything.
pub struct Whole<'a> {
    pub world: &'a World<'a>,
    pub object: Object,
    /// Which mutations were made.
    pub mutations: &'a RefCell<Vec<String>>,
}

impl ObjectValue for Whole<'_> {
    fn type_name(&self) -> &str {
        &self.object.ty
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let arguments = self.world.graph.shapes.arguments(&self.object.ty, info.field_name(), info.arguments());
        if self.object.ty == "Mutation" {
            self.mutations.borrow_mut().push(format!("{}({arguments})", info.field_name()));
        }
        Ok(self.resolved(self.world.value(&self.object, info.field_name(), &arguments)))
    }
}

impl<'a> Whole<'a> {
    fn resolved(&self, value: Value) -> ResolvedValue<'a> {
        match value {
            Value::Leaf(json) => ResolvedValue::Leaf(json),
            // Clients do not know what it is.
            Value::Object(object) if !self.world.graph.api().types.contains_key(&object.ty) => ResolvedValue::null(),
            Value::Object(object) => {
                ResolvedValue::object(Whole { world: self.world, object, mutations: self.mutations })
            }
            Value::List(elements) => {
                ResolvedValue::list(elements.into_iter().map(|element| self.resolved(element)).collect::<Vec<_>>())
            }
        }
    }
}

/// One request to a subgraph.
pub struct Asked<'a> {
    pub world: &'a World<'a>,
    pub subgraph: &'a Subgraph,
    /// The subgraph's number in the supergraph.
    pub number: usize,
    /// The labels of `@override` that are on.
    pub labels: &'a Labels,
    pub fault: Fault,
    /// What it should not have been asked.
    pub violations: RefCell<Vec<String>>,
    pub mutations: RefCell<Vec<String>>,
}

impl<'a> Asked<'a> {
    pub fn root(&'a self, ty: &Name) -> Part<'a> {
        let object = self.world.root(self.subgraph.canonical(ty));
        Part { asked: self, object, own_type: ty.clone(), provided: Vec::new(), representation: None }
    }

    fn refuse(&self, message: String) -> FieldError {
        let message = format!("{}: {message}", self.subgraph.name);
        self.violations.borrow_mut().push(message.clone());
        FieldError { message }
    }

    /// The entity that a representation is of.
    fn entity(&'a self, representation: &JsonValue) -> Result<ResolvedValue<'a>, FieldError> {
        let typename = representation.get("__typename").and_then(JsonValue::as_str).unwrap_or_default();
        let Ok(ty) = Name::new(typename) else {
            return Err(self.refuse(format!("a representation without a type: {representation}")));
        };
        let keys = self.subgraph.type_facts(&ty).map_or(&[][..], |facts| &facts.keys);
        for object in self.world.entities(self.subgraph, &ty) {
            let is_it = keys
                .iter()
                .filter(|key| key.is_resolvable)
                .any(|key| covers(representation, &self.world.project(self.subgraph, &object, &key.fields), false));
            if is_it && self.fault.loses(self.number, &object) {
                return Ok(ResolvedValue::null());
            }
            if is_it {
                let own_type = if self.subgraph.is_interface_object(&ty) { ty } else { object.ty.clone() };
                let representation = Some(Rc::new(representation.clone()));
                return Ok(ResolvedValue::object(Part {
                    asked: self,
                    object,
                    own_type,
                    provided: Vec::new(),
                    representation,
                }));
            }
        }
        Err(self.refuse(format!("no entity is {representation}")))
    }
}

/// An object, as a subgraph sees it.
pub struct Part<'a> {
    asked: &'a Asked<'a>,
    object: Object,
    /// What the subgraph calls its type.
    own_type: Name,
    /// What may be asked on this path though it is external.
    provided: Vec<&'a SelectionSet>,
    representation: Option<Rc<JsonValue>>,
}

impl ObjectValue for Part<'_> {
    fn type_name(&self) -> &str {
        &self.own_type
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let (asked, field) = (self.asked, info.field_name());
        if field == "_entities" {
            let representations = info.arguments().get("representations").and_then(JsonValue::as_array);
            let entities = representations.into_iter().flatten().map(|representation| asked.entity(representation));
            return Ok(ResolvedValue::List(Box::new(entities.collect::<Vec<_>>().into_iter())));
        }
        let provided = self.may_resolve(field)?;
        if asked.fault.fails(asked.number, &self.object, field) {
            return Err(FieldError { message: format!("{field} fails") });
        }
        let arguments = asked.world.graph.shapes.arguments(&self.object.ty, field, info.arguments());
        if self.object.ty == "Mutation" {
            asked.mutations.borrow_mut().push(format!("{field}({arguments})"));
        }
        let value = asked.world.value(&self.object, field, &arguments);
        self.resolved(value, info.field_definition().ty.inner_named_type(), &provided)
    }
}

impl<'a> Part<'a> {
    /// Whether the subgraph resolves a field here. Gives what it provides below.
    fn may_resolve(&self, field: &str) -> Result<Vec<&'a SelectionSet>, FieldError> {
        let (asked, subgraph) = (self.asked, self.asked.subgraph);
        let place = || format!("{}.{field}", self.own_type);
        let mut below = Vec::new();
        let is_provided = self.provided_below(field, &mut below);
        let Some(facts) = subgraph.field_facts(&self.own_type, field) else { return Ok(below) };
        if facts.is_external && !is_provided {
            return Err(asked.refuse(format!("{} is external, and not provided here", place())));
        }
        let holds = |when: &When| when.holds(asked.labels);
        if facts.moved_away.as_ref().is_some_and(holds) && !is_provided {
            return Err(asked.refuse(format!("{} has moved", place())));
        }
        if facts.moved_here().is_some_and(|when| !holds(when)) {
            return Err(asked.refuse(format!("{} has not moved yet", place())));
        }
        if let Some(requires) = &facts.requires {
            let Some(given) = &self.representation else {
                return Err(asked.refuse(format!("{} requires what it was not given", place())));
            };
            let wanted = asked.world.project(subgraph, &self.object, requires);
            let is_null_allowed = asked.fault != Fault::None;
            if !covers(given, &wanted, is_null_allowed) {
                return Err(asked.refuse(format!("{} requires {wanted}, but was given {given}", place())));
            }
        }
        below.extend(&facts.provides);
        Ok(below)
    }

    fn provided_below(&self, field: &str, below: &mut Vec<&'a SelectionSet>) -> bool {
        let mut is_provided = false;
        let mut open = self.provided.clone();
        while let Some(selections) = open.pop() {
            for selection in &selections.selections {
                match selection {
                    Selection::Field(provided) if provided.name == field => {
                        is_provided = true;
                        below.push(&provided.selection_set);
                    }
                    Selection::InlineFragment(fragment)
                        if self.asked.world.is_of(
                            self.asked.subgraph,
                            &self.object,
                            fragment.type_condition.as_ref(),
                        ) =>
                    {
                        open.push(&fragment.selection_set);
                    }
                    _ => {}
                }
            }
        }
        is_provided
    }

    fn resolved(
        &self,
        value: Value,
        declared: &Name,
        provided: &[&'a SelectionSet],
    ) -> Result<ResolvedValue<'a>, FieldError> {
        Ok(match value {
            Value::Leaf(json) => ResolvedValue::Leaf(json),
            Value::Object(object) => {
                let own_type = self.own_type_of(&object, declared)?;
                let provided = provided.to_vec();
                ResolvedValue::object(Part { asked: self.asked, object, own_type, provided, representation: None })
            }
            Value::List(elements) => {
                let elements = elements.into_iter().map(|element| self.resolved(element, declared, provided));
                ResolvedValue::List(Box::new(elements.collect::<Vec<_>>().into_iter()))
            }
        })
    }

    /// What the subgraph calls the type of an object that stands where it declares `declared`.
    fn own_type_of(&self, object: &Object, declared: &Name) -> Result<Name, FieldError> {
        let (asked, subgraph) = (self.asked, self.asked.subgraph);
        let own = subgraph.own(&object.ty);
        let possible = subgraph.possible(declared);
        let found = if subgraph.is_interface_object(declared) {
            Some(declared)
        } else if possible.contains(own) {
            Some(own)
        } else {
            possible.iter().find(|ty| subgraph.is_interface_object(ty) && asked.world.is_of(subgraph, object, Some(ty)))
        };
        found.cloned().ok_or_else(|| asked.refuse(format!("{} is not known as {declared}", object.ty)))
    }
}
