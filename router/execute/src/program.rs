//! A plan, turned once into flat tables that need no search and no encoding while a request runs.
//!
//! Whatever refers to another table does so by index or [`Span`]. [`compile`] has checked all of them, and that every
//! object has the slots that are read and written: that is why the code that runs a program may index.

mod compile;
mod fetch;
mod invalid;
mod output;
mod read;

use std::{marker::PhantomData, mem::size_of_val, ops::Index};

use apollo_compiler::executable::OperationType;
use bytes::Bytes;
use federation_plan::{Condition, SubgraphId, TypeId};

pub use invalid::CompileError;

/// A compiled plan. Made by [`Program::compile`], run by [`execute`](crate::execute) any number of times at once.
#[derive(Debug)]
pub struct Program {
    pub(crate) kind: OperationType,
    /// The type of the root object.
    pub(crate) root_type: TypeId,
    /// All keys and names, encoded.
    pub(crate) text: Table<u8>,
    /// `"Name"` for each object type.
    pub(crate) type_names: Vec<Text>,
    /// The names of the subgraphs.
    pub(crate) subgraphs: Vec<Box<str>>,
    pub(crate) conditions: Vec<Condition>,
    /// Lists of types.
    pub(crate) types: Table<TypeId>,

    pub(crate) shapes: Vec<Shape>,
    /// The response's key for each slot of each shape.
    pub(crate) slot_names: Table<Option<Text>>,

    pub(crate) fetches: Vec<Fetch>,
    /// The fetches of each stage.
    pub(crate) stages: Vec<Vec<u32>>,
    pub(crate) steps: Table<Step>,
    pub(crate) representations: Table<Representation>,
    pub(crate) representation_fields: Table<RepresentationField>,

    pub(crate) reads: Vec<Read>,
    pub(crate) read_fields: Table<ReadField>,
    /// Slots by which two sides agree on an object.
    pub(crate) identities: Table<u16>,

    pub(crate) outputs: Vec<Output>,
    pub(crate) output_fields: Table<OutputField>,
    /// Of lists: what their elements are.
    pub(crate) output_types: Vec<OutputType>,
    /// `"VALUE"` for each value of an enum.
    pub(crate) enum_values: Table<Text>,
    /// The stage that fills a slot of the root object, for each slot.
    pub(crate) root_stages: Vec<u32>,
}

/// Entries of one kind; [`Span`]s of them are parts of something.
#[derive(Debug)]
pub(crate) struct Table<T>(Vec<T>);

/// Some entries of a [`Table`], next to each other.
#[derive(Debug)]
pub(crate) struct Span<T> {
    start: u32,
    end: u32,
    of: PhantomData<fn() -> T>,
}

/// Encoded text.
pub(crate) type Text = Span<u8>;

/// An index in [`Program::conditions`], or [`ALWAYS`].
pub(crate) type ConditionIndex = u16;

/// The condition that always holds.
pub(crate) const ALWAYS: ConditionIndex = ConditionIndex::MAX;

#[derive(Debug)]
pub(crate) struct Shape {
    pub slots: u16,
    pub names: Span<Option<Text>>,
}

#[derive(Debug)]
pub(crate) struct Fetch {
    pub subgraph: SubgraphId,
    pub kind: OperationType,
    pub condition: ConditionIndex,
    /// A request up to its variables: `{"query":"…","operationName":"…","variables":{`.
    pub prefix: Bytes,
    /// The whole request, if it has no variables.
    pub complete: Option<Bytes>,
    /// The client's variables: name, and `"name":`.
    pub variables: Vec<(Box<str>, Text)>,
    /// How many fetches must be done before.
    pub dependencies: u32,
    /// Which fetches wait for it.
    pub dependents: Vec<u32>,
    pub start: Start,
}

#[derive(Debug)]
pub(crate) enum Start {
    /// An index in [`Program::reads`].
    Root(u32),
    Entities(Vec<Entities>),
    /// The root again, for objects further down: as if it were the only entity of the only part.
    Below([Entities; 1]),
}

