//! Random selections.

use std::fmt::Write;

use apollo_compiler::{
    Name,
    ast::{FieldDefinition, Type},
    response::JsonValue,
    schema::ExtendedType,
};
use rand::{RngExt, seq::IndexedRandom};

use super::{Fragment, Generator, Variable};

impl<'s> Generator<'s> {
    /// Some selections of a composite type, `depth` levels deep at most. Never empty.
    pub(super) fn selections(&mut self, ty: &Name, depth: usize) -> String {
        let mut text = String::new();
        let is_root = ["Query", "Mutation"].contains(&ty.as_str());
        let count = if is_root { self.rng.random_range(1..=3) } else { self.rng.random_range(1..=5) };
        for _ in 0..count {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let one = match self.rng.random_range(0..100) {
                0..8 => self.typename(),
                8..24 => self.inline_fragment(ty, depth),
                24..32 => self.spread(ty, depth),
                _ => self.field(ty, depth),
            };
            let _ = write!(text, "{one} ");
        }
        if text.trim().is_empty() {
            text.push_str("__typename ");
        }
        text
    }

    fn typename(&mut self) -> String {
        let alias = if self.rng.random_bool(0.3) { "kind_: " } else { "" };
        format!("{alias}__typename{}", self.directives())
    }

    fn inline_fragment(&mut self, ty: &Name, depth: usize) -> String {
        let directives = self.directives();
        if self.rng.random_bool(0.15) {
            return format!("... {directives} {{ {} }}", self.selections(ty, depth));
        }
        let on = self.overlapping(ty);
        format!("... on {on}{directives} {{ {} }}", self.selections(&on, depth))
    }

    fn spread(&mut self, ty: &Name, depth: usize) -> String {
        let known = self.fragments.iter().filter(|fragment| self.overlap(&fragment.on, ty));
        let known: Vec<_> = known.map(|fragment| fragment.name.clone()).collect();
        let name = match known.choose(&mut self.rng) {
            Some(name) if self.rng.random_bool(0.6) => name.clone(),
            _ => {
                let on = self.overlapping(ty);
                let text = self.selections(&on, depth);
                let name = format!("F{}", self.fragments.len());
                self.fragments.push(Fragment { name: name.clone(), on, text });
                name
            }
        };
        format!("...{name}{}", self.directives())
    }

    /// A type whose objects may stand where `ty` does.
    fn overlapping(&mut self, ty: &Name) -> Name {
        let mut types: Vec<_> = self.possible.keys().copied().filter(|other| self.overlap(other, ty)).collect();
        types.sort();
        (*types.choose(&mut self.rng).expect("the type itself")).clone()
    }

    fn overlap(&self, one: &Name, other: &Name) -> bool {
        let none = Vec::new();
        let possible = |ty| self.possible.get(ty).unwrap_or(&none);
        one == other || possible(one).iter().any(|ty| possible(other).contains(ty))
    }

    fn field(&mut self, ty: &Name, depth: usize) -> String {
        let schema = self.schema;
        let fields = match schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => &object.fields,
            Some(ExtendedType::Interface(interface)) => &interface.fields,
            _ => return self.inline_fragment(ty, depth),
        };
        let is_leaf =
            |field: &FieldDefinition| schema.types.get(field.ty.inner_named_type()).is_none_or(ExtendedType::is_leaf);
        let wants_leaf = depth == 0 || self.left == 0 || self.rng.random_bool(0.4);
        let some: Vec<_> = fields.values().filter(|field| is_leaf(field) == wants_leaf).collect();
        let any: Vec<_> = fields.values().filter(|field| depth > 0 || is_leaf(field)).collect();
        let chosen = some.choose(&mut self.rng).or_else(|| any.choose(&mut self.rng));
        let Some(field) = chosen.copied() else { return self.typename() };
        let arguments = self.arguments(field);
        let alias = self.alias(ty, field, &arguments);
        let directives = self.directives();
        let mut text = format!("{alias}{}{arguments}{directives}", field.name);
        if !is_leaf(field) {
            let below = self.selections(field.ty.inner_named_type(), depth - 1);
            let _ = write!(text, " {{ {below}}}");
        }
        text
    }

    /// Mostly one by which the same field with the same arguments is always called; sometimes one that may clash.
    fn alias(&mut self, ty: &Name, field: &FieldDefinition, arguments: &str) -> String {
        let is_wild = self.rng.random_bool(0.04);
        let clashes = ["id", "name", "x", "y"];
        if is_wild {
            return clashes.choose(&mut self.rng).map(|alias| format!("{alias}: ")).unwrap_or_default();
        }
        let next = self.aliases.len();
        let number = *self.aliases.entry(format!("{ty}.{}{arguments}", field.name)).or_insert(next);
        // Lists of other lengths count as the same arguments for the compiler's validation, which they are not.
        let chance = match arguments {
            "" => 0.15,
            _ if arguments.contains('[') => 1.0,
            _ => 0.7,
        };
        if self.rng.random_bool(chance) { format!("a{number}: ") } else { String::new() }
    }

    fn arguments(&mut self, field: &FieldDefinition) -> String {
        let mut given = Vec::new();
        for argument in &field.arguments {
            if argument.is_required() || self.rng.random_bool(0.5) {
                given.push(format!("{}: {}", argument.name, self.input(&argument.ty, 0)));
            }
        }
        if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
    }

    fn directives(&mut self) -> String {
        let mut text = String::new();
        for name in ["skip", "include"] {
            if self.rng.random_bool(0.07) {
                let value = self.boolean();
                let _ = write!(text, " @{name}(if: {value})");
            }
        }
        text
    }

    /// A literal, or one of few variables, so that they meet again.
    fn boolean(&mut self) -> String {
        if self.rng.random_bool(0.15) {
            return self.rng.random_bool(0.5).to_string();
        }
        let name = format!("b{}", self.rng.random_range(0..3));
        if !self.variables.iter().any(|variable| variable.name == name) {
            let value = JsonValue::from(self.rng.random_bool(0.5));
            let ty = Type::Named(apollo_compiler::name!("Boolean")).non_null().to_string();
            self.variables.push(Variable { name: name.clone(), ty, default: None, value: Some(value) });
        }
        format!("${name}")
    }
}
