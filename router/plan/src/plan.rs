//! The plan: what to ask which subgraph, in which order, and how to lay out and write what comes back.
//!
//! A plan describes three walks over one arena of *objects*. An object is a row of *slots*; how many it has is said by
//! its [`Shape`], one for every place in the response where objects can stand (lists in between do not count).
//!
//! * a [`Fetch`] says what is sent, which earlier objects it starts from, and into which slots the answer is read ([`Read`]);
//! * the [`Output`] says how the response is written from the slots, under which keys and with which nullability.
//!
//! Slots hold more than the client asked for: keys that other fetches need have slots which no output mentions. A key on
//! the wire may differ from the key of the response; only [`ReadField::key`] and [`OutputField::key`] say which is which.

use crate::Condition;

/// The index of a subgraph in [`Supergraph::subgraphs`](crate::Supergraph::subgraphs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubgraphId(pub u16);

/// The index of an object type in [`Supergraph::object_types`](crate::Supergraph::object_types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u16);

/// The index of a shape in [`Plan::shapes`]. Shape 0 is the root's, and the root is one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub u32);

/// The index of a slot in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub u16);

/// The index of a fetch in [`Plan::fetches`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FetchId(pub u32);

/// Query, mutation or subscription.
pub use apollo_compiler::executable::OperationType;

/// How an operation is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// The type of the root object.
    pub root_type: TypeId,
    /// The operation's name, which every fetch's document carries too.
    pub operation_name: Option<String>,
    /// Every place where objects can stand. The first is the root.
    pub shapes: Vec<Shape>,
    /// What is sent, dependencies first.
    pub fetches: Vec<Fetch>,
    /// Which fetches may run together, as soon as those that they depend on are done. One stage ends before the next
    /// begins: a query has one; a mutation has one for each run of root fields that one subgraph answers, since root
    /// fields of mutations are serial. A subscription has one; its first fetch is the stream.
    pub stages: Vec<Vec<FetchId>>,
    /// How the response's `data` is written.
    pub output: Output,
}

/// A place in the response where objects can stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// One entry for each slot: the key of the response that it stands for, or none if it serves other fetches only.
    pub slots: Vec<Option<String>>,
}

/// One request to one subgraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetch {
    /// Whom to ask.
    pub subgraph: SubgraphId,
    /// Query, mutation or subscription: what the document is.
    pub kind: OperationType,
    /// The GraphQL document that is sent.
    pub document: String,
    /// The name of its operation, where it has one.
    pub operation_name: Option<String>,
    /// The client's variables that it uses.
    pub variables: Vec<String>,
    /// What must be done before.
    pub dependencies: Vec<FetchId>,
    /// It is only sent where this holds.
    pub condition: Condition,
    /// Where it starts.
    pub start: Start,
}

/// Where a fetch starts.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// At the root of the operation: the answer's `data` is read into the root object.
    Root(Read),
    /// At entities that are known already: `_entities`, once for each place that they stand at.
    Entities(Vec<Entities>),
    /// At objects of the query root's type that stand further down: the answer's `data` is read into each of them. Nothing is
    /// sent where there is none.
    Below {
        /// Which objects, from the root. Never empty.
        target: Vec<Step>,
        /// How `data` is read.
        read: Read,
    },
}

/// One `_entities` field of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Entities {
    /// The key under which the answer comes: `_entities`, or an alias if the request has several.
    pub key: String,
    /// The name of the variable that takes the representations.
    pub variable: String,
    /// Which objects it is about, from the root. Never empty.
    pub target: Vec<Step>,
    /// What is sent for an object, by its type. An object of another type is left alone.
    pub representations: Vec<Representation>,
    /// How an element of the answer is read into the object that it is about.
    pub read: Read,
    /// It is only asked for where this holds: otherwise its list of representations is empty.
    pub condition: Condition,
}

/// One step from an object to the objects in one of its slots, through however many lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which slot.
    pub slot: SlotId,
    /// Only through objects of these types, if given: it is a condition on the object that has the slot.
    pub types: Option<Vec<TypeId>>,
}

