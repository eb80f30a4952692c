//! How the response is written.

use federation_plan as plan;
use federation_plan::ShapeId;

use super::{
    CompileError, Leaf, Output, OutputField, OutputKind, OutputType, OutputValue,
    compile::{Compiler, index},
};

impl<'p> Compiler<'p> {
    /// Compiles the whole output; the root's is the last of the outputs.
    pub fn output(&mut self, output: &'p plan::Output) -> Result<u32, CompileError> {
        self.slots(output.shape)?;
        let fields = output.fields.iter().map(|field| self.output_field(output.shape, field));
        let fields = fields.collect::<Result<Vec<_>, _>>()?;
        let is_typed = |field: &OutputField| field.types.is_some() || matches!(field.value, OutputValue::Typename);
        let needs_type = fields.iter().any(is_typed);
        let fields = self.program.output_fields.add(fields)?;
        let types = self.some_types(output.types.as_ref())?;
        self.program.outputs.push(Output { fields, types, needs_type });
        index(self.program.outputs.len() - 1)
    }

    fn output_field(&mut self, shape: ShapeId, field: &'p plan::OutputField) -> Result<OutputField, CompileError> {
        let value = match &field.value {
            plan::OutputValue::Typename => OutputValue::Typename,
            plan::OutputValue::Introspection => OutputValue::Introspection,
            plan::OutputValue::Slot { slot, value, coordinate } => {
                let is_same_key = self.keys.get(&(shape, *slot)).copied().flatten() == Some(&field.key);
                OutputValue::Slot {
                    slot: self.slot(shape, *slot)?,
                    value: self.output_type(shape, *slot, value)?,
                    coordinate: self.program.text.add(coordinate.bytes())?,
                    is_same_key,
                }
            }
        };
        Ok(OutputField {
            key: self.key(&field.key)?,
            types: self.some_types(field.types.as_ref())?,
            condition: self.condition(&field.condition)?,
            value,
        })
    }

    fn output_type(
        &mut self,
        shape: ShapeId,
        slot: plan::SlotId,
        value: &'p plan::OutputType,
    ) -> Result<OutputType, CompileError> {
        let kind = match &value.kind {
            plan::OutputKind::List(element) => {
                let element = self.output_type(shape, slot, element)?;
                self.program.output_types.push(element);
                OutputKind::List(index(self.program.output_types.len() - 1)?)
            }
            plan::OutputKind::Object(output) => {
                self.holds(shape, slot, output.shape)?;
                OutputKind::Object(self.output(output)?)
            }
            plan::OutputKind::Leaf(leaf) => OutputKind::Leaf(self.leaf(leaf)?),
        };
        Ok(OutputType { non_null: value.non_null, kind })
    }

    fn leaf(&mut self, leaf: &plan::LeafType) -> Result<Leaf, CompileError> {
        Ok(match leaf {
            plan::LeafType::Int => Leaf::Int,
            plan::LeafType::Float => Leaf::Float,
            plan::LeafType::String => Leaf::String,
            plan::LeafType::Boolean => Leaf::Boolean,
            plan::LeafType::Id => Leaf::Id,
            plan::LeafType::Enum(values) => {
                let values = values.iter().map(|value| self.text("\"", value, "\""));
                let values = values.collect::<Result<Vec<_>, _>>()?;
                Leaf::Enum(self.program.enum_values.add(values)?)
            }
            plan::LeafType::Custom => Leaf::Custom,
        })
    }
}
