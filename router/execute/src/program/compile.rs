//! From a plan to a program: the tables that everything shares. Reads, fetches and outputs have their own files.

use std::collections::HashMap;

use federation_plan::{Condition, Plan, ShapeId, SlotId, TypeId};

use super::{ALWAYS, CompileError, ConditionIndex, Program, Shape, Span, Table, Text};

impl Program {
    /// Turns a plan into a program. `subgraphs` and `object_types` are the names that the plan's ids stand for.
    pub fn compile(plan: &Plan, subgraphs: &[String], object_types: &[String]) -> Result<Self, CompileError> {
        let mut compiler = Compiler::new(plan, subgraphs, object_types)?;
        compiler.fetches()?;
        if plan.output.shape != ShapeId(0) {
            return Err(CompileError::Shape { shape: plan.output.shape.0, slot: 0 });
        }
        // Afterwards, because the output asks under which keys its values come.
        compiler.output(&plan.output)?;
        Ok(compiler.program)
    }
}

/// A program in the making.
pub(super) struct Compiler<'p> {
    pub plan: &'p Plan,
    pub program: Program,
    /// Which shape the objects in a slot have.
    shapes: HashMap<(ShapeId, SlotId), ShapeId>,
    /// Under which key a slot's value comes; none if there are several.
    pub keys: HashMap<(ShapeId, SlotId), Option<&'p str>>,
    /// Where a text stands that was there before.
    texts: HashMap<Vec<u8>, Text>,
}

impl<'p> Compiler<'p> {
    fn new(plan: &'p Plan, subgraphs: &[String], object_types: &[String]) -> Result<Self, CompileError> {
        let program = Program {
            kind: plan.kind,
            root_type: plan.root_type,
            text: Table::default(),
            type_names: Vec::new(),
            subgraphs: subgraphs.iter().map(|name| name.as_str().into()).collect(),
            conditions: Vec::new(),
            types: Table::default(),
            shapes: Vec::new(),
            slot_names: Table::default(),
            fetches: Vec::new(),
            stages: Vec::new(),
            steps: Table::default(),
            representations: Table::default(),
            representation_fields: Table::default(),
            reads: Vec::new(),
            read_fields: Table::default(),
            identities: Table::default(),
            outputs: Vec::new(),
            output_fields: Table::default(),
            output_types: Vec::new(),
            enum_values: Table::default(),
            root_stages: Vec::new(),
        };
        let mut compiler = Self { plan, program, shapes: HashMap::new(), keys: HashMap::new(), texts: HashMap::new() };
        for name in object_types {
            let name = compiler.text("\"", name, "\"")?;
            compiler.program.type_names.push(name);
        }
        compiler.type_name(plan.root_type)?;
        for shape in &plan.shapes {
            let names = shape.slots.iter().map(|name| name.as_ref().map(|name| compiler.key(name)).transpose());
            let names = names.collect::<Result<Vec<_>, _>>()?;
            let slots = u16::try_from(names.len()).map_err(|_| CompileError::TooLarge)?;
            let names = compiler.program.slot_names.add(names)?;
            compiler.program.shapes.push(Shape { slots, names });
        }
        if plan.shapes.is_empty() {
            return Err(CompileError::Missing { what: "shape", index: 0 });
        }
        Ok(compiler)
    }

    /// `,"name":`, as it stands between two fields.
    pub fn key(&mut self, name: &str) -> Result<Text, CompileError> {
        self.text(",\"", name, "\":")
    }

    /// A name between two marks.
    pub fn text(&mut self, before: &str, name: &str, after: &str) -> Result<Text, CompileError> {
        if !is_name(name) {
            return Err(CompileError::Name(name.to_owned()));
        }
        let text = [before, name, after].concat().into_bytes();
        if let Some(known) = self.texts.get(&text) {
            return Ok(*known);
        }
        let span = self.program.text.add(text.iter().copied())?;
        self.texts.insert(text, span);
        Ok(span)
    }

    pub fn condition(&mut self, condition: &Condition) -> Result<ConditionIndex, CompileError> {
        if condition.is_always() {
            return Ok(ALWAYS);
        }
        let known = self.program.conditions.iter().position(|known| known == condition);
        let index = known.unwrap_or_else(|| {
            self.program.conditions.push(condition.clone());
            self.program.conditions.len() - 1
        });
        ConditionIndex::try_from(index).ok().filter(|index| *index != ALWAYS).ok_or(CompileError::TooLarge)
    }

    pub fn types(&mut self, types: &[TypeId]) -> Result<Span<TypeId>, CompileError> {
        for id in types {
            self.type_name(*id)?;
        }
        self.program.types.add(types.iter().copied())
    }

    pub fn some_types(&mut self, types: Option<&Vec<TypeId>>) -> Result<Option<Span<TypeId>>, CompileError> {
        types.map(|types| self.types(types)).transpose()
    }

    /// `"Name"`
    pub fn type_name(&self, id: TypeId) -> Result<Text, CompileError> {
        let index = usize::from(id.0);
        self.program.type_names.get(index).copied().ok_or(CompileError::Missing { what: "type", index })
    }

    /// How many slots objects of a shape have.
    pub fn slots(&self, shape: ShapeId) -> Result<u16, CompileError> {
        let index = shape.0 as usize;
        Ok(self.program.shapes.get(index).ok_or(CompileError::Missing { what: "shape", index })?.slots)
    }

    pub fn slot(&self, shape: ShapeId, slot: SlotId) -> Result<u16, CompileError> {
        if slot.0 < self.slots(shape)? {
            Ok(slot.0)
        } else {
            Err(CompileError::Missing { what: "slot", index: slot.0.into() })
        }
    }

    /// Says that a slot holds objects of the shape `inner`.
    pub fn holds(&mut self, shape: ShapeId, slot: SlotId, inner: ShapeId) -> Result<(), CompileError> {
        self.slots(inner)?;
        if *self.shapes.entry((shape, slot)).or_insert(inner) == inner {
            Ok(())
        } else {
            Err(CompileError::Shape { shape: shape.0, slot: slot.0 })
        }
    }

    /// Which shape the objects in a slot have, if any fetch reads objects into it.
    pub fn inner_shape(&self, shape: ShapeId, slot: SlotId) -> Option<ShapeId> {
        self.shapes.get(&(shape, slot)).copied()
    }
}

impl<T> Table<T> {
    /// Adds entries as one span.
    pub(super) fn add(&mut self, entries: impl IntoIterator<Item = T>) -> Result<Span<T>, CompileError> {
        let start = index(self.0.len())?;
        self.0.extend(entries);
        Ok(Span { start, end: index(self.0.len())?, of: std::marker::PhantomData })
    }
}

pub(super) fn index(index: usize) -> Result<u32, CompileError> {
    u32::try_from(index).map_err(|_| CompileError::TooLarge)
}

/// Section 2.1.9 of the specification. What is a name needs no escapes in JSON.
fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
