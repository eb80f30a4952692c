//! The smallest operation that still fails, found by leaving out one thing after the other.

use apollo_compiler::{
    Node,
    ast::{Definition, Directive, Document, Selection},
};

use crate::{law::Broken, operation::Operation};

/// Leaves out what is not needed for the same kind of failure.
pub fn shrink(
    operation: &Operation,
    broken: &Broken,
    check: impl Fn(&Operation) -> Result<(), Broken>,
) -> (Operation, Broken) {
    let mut best = operation.clone();
    let mut why = Broken { kind: broken.kind, message: broken.message.clone() };
    let mut edit = 0;
    while let Some(smaller) = without(&best, edit) {
        match check(&smaller) {
            Err(still) if still.kind == why.kind => (best, why) = (smaller, still),
            _ => edit += 1,
        }
    }
    (best, why)
}

/// The operation without the thing of that number. None: it has not so many.
fn without(operation: &Operation, edit: usize) -> Option<Operation> {
    let mut document = Document::parse(&*operation.document, "operation.graphql").ok()?;
    let mut left = edit;
    let definitions = &mut document.definitions;
    let is_done = definitions.iter_mut().any(|definition| match definition {
        Definition::OperationDefinition(operation) => {
            let operation = operation.make_mut();
            in_selections(&mut operation.selection_set, &mut left)
        }
        Definition::FragmentDefinition(fragment) => in_selections(&mut fragment.make_mut().selection_set, &mut left),
        _ => false,
    });
    if !is_done {
        return None;
    }
    drop_unused(&mut document);
    Some(Operation { document: document.to_string(), variables: operation.variables.clone() })
}

fn in_selections(selections: &mut Vec<Selection>, left: &mut usize) -> bool {
    if selections.len() > 1 {
        if *left < selections.len() {
            selections.remove(*left);
            return true;
        }
        *left -= selections.len();
    }
    for index in 0..selections.len() {
        if let Selection::InlineFragment(fragment) = &selections[index] {
            if *left == 0 {
                let inner = fragment.selection_set.clone();
                selections.splice(index..=index, inner);
                return true;
            }
            *left -= 1;
        }
        if in_selection(&mut selections[index], left) {
            return true;
        }
    }
    false
}

fn in_selection(selection: &mut Selection, left: &mut usize) -> bool {
    match selection {
        Selection::Field(field) => {
            let field = field.make_mut();
            if field.alias.is_some() && take(left) {
                field.alias = None;
                return true;
            }
            if *left < field.arguments.len() {
                field.arguments.remove(*left);
                return true;
            }
            *left -= field.arguments.len();
            in_directives(&mut field.directives.0, left) || in_selections(&mut field.selection_set, left)
        }
        Selection::InlineFragment(fragment) => {
            let fragment = fragment.make_mut();
            in_directives(&mut fragment.directives.0, left) || in_selections(&mut fragment.selection_set, left)
        }
        Selection::FragmentSpread(spread) => in_directives(&mut spread.make_mut().directives.0, left),
    }
}

fn in_directives(directives: &mut Vec<Node<Directive>>, left: &mut usize) -> bool {
    if *left < directives.len() {
        directives.remove(*left);
        return true;
    }
    *left -= directives.len();
    false
}

fn take(left: &mut usize) -> bool {
    if *left == 0 {
        return true;
    }
    *left -= 1;
    false
}

/// Drops fragments and variables that nothing mentions any more.
fn drop_unused(document: &mut Document) {
    loop {
        let text = document.to_string();
        let before = document.definitions.len();
        document.definitions.retain(|definition| match definition {
            Definition::FragmentDefinition(fragment) => mentions(&text, &format!("...{}", fragment.name)),
            _ => true,
        });
        if document.definitions.len() == before {
            break;
        }
    }
    let text = document.to_string();
    for definition in &mut document.definitions {
        if let Definition::OperationDefinition(operation) = definition {
            let is_used = |name: &str| text.match_indices(&format!("${name}")).count() > 1;
            operation.make_mut().variables.retain(|variable| is_used(&variable.name));
        }
    }
}

fn mentions(text: &str, what: &str) -> bool {
    text.match_indices(what)
        .any(|(at, _)| !text[at + what.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_'))
}
