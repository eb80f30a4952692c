//! What holds for every field set, be it a key, required or provided.

use apollo_compiler::{
    Name, Node,
    ast::{Directive, DirectiveList, Field, FieldDefinition, Selection},
    schema::{Component, ExtendedType},
};

use super::{Check, external::is_external};
use crate::{
    diagnostic::{Code, Diagnostic, Location, Report},
    field_set,
};

/// The codes of one directive's field sets.
pub(super) struct Rules {
    /// The directive's name in federation.
    pub directive: &'static str,
    /// It is not text.
    pub not_text: Code,
    /// It does not fit the type.
    pub invalid: Code,
    /// There is a directive inside.
    pub has_directive: Code,
    /// A field has arguments; none if it may.
    pub has_arguments: Option<Code>,
}

/// One field set in one place.
pub(super) struct FieldSet<'s> {
    check: &'s Check<'s>,
    rules: &'s Rules,
    directive: &'s Node<Directive>,
    /// What the directive is on.
    pub coordinate: String,
    text: String,
}

/// A field that is selected, with its definition.
pub(super) struct Selected<'s, 'f> {
    /// The type on which it is selected.
    pub parent: &'s Name,
    /// Its definition.
    pub definition: &'s Component<FieldDefinition>,
    /// The selection.
    pub field: &'f Node<Field>,
    /// Whether it, or something that it is selected in, is another subgraph's.
    pub external: bool,
}

/// What a field set is walked with.
struct Walk<'w, 's> {
    report: &'w mut Report,
    visit: &'w mut dyn FnMut(&FieldSet<'s>, Selected<'s, '_>, &mut Report),
}

impl<'s> FieldSet<'s> {
    /// Reads a directive's `fields` and checks them against `parent`. Each field that exists is shown to `visit`, which
    /// says what else is wrong with it.
    pub(super) fn check(
        check: &'s Check<'s>,
        rules: &'s Rules,
        directive: &'s Node<Directive>,
        coordinate: String,
        parent: &Name,
        report: &mut Report,
        visit: &mut dyn FnMut(&FieldSet<'s>, Selected<'s, '_>, &mut Report),
    ) {
        let text = field_set::text(directive, check.subgraph.federation().is_first());
        let mut set = Self { check, rules, directive, coordinate, text: String::new() };
        let Some(text) = text else {
            report.push(set.fault(rules.not_text, "its `fields` are not a string"));
            return;
        };
        set.text = text;
        match field_set::parse(&set.text) {
            Err(message) => report.push(set.fault(rules.invalid, &message)),
            Ok(selections) => set.walk(parent, &selections, false, &mut Walk { report, visit }),
        }
    }

    /// A finding about this field set.
    pub(super) fn fault(&self, code: Code, what: &str) -> Diagnostic {
        let fields = if self.text.is_empty() { String::new() } else { format!("(fields: \"{}\")", self.text) };
        let message = format!("`@{}{fields}` on `{}`: {what}", self.rules.directive, self.coordinate);
        Diagnostic::error(code, message).on(self.coordinate.clone()).at(self.place())
    }

    fn place(&self) -> Option<Location> {
        self.check.subgraph.location(self.directive.location(), format!("in subgraph `{}`", self.check.subgraph.name))
    }

    fn walk(&self, parent: &Name, selections: &[Selection], external: bool, with: &mut Walk<'_, 's>) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(parent, field, external, with),
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives, with.report);
                    let parent = fragment.type_condition.as_ref().unwrap_or(parent);
                    if self.check.schema.types.contains_key(parent) {
                        self.walk(parent, &fragment.selection_set, external, with);
                    } else {
                        with.report.push(self.fault(self.rules.invalid, &format!("there is no type `{parent}`")));
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let what = format!("there is no fragment `{}`", spread.fragment_name);
                    with.report.push(self.fault(self.rules.invalid, &what));
                }
            }
        }
    }

    fn field(&self, parent: &Name, field: &Node<Field>, external: bool, with: &mut Walk<'_, 's>) {
        self.directives(&field.directives, with.report);
        if field.name == "__typename" && field.selection_set.is_empty() {
            return;
        }
        if let Some(alias) = &field.alias {
            let what = format!("the alias `{alias}` has no meaning here");
            with.report.push(self.fault(self.rules.invalid, &what));
        }
        let found = field_set::fields_of(self.check.schema, parent)
            .and_then(|(parent, fields)| Some((parent, fields.get(&field.name)?)));
        let Some((parent, definition)) = found else {
            let what = format!("`{parent}` has no field `{}` in this subgraph", field.name);
            let help = format!("add `{}` to `{parent}`; with @external, if another subgraph resolves it", field.name);
            with.report.push(self.fault(self.rules.invalid, &what).help(help));
            return;
        };
        if let Some(code) = self.rules.has_arguments.filter(|_| !definition.arguments.is_empty()) {
            with.report.push(self.fault(code, &format!("`{parent}.{}` has arguments", field.name)));
        }
        let own = external || self.check.facts.is_external(parent, &field.name);
        (with.visit)(self, Selected { parent, definition, field, external: own }, with.report);
        let external = external || is_external(self.check, parent, &field.name);
        self.inside(parent, definition, field, external, with);
    }

    fn inside(
        &self,
        parent: &Name,
        definition: &'s Component<FieldDefinition>,
        field: &Node<Field>,
        external: bool,
        with: &mut Walk<'_, 's>,
    ) {
        let base = definition.ty.inner_named_type();
        let is_leaf = self.check.schema.types.get(base).is_none_or(ExtendedType::is_leaf);
        if is_leaf != field.selection_set.is_empty() {
            let what = if is_leaf { "nothing can be selected in" } else { "something must be selected in" };
            with.report.push(self.fault(self.rules.invalid, &format!("{what} `{parent}.{}`", field.name)));
        } else if !is_leaf {
            self.walk(base, &field.selection_set, external, with);
        }
    }

    fn directives(&self, directives: &DirectiveList, report: &mut Report) {
        if let Some(directive) = directives.first() {
            let what = format!("`@{}` has no meaning inside a field set", directive.name);
            report.push(self.fault(self.rules.has_directive, &what));
        }
    }
}
