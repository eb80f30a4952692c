//! Plans built by hand.

use federation_plan::*;

/// The subgraphs of all plans here.
pub const SUBGRAPHS: [&str; 3] = ["users", "channels", "messages"];

pub const USERS: SubgraphId = SubgraphId(0);
pub const CHANNELS: SubgraphId = SubgraphId(1);
pub const MESSAGES: SubgraphId = SubgraphId(2);

/// The object types of all plans here.
pub const TYPES: [&str; 7] = ["Query", "Mutation", "User", "Channel", "Message", "Page", "Bot"];

pub const QUERY: TypeId = TypeId(0);
pub const MUTATION: TypeId = TypeId(1);
pub const USER: TypeId = TypeId(2);
pub const CHANNEL: TypeId = TypeId(3);
pub const MESSAGE: TypeId = TypeId(4);
pub const PAGE: TypeId = TypeId(5);
pub const BOT: TypeId = TypeId(6);

pub fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub fn compile(plan: &Plan) -> federation_execute::Program {
    federation_execute::Program::compile(plan, &names(&SUBGRAPHS), &names(&TYPES)).expect("a plan that fits together")
}

/// A plan with all fetches in one stage.
pub fn query(shapes: Vec<Shape>, fetches: Vec<Fetch>, fields: Vec<OutputField>) -> Plan {
    let stage = (0..fetches.len() as u32).map(FetchId).collect();
    let output = Output { shape: ShapeId(0), types: None, fields };
    Plan {
        kind: OperationType::Query,
        root_type: QUERY,
        operation_name: None,
        shapes,
        fetches,
        stages: vec![stage],
        output,
    }
}

/// A shape; a slot whose name begins with `-` is unknown to the response.
pub fn shape(slots: &[&str]) -> Shape {
    Shape { slots: slots.iter().map(|name| (!name.starts_with('-')).then(|| (*name).to_owned())).collect() }
}

pub fn fetch(subgraph: SubgraphId, document: &str, start: Start) -> Fetch {
    Fetch {
        subgraph,
        kind: OperationType::Query,
        document: document.to_owned(),
        operation_name: None,
        variables: Vec::new(),
        dependencies: Vec::new(),
        condition: Condition::always(),
        start,
    }
}

pub fn after(dependencies: &[u32], fetch: Fetch) -> Fetch {
    Fetch { dependencies: dependencies.iter().copied().map(FetchId).collect(), ..fetch }
}

pub fn root(fields: Vec<ReadField>) -> Start {
    Start::Root(read(0, QUERY, fields))
}

/// Entities of one type, found by their `id`, which stands in slot 0.
pub fn entities(object_type: TypeId, target: &[u16], read: Read) -> Entities {
    Entities {
        key: "_entities".to_owned(),
        variable: "representations".to_owned(),
        target: target.iter().map(|slot| Step { slot: SlotId(*slot), types: None }).collect(),
        representations: vec![Representation {
            object_type: Some(object_type),
            typename: TYPES[usize::from(object_type.0)].to_owned(),
            fields: vec![key_field("id", 0)],
            condition: Condition::always(),
            decides: false,
        }],
        read,
        condition: Condition::always(),
    }
}

pub fn key_field(name: &str, slot: u16) -> RepresentationField {
    let condition = Condition::always();
    RepresentationField {
        name: name.to_owned(),
        types: None,
        slot: SlotId(slot),
        is_key: true,
        condition,
        fields: Vec::new(),
    }
}

pub fn read(shape: u32, object_type: TypeId, fields: Vec<ReadField>) -> Read {
    Read { shape: ShapeId(shape), object_type: ObjectType::Known(object_type), fields }
}

pub fn read_any(shape: u32, possible: &[TypeId], fields: Vec<ReadField>) -> Read {
    Read { shape: ShapeId(shape), object_type: ObjectType::Said(possible.to_vec()), fields }
}

pub fn leaf(key: &str, slot: u16) -> ReadField {
    ReadField { key: key.to_owned(), slot: SlotId(slot), value: ReadValue::Leaf }
}

pub fn objects(key: &str, slot: u16, read: Read) -> ReadField {
    let value = ReadValue::Objects { read, is_shared: false, identity: Vec::new() };
    ReadField { key: key.to_owned(), slot: SlotId(slot), value }
}

/// Objects that others are asked for too; the same ones have the same value in slot 0.
pub fn shared(key: &str, slot: u16, read: Read) -> ReadField {
    let value = ReadValue::Objects { read, is_shared: true, identity: vec![SlotId(0)] };
    ReadField { key: key.to_owned(), slot: SlotId(slot), value }
}

/// A field of the response.
pub fn field(key: &str, slot: u16, value: OutputType) -> OutputField {
    let value = OutputValue::Slot { slot: SlotId(slot), value, coordinate: format!("Type.{key}") };
    OutputField { key: key.to_owned(), types: None, condition: Condition::always(), value }
}

pub fn typename(key: &str) -> OutputField {
    let value = OutputValue::Typename;
    OutputField { key: key.to_owned(), types: None, condition: Condition::always(), value }
}

pub fn only_for(types: &[TypeId], field: OutputField) -> OutputField {
    OutputField { types: Some(types.to_vec()), ..field }
}

pub fn when(variable: &str, expected: bool) -> Condition {
    Condition::all([Term { variable: variable.to_owned(), expected }])
}

pub fn string() -> OutputType {
    nullable(OutputKind::Leaf(LeafType::String))
}

pub fn id() -> OutputType {
    nullable(OutputKind::Leaf(LeafType::Id))
}

pub fn object(shape: u32, fields: Vec<OutputField>) -> OutputType {
    nullable(OutputKind::Object(Output { shape: ShapeId(shape), types: None, fields }))
}

pub fn list(element: OutputType) -> OutputType {
    nullable(OutputKind::List(Box::new(element)))
}

pub fn non_null(value: OutputType) -> OutputType {
    OutputType { non_null: true, ..value }
}

pub fn nullable(kind: OutputKind) -> OutputType {
    OutputType { non_null: false, kind }
}