/// What is sent to find an entity in another subgraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Representation {
    /// The type of the objects that it is for; none if it is for all, whose types may not be known yet. Then they are of the
    /// types that the entities say (see [`ObjectType::Said`]).
    pub object_type: Option<TypeId>,
    /// The value of `__typename`: an interface's where the subgraph knows the type as an interface object, or where it is
    /// asked for the type.
    pub typename: String,
    /// The other fields.
    pub fields: Vec<RepresentationField>,
    /// It is only sent where this holds.
    pub condition: Condition,
    /// Whether the subgraph decides that such an object is there: unless it says so, the object is null in the response,
    /// whatever else is known of it.
    pub decides: bool,
}

/// A field of a representation: a part of a key, or what a `@requires` wants.
#[derive(Debug, Clone, PartialEq)]
pub struct RepresentationField {
    /// Its name.
    pub name: String,
    /// It is taken of objects of these types only, if given.
    pub types: Option<Vec<TypeId>>,
    /// Where its value stands.
    pub slot: SlotId,
    /// An object that is null or a leaf of a key that is null means that there is no such entity: nothing is sent for it.
    /// What a `@requires` wants may be null.
    pub is_key: bool,
    /// It is only sent where this holds.
    pub condition: Condition,
    /// What is taken of its objects; empty if it is a leaf.
    pub fields: Vec<RepresentationField>,
}

/// How an object of an answer is read into slots.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The shape of the object.
    pub shape: ShapeId,
    /// How its type is known.
    pub object_type: ObjectType,
    /// What is expected, in the order in which it was asked for. Keys are unique.
    pub fields: Vec<ReadField>,
}

/// How the type of an object is known.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectType {
    /// It cannot be another.
    Known(TypeId),
    /// The answer says so under the key `__typename`. These are possible; an object of another type is null.
    Said(Vec<TypeId>),
    /// The subgraph does not know, since it has the type as an interface object. If the type matters, other entities say it.
    Unknown,
}

/// A key of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadField {
    /// The key on the wire.
    pub key: String,
    /// Which slot it goes into.
    pub slot: SlotId,
    /// What stands there. Lists are not told: values are read as they come, and checked when they are written.
    pub value: ReadValue,
}

/// What stands under a key of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadValue {
    /// A scalar or an enum: its bytes are kept as they are, whatever they are.
    Leaf,
    /// Objects, or lists of them.
    Objects {
        /// How each is read.
        read: Read,
        /// Whether another fetch reads into the same slot. Then a null without an error is the answer, whoever says so and
        /// in whatever order; otherwise objects are merged.
        is_shared: bool,
        /// The slots by which both sides must agree that they speak of the same object (the type is always compared).
        identity: Vec<SlotId>,
    },
}

/// How an object is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The object's shape.
    pub shape: ShapeId,
    /// An object of another type is null, if given: it is not in the API.
    pub types: Option<Vec<TypeId>>,
    /// Its fields, in the response's order. Two of the same key are never both written.
    pub fields: Vec<OutputField>,
}

/// A field of the response.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputField {
    /// Its key in the response.
    pub key: String,
    /// It is there for objects of these types only, if given.
    pub types: Option<Vec<TypeId>>,
    /// It is there only where this holds.
    pub condition: Condition,
    /// What is written.
    pub value: OutputValue,
}

/// What is written for a field.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// The name of the object's type.
    Typename,
    /// `__schema` or `__type`: answered from the API schema, without any subgraph. Stands at the root of a query only.
    Introspection,
    /// What a slot holds.
    Slot {
        /// Which slot.
        slot: SlotId,
        /// What it must be.
        value: OutputType,
        /// The field's schema coordinate (`Message.author`), for messages.
        coordinate: String,
    },
}

/// What a value must be to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputType {
    /// Null is an error, and the null moves up to the next place that may be null.
    pub non_null: bool,
    /// What it is unless it is null.
    pub kind: OutputKind,
}

/// What a value that is not null is.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputKind {
    /// A list of these.
    List(Box<OutputType>),
    /// An object.
    Object(Output),
    /// A leaf.
    Leaf(LeafType),
}

/// What a leaf's JSON must look like. Section 3.5 of the GraphQL specification says it for the built-in scalars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeafType {
    /// An integer of 32 bits.
    Int,
    /// A number.
    Float,
    /// A string.
    String,
    /// True or false.
    Boolean,
    /// A string, or an integer, which is written as a string.
    Id,
    /// One of these, as a string.
    Enum(Vec<String>),
    /// Any JSON.
    Custom,
}
