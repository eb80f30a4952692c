//! How answers are read.

use std::collections::HashSet;

use federation_plan as plan;

use super::{
    CompileError, Read, ReadField, ReadValue,
    compile::{Compiler, index},
};
use crate::arena::NO_TYPE;

const TYPENAME: &str = "__typename";

impl<'p> Compiler<'p> {
    /// Gives the index of the read.
    pub fn read(&mut self, read: &'p plan::Read) -> Result<u32, CompileError> {
        let shape = read.shape;
        let slots = self.slots(shape)?;
        let mut fields = Vec::with_capacity(read.fields.len() + 1);
        let mut keys = HashSet::with_capacity(read.fields.len());
        let is_said = matches!(read.object_type, plan::ObjectType::Said(_));
        if is_said && read.fields.iter().all(|field| field.key != TYPENAME) {
            let value = ReadValue::Typename { has_slot: false };
            fields.push(ReadField { key: self.key(TYPENAME)?, slot: 0, value });
        }
        for field in &read.fields {
            if !keys.insert(&field.key) {
                return Err(CompileError::Name(field.key.clone()));
            }
            fields.push(self.read_field(shape, field)?);
        }
        let (known, possible) = match &read.object_type {
            plan::ObjectType::Known(id) => {
                self.type_name(*id)?;
                (Some(*id), super::Span::EMPTY)
            }
            plan::ObjectType::Said(possible) => (None, self.types(possible)?),
            plan::ObjectType::Unknown => (Some(NO_TYPE), super::Span::EMPTY),
        };
        let fields = self.program.read_fields.add(fields)?;
        self.program.reads.push(Read { shape: shape.0, slots, known, possible, fields });
        index(self.program.reads.len() - 1)
    }

    fn read_field(&mut self, shape: plan::ShapeId, field: &'p plan::ReadField) -> Result<ReadField, CompileError> {
        let slot = self.slot(shape, field.slot)?;
        let known = self.keys.entry((shape, field.slot)).or_insert(Some(&field.key));
        if *known != Some(&field.key) {
            *known = None;
        }
        let value = match &field.value {
            plan::ReadValue::Leaf if field.key == TYPENAME => ReadValue::Typename { has_slot: true },
            plan::ReadValue::Leaf => ReadValue::Leaf,
            plan::ReadValue::Objects { read, is_shared, identity } => {
                self.holds(shape, field.slot, read.shape)?;
                let identity =
                    identity.iter().map(|slot| self.slot(read.shape, *slot)).collect::<Result<Vec<_>, _>>()?;
                let identity = self.program.identities.add(identity)?;
                ReadValue::Objects { read: self.read(read)?, is_shared: *is_shared, identity }
            }
        };
        Ok(ReadField { key: self.key(&field.key)?, slot, value })
    }
}
