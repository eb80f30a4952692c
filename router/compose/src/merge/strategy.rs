//! How different arguments of one directive are merged, where it may stand only once.

use apollo_compiler::{
    Name, Node,
    ast::{Argument, Directive, Value},
    collections::IndexMap,
};

use crate::subgraph::federation::Known;

/// How a directive is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strategy {
    /// The application that most subgraphs have.
    Commonest,
    /// Each argument by itself.
    Arguments(&'static [(&'static str, Combine)]),
}

/// How an argument is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combine {
    /// The greatest number.
    Max,
    /// Everything that is in any of the lists.
    Union,
    /// True if all are.
    And,
    /// Alternatives of requirements: what holds must satisfy one alternative of each.
    Conjunction,
}

impl Strategy {
    /// What holds for a directive of federation.
    pub(super) fn of(known: Known) -> Self {
        match known {
            Known::RequiresScopes => Self::Arguments(&[("scopes", Combine::Conjunction)]),
            Known::Policy => Self::Arguments(&[("policies", Combine::Conjunction)]),
            Known::Cost => Self::Arguments(&[("weight", Combine::Max)]),
            Known::ListSize => Self::Arguments(&[
                ("assumedSize", Combine::Max),
                ("slicingArguments", Combine::Union),
                ("sizedFields", Combine::Union),
                ("requireOneSlicingArgument", Combine::And),
            ]),
            _ => Self::Commonest,
        }
    }

    /// Merges distinct applications, each with how often it is there.
    pub(super) fn merge(self, name: &Name, applications: &[(&Directive, usize)]) -> Option<Directive> {
        match self {
            Self::Commonest => {
                let most = applications.iter().map(|(_, count)| *count).max()?;
                let (directive, _) = applications.iter().find(|(_, count)| *count == most)?;
                Some(Directive { name: name.clone(), arguments: directive.arguments.clone() })
            }
            Self::Arguments(combines) => {
                let merged = combines.iter().filter_map(|(argument, combine)| {
                    let values: Vec<_> = applications
                        .iter()
                        .filter_map(|(directive, _)| directive.specified_argument_by_name(argument))
                        .filter(|value| !value.is_null())
                        .collect();
                    let value = combine.merge(&values)?;
                    Some(Node::new(Argument { name: Name::new_unchecked(argument), value }))
                });
                Some(Directive { name: name.clone(), arguments: merged.collect() })
            }
        }
    }
}

impl Combine {
    fn merge(self, values: &[&Node<Value>]) -> Option<Node<Value>> {
        match self {
            Self::Max => values.iter().max_by_key(|value| value.to_i32()).map(|value| (*value).clone()),
            Self::And => {
                let all = values.iter().all(|value| value.to_bool() != Some(false));
                (!values.is_empty()).then(|| Node::new(Value::Boolean(all)))
            }
            Self::Union => {
                let items: IndexMap<String, Node<Value>> =
                    values.iter().flat_map(|value| items(value)).map(|item| (item.to_string(), item)).collect();
                (!values.is_empty()).then(|| Node::new(Value::List(items.into_values().collect())))
            }
            Self::Conjunction => conjunction(values),
        }
    }
}

/// From so many alternatives on everything that any of them asks for is needed: more than is just, but never too little,
/// and nobody writes so many.
const MAX_ALTERNATIVES: usize = 256;

/// What is needed together.
type Alternative = Vec<Node<Value>>;

/// `[[a], [b]]` and `[[c]]` are `[[a, c], [b, c]]`: either a or b, and c.
fn conjunction(values: &[&Node<Value>]) -> Option<Node<Value>> {
    let alternatives = |value: &&Node<Value>| items(value).iter().map(items).collect::<Vec<Alternative>>();
    let (first, rest) = values.split_first()?;
    let mut all = simplest(alternatives(first));
    for others in rest.iter().map(alternatives) {
        if all.len() * others.len() > MAX_ALTERNATIVES {
            all = vec![all.into_iter().chain(others).flatten().collect()];
        } else {
            let both = |one: &Alternative| {
                others.iter().map(|other| one.iter().chain(other).cloned().collect()).collect::<Vec<Alternative>>()
            };
            all = all.iter().flat_map(both).collect();
        }
        all = simplest(all);
    }
    Some(Node::new(Value::List(all.into_iter().map(|items| Node::new(Value::List(items))).collect())))
}

/// Alternatives in order, without those that ask for more than another one.
fn simplest(mut alternatives: Vec<Alternative>) -> Vec<Alternative> {
    for alternative in &mut alternatives {
        alternative.sort_by_cached_key(ToString::to_string);
        alternative.dedup();
    }
    alternatives.sort_by_cached_key(|alternative| (alternative.len(), Value::List(alternative.clone()).to_string()));
    let mut kept: Vec<Alternative> = Vec::new();
    for alternative in alternatives {
        if !kept.iter().any(|other| other.iter().all(|item| alternative.contains(item))) {
            kept.push(alternative);
        }
    }
    kept
}

fn items(value: &Node<Value>) -> Vec<Node<Value>> {
    match &**value {
        Value::List(items) => items.clone(),
        _ => vec![value.clone()],
    }
}
