//! The type of a field or an argument.

use apollo_compiler::ast::Type;

use super::{Merge, Sources, enumeration::Position, source::Placed};
use crate::diagnostic::{Code, Diagnostic};

/// What a type is merged from.
pub(super) trait Typed: Placed {
    /// Its type.
    fn ty(&self) -> &Type;
}

impl Typed for apollo_compiler::schema::Component<apollo_compiler::ast::FieldDefinition> {
    fn ty(&self) -> &Type {
        &self.ty
    }
}

impl Typed for apollo_compiler::Node<apollo_compiler::ast::InputValueDefinition> {
    fn ty(&self) -> &Type {
        &self.ty
    }
}

/// A merged type.
pub(super) struct MergedType {
    /// The type.
    pub ty: Type,
    /// Whether all subgraphs say exactly this.
    pub same: bool,
}

impl<'s> Merge<'s> {
    /// The type that holds for all. What comes out is the widest of them, because one subgraph may answer with it; what
    /// goes in is the narrowest, because every subgraph must be able to take it.
    pub(super) fn type_reference<T: Typed>(
        &mut self,
        sources: &Sources<'s, T>,
        position: Position,
        coordinate: &str,
        mismatch: Code,
    ) -> Option<MergedType> {
        let mut merged = sources.first()?.node.ty();
        let (mut same, mut compatible) = (true, true);
        for source in sources.iter() {
            let ty = source.node.ty();
            self.usages.add(ty.inner_named_type(), position);
            if ty == merged {
                continue;
            }
            same = false;
            if self.relations.is_subtype(ty, merged) {
                if position == Position::Input {
                    merged = ty;
                }
            } else if self.relations.is_subtype(merged, ty) {
                if position == Position::Output {
                    merged = ty;
                }
            } else {
                compatible = false;
            }
        }
        if !same {
            self.report_types(sources, merged, coordinate, mismatch, compatible);
        }
        Some(MergedType { ty: merged.clone(), same })
    }

    fn report_types<T: Typed>(
        &mut self,
        sources: &Sources<'s, T>,
        merged: &Type,
        coordinate: &str,
        mismatch: Code,
        compatible: bool,
    ) {
        let places = self.places(sources, |source| {
            format!("`{}` in subgraph `{}`", source.node.ty(), self.subgraph(source.graph).name)
        });
        let diagnostic = if compatible {
            let code = match mismatch {
                Code::FieldArgumentTypeMismatch => Code::InconsistentButCompatibleArgumentType,
                _ => Code::InconsistentButCompatibleFieldType,
            };
            Diagnostic::hint(code, format!("`{coordinate}` has different types; `{merged}` holds for all of them"))
        } else {
            Diagnostic::error(mismatch, format!("`{coordinate}` has types that no type stands for together"))
                .help("give it one type everywhere, up to `!`")
        };
        self.report(diagnostic.on(coordinate).at(places));
    }
}
