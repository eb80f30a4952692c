//! Unions.

use apollo_compiler::{
    Name, Node,
    ast::Directive,
    collections::IndexSet,
    schema::{Component, UnionType},
};

use super::{ByName, Merge, Sources};
use crate::{
    diagnostic::{Code, Diagnostic},
    supergraph::join,
};

impl<'s> Merge<'s> {
    /// A union is everything that any subgraph says it may be.
    pub(super) fn union(&mut self, name: &Name, sources: &Sources<'s, Node<UnionType>>) -> Option<UnionType> {
        let mut members: ByName<'s, Node<UnionType>> = ByName::default();
        for source in sources.iter() {
            for member in &source.node.members {
                members.entry(member.name.clone()).or_default().push(source.graph, source.node);
            }
        }
        let mut directives = self.on_type(sources, |node| &node.directives, name);
        let mut at = directives.iter().take_while(|directive| join::is_join(directive)).count();
        for (member, of_member) in &members {
            for source in of_member.iter() {
                let directive: Directive = join::union_member(self.graph(source.graph), member);
                directives.0.insert(at, Component::new(directive));
                at += 1;
            }
            if of_member.len() < sources.len() {
                let others = sources.filter(|source| !of_member.has(source.graph));
                self.report(
                    Diagnostic::hint(
                        Code::InconsistentUnionMember,
                        format!("`{member}` is a member of `{name}`, but not in {}", self.named(&others)),
                    )
                    .on(name.to_string())
                    .at(self.places(&others, |_| format!("without `{member}`"))),
                );
            }
        }
        let members: IndexSet<_> = members.into_keys().map(Into::into).collect();
        Some(UnionType {
            description: self.description(sources, |node| node.description.as_ref(), name),
            name: name.clone(),
            directives,
            members,
        })
    }
}
