//! `@authenticated`, `@requiresScopes` and `@policy` across subgraphs: nobody gets by a detour what they may not have.
//!
//! Requirements are lists of alternatives, each a list of what is needed together.

use apollo_compiler::{
    Name, Node,
    ast::{Directive, Selection, Value},
    schema::{Component, ExtendedType},
};

use super::{Merge, strategy::Strategy};
use crate::{
    diagnostic::{Code, Diagnostic},
    field_set::{self, fields_of},
    subgraph::federation::{Applied, Known},
};

/// The directives that say who may ask.
const REQUIREMENTS: &[Known] = &[Known::Authenticated, Known::RequiresScopes, Known::Policy];

impl Merge<'_> {
    /// What an interface object requires, implementations require; what implementations require, all of them together
    /// are required for the interface.
    pub(super) fn spread_requirements(&mut self) {
        for known in REQUIREMENTS {
            let Some(name) = self.composed.kept(*known).cloned() else { continue };
            let mut interfaces: Vec<_> =
                self.merged.types.values().filter(|ty| ty.is_interface()).map(|ty| ty.name().clone()).collect();
            interfaces.sort();
            for interface in interfaces {
                let objects: Vec<_> = self.relations.objects_of(&interface).cloned().collect();
                self.spread_down(*known, &name, &interface, &objects);
                self.spread_up(*known, &name, &interface, &objects);
            }
        }
    }

    fn spread_down(&mut self, known: Known, name: &Name, interface: &Name, objects: &[Name]) {
        for (field, required) in self.required_of_fields(name, interface) {
            for object in objects {
                let own = self.required_of_fields(name, object).into_iter().find(|(other, _)| *other == field);
                let both: Vec<_> = own.into_iter().map(|(_, own)| own).chain([required.clone()]).collect();
                self.set_on_field(object, &field, combine(known, name, &both));
            }
        }
    }

    fn spread_up(&mut self, known: Known, name: &Name, interface: &Name, objects: &[Name]) {
        let mut of_type = Vec::new();
        let mut of_fields: Vec<(Name, Vec<Node<Directive>>)> = Vec::new();
        for object in objects {
            let Some(ty) = self.merged.types.get(object) else { continue };
            of_type.extend(ty.directives().get(name).map(|directive| directive.node.clone()));
            for (field, required) in self.required_of_fields(name, object) {
                match of_fields.iter_mut().find(|(other, _)| *other == field) {
                    Some((_, all)) => all.push(required),
                    None => of_fields.push((field, vec![required])),
                }
            }
        }
        if let Some(required) = combine(known, name, &of_type)
            && let Some(ExtendedType::Interface(interface)) = self.merged.types.get_mut(interface)
        {
            let directives = &mut interface.make_mut().directives.0;
            directives.retain(|directive| directive.name != *name);
            directives.push(Component::new(required));
        }
        for (field, all) in of_fields {
            self.set_on_field(interface, &field, combine(known, name, &all));
        }
    }

    fn required_of_fields(&self, name: &Name, ty: &Name) -> Vec<(Name, Node<Directive>)> {
        let fields = fields_of(&self.merged, ty).into_iter().flat_map(|(_, fields)| fields.values());
        fields.filter_map(|field| Some((field.name.clone(), field.directives.get(name)?.clone()))).collect()
    }

    fn set_on_field(&mut self, ty: &Name, field: &Name, required: Option<Directive>) {
        let field = match self.merged.types.get_mut(ty) {
            Some(ExtendedType::Object(object)) => object.make_mut().fields.get_mut(field),
            Some(ExtendedType::Interface(interface)) => interface.make_mut().fields.get_mut(field),
            _ => None,
        };
        if let (Some(field), Some(required)) = (field, required) {
            let directives = &mut field.make_mut().directives.0;
            directives.retain(|directive| directive.name != required.name);
            directives.push(Node::new(required));
        }
    }

    /// Whoever may have a field may have what it is computed from.
    pub(super) fn check_requirements(&mut self) {
        for subgraph in self.subgraphs {
            let federation = subgraph.federation();
            for ty in subgraph.schema().types.values() {
                let fields =
                    fields_of(subgraph.schema(), ty.name()).into_iter().flat_map(|(_, fields)| fields.values());
                for field in fields {
                    let Some(requires) = federation.get(Known::Requires, &field.directives) else { continue };
                    let selections = field_set::of(requires, federation.is_first());
                    for transitive in self.more_required(ty.name(), &field.name, &selections) {
                        let coordinate = format!("{}.{}", ty.name(), field.name);
                        let message = format!(
                            "`{coordinate}` requires `{transitive}`, but may be asked for by more people than that"
                        );
                        self.report(
                            Diagnostic::error(Code::MissingTransitiveAuthRequirements, message)
                                .at(subgraph.location(requires.location(), format!("in subgraph `{}`", subgraph.name)))
                                .on(coordinate)
                                .help("give it the same @authenticated, @requiresScopes and @policy"),
                        );
                    }
                }
            }
        }
    }

    /// What of a field set not everybody may have who may have the field.
    fn more_required(&self, parent: &Name, field: &Name, selections: &[Selection]) -> Vec<String> {
        let mut transitive = Vec::new();
        for known in REQUIREMENTS {
            let Some(name) = self.composed.kept(*known) else { continue };
            let Some((_, fields)) = fields_of(&self.merged, parent) else { continue };
            let on_type = self.merged.types.get(parent).and_then(|ty| ty.directives().get(name));
            let on_field = fields.get(field).and_then(|field| field.directives.get(name));
            let own: Vec<_> =
                on_type.map(|directive| directive.node.clone()).into_iter().chain(on_field.cloned()).collect();
            let own = combine(*known, name, &own);
            self.each_required(name, parent, selections, &mut |coordinate, required| {
                if !implies(own.as_ref(), required) && !transitive.contains(&coordinate) {
                    transitive.push(coordinate);
                }
            });
        }
        transitive
    }

    fn each_required(
        &self,
        name: &Name,
        parent: &Name,
        selections: &[Selection],
        visit: &mut dyn FnMut(String, &Directive),
    ) {
        for selection in selections {
            match selection {
                Selection::Field(selected) => {
                    let found = fields_of(&self.merged, parent).and_then(|(_, fields)| fields.get(&selected.name));
                    let Some(field) = found else { continue };
                    let base = field.ty.inner_named_type();
                    let on_type =
                        self.merged.types.get(base).and_then(|ty| ty.directives().applied().find(|d| d.name == *name));
                    for required in field.directives.get(name).into_iter().chain(on_type) {
                        visit(format!("{parent}.{}", selected.name), required);
                    }
                    self.each_required(name, base, &selected.selection_set, visit);
                }
                Selection::InlineFragment(fragment) => {
                    let parent = fragment.type_condition.as_ref().unwrap_or(parent);
                    if let Some(required) = self.merged.types.get(parent).and_then(|ty| ty.directives().get(name)) {
                        visit(parent.to_string(), required);
                    }
                    self.each_required(name, parent, &fragment.selection_set, visit);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}

/// All requirements together.
fn combine(known: Known, name: &Name, all: &[Node<Directive>]) -> Option<Directive> {
    match all {
        [] => None,
        [one] => Some((**one).clone()),
        all => {
            let all: Vec<_> = all.iter().map(|directive| (&**directive, 1)).collect();
            Strategy::of(known).merge(name, &all)
        }
    }
}

/// Whether whoever satisfies `own` satisfies `required`.
fn implies(own: Option<&Directive>, required: &Directive) -> bool {
    let Some(own) = own else { return false };
    let required = alternatives(required);
    required.is_empty()
        || alternatives(own)
            .iter()
            .all(|own| required.iter().any(|required| required.iter().all(|needed| own.contains(needed))))
}

fn alternatives(directive: &Directive) -> Vec<Vec<Node<Value>>> {
    let items = |value: &Node<Value>| value.as_list().map(<[_]>::to_vec).unwrap_or_else(|| vec![value.clone()]);
    directive.arguments.first().map(|argument| items(&argument.value).iter().map(items).collect()).unwrap_or_default()
}