impl Start {
    /// Its parts, unless it is the root.
    pub fn parts(&self) -> &[Entities] {
        match self {
            Self::Root(_) => &[],
            Self::Entities(parts) => parts,
            Self::Below(part) => part,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Entities {
    /// `,"_entities":`
    pub key: Text,
    /// `"representations":[`
    pub variable: Text,
    pub target: Span<Step>,
    pub representations: Span<Representation>,
    pub read: u32,
    /// Whether any of the representations does.
    pub decides: bool,
    pub condition: ConditionIndex,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub slot: u16,
    pub types: Option<Span<TypeId>>,
    /// The key of the response that the slot stands for.
    pub name: Option<Text>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Representation {
    /// Any, if none is given.
    pub object_type: Option<TypeId>,
    /// `{"__typename":"Name"`
    pub prefix: Text,
    /// `"Name"`, if the entity must be of the same type.
    pub typename: Option<Text>,
    pub fields: Span<RepresentationField>,
    pub condition: ConditionIndex,
    /// What is not found by it is not there.
    pub decides: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct RepresentationField {
    /// `,"key":`
    pub key: Text,
    pub types: Option<Span<TypeId>>,
    pub slot: u16,
    pub is_key: bool,
    pub condition: ConditionIndex,
    pub fields: Span<RepresentationField>,
}

#[derive(Debug)]
pub(crate) struct Read {
    /// An index in [`Program::shapes`].
    pub shape: u32,
    /// How many slots an object has.
    pub slots: u16,
    /// The type, if it cannot be another.
    pub known: Option<TypeId>,
    /// The types that it can be, if the answer says it.
    pub possible: Span<TypeId>,
    pub fields: Span<ReadField>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadField {
    /// `,"key":`
    pub key: Text,
    pub slot: u16,
    pub value: ReadValue,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum ReadValue {
    Leaf,
    /// The object's type. Its name goes into a slot only if another fetch needs it there.
    Typename {
        has_slot: bool,
    },
    Objects {
        read: u32,
        is_shared: bool,
        identity: Span<u16>,
    },
}

#[derive(Debug)]
pub(crate) struct Output {
    pub fields: Span<OutputField>,
    /// Others are null.
    pub types: Option<Span<TypeId>>,
    /// Whether the object cannot be written as long as its type is not known.
    pub needs_type: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct OutputField {
    /// `,"key":`
    pub key: Text,
    pub types: Option<Span<TypeId>>,
    pub condition: ConditionIndex,
    pub value: OutputValue,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum OutputValue {
    Typename,
    Introspection,
    Slot {
        slot: u16,
        value: OutputType,
        coordinate: Text,
        /// On the wire the value has the same key as in the response, whoever sends it.
        is_same_key: bool,
    },
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct OutputType {
    pub non_null: bool,
    pub kind: OutputKind,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum OutputKind {
    /// An index in [`Program::output_types`].
    List(u32),
    /// An index in [`Program::outputs`].
    Object(u32),
    Leaf(Leaf),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Leaf {
    Int,
    Float,
    String,
    Boolean,
    Id,
    Enum(Span<Text>),
    Custom,
}

impl Program {
    /// The text of a key or name as it is written.
    #[inline]
    pub(crate) fn text(&self, text: Text) -> &[u8] {
        &self.text[text]
    }

    /// The name in an encoded key (`,"name":`) or string (`"name"`).
    pub(crate) fn name(&self, text: Text) -> &str {
        // Always is text: `compile` has checked that names are ASCII.
        let text = std::str::from_utf8(&self.text[text]).unwrap_or_default();
        text.trim_matches([',', '"', ':'])
    }

    pub(crate) fn subgraph(&self, subgraph: SubgraphId) -> &str {
        &self.subgraphs[usize::from(subgraph.0)]
    }

    /// The fields of a read.
    #[inline]
    pub(crate) fn read_fields(&self, read: u32) -> &[ReadField] {
        &self.read_fields[self.reads[read as usize].fields]
    }

    /// The response's key for a slot.
    pub(crate) fn slot_name(&self, shape: u32, slot: u16) -> Option<&str> {
        let names = &self.slot_names[self.shapes[shape as usize].names];
        names[usize::from(slot)].map(|name| self.name(name))
    }

    /// About how many bytes it takes, for caches.
    #[must_use]
    pub fn size(&self) -> usize {
        let fetches = self.fetches.iter().map(|fetch| {
            let variables = fetch.variables.iter().map(|(name, _)| name.len() + size_of_val(name)).sum::<usize>();
            let entities = size_of_val(fetch.start.parts());
            let complete = fetch.complete.as_ref().map_or(0, Bytes::len);
            size_of_val(fetch)
                + fetch.prefix.len()
                + complete
                + variables
                + entities
                + size_of_val(&fetch.dependents[..])
        });
        let conditions = self.conditions.iter().flat_map(Condition::alternatives).flatten();
        size_of_val(self)
            + fetches.sum::<usize>()
            + conditions.map(|term| size_of_val(term) + term.variable.len()).sum::<usize>()
            + self.subgraphs.iter().map(|name| name.len() + size_of_val(name)).sum::<usize>()
            + self.stages.iter().map(|stage| size_of_val(stage) + size_of_val(&stage[..])).sum::<usize>()
            + size_of_val(&self.type_names[..])
            + size_of_val(&self.shapes[..])
            + size_of_val(&self.reads[..])
            + size_of_val(&self.outputs[..])
            + size_of_val(&self.output_types[..])
            + size_of_val(&self.root_stages[..])
            + self.text.size()
            + self.types.size()
            + self.slot_names.size()
            + self.steps.size()
            + self.representations.size()
            + self.representation_fields.size()
            + self.read_fields.size()
            + self.identities.size()
            + self.output_fields.size()
            + self.enum_values.size()
    }
}

impl<T> Table<T> {
    fn size(&self) -> usize {
        size_of_val(&self.0[..])
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Index<Span<T>> for Table<T> {
    type Output = [T];

    #[inline]
    fn index(&self, span: Span<T>) -> &[T] {
        &self.0[span.start as usize..span.end as usize]
    }
}

impl<T> Span<T> {
    pub const EMPTY: Self = Self { start: 0, end: 0, of: PhantomData };

    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

impl<T> Clone for Span<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Span<T> {}
