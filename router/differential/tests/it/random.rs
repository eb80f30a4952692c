//! Random graphs: entities whose fields are strewn over subgraphs.

use std::{collections::BTreeMap, fmt::Write};

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

const LINK: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import: [\"@key\", \"@shareable\", \
                    \"@external\", \"@provides\", \"@requires\", \"@interfaceObject\"])\n";
const SUBGRAPHS: [&str; 4] = ["a", "b", "c", "d"];
const ENTITIES: usize = 4;
const FIELDS: usize = 6;
/// What a subgraph may be told of a value, and in every one it is the same.
const VALUES: &str = "type Value @shareable {\n  x: Int\n  y(of: Int = 1): String\n  z: [Value!]\n}\n\n\
                      input Input {\n  n: Int! = 2\n  deeper: Input\n  tags: [String!]\n}\n\n\
                      enum Kind {\n  ONE\n  TWO\n}\n\n\
                      type Part @shareable {\n  no: Int!\n}\n";

/// The documents of a graph's subgraphs. Not every one composes.
pub fn graph(seed: u64) -> Vec<(String, String)> {
    let mut rng = StdRng::seed_from_u64(seed);
    let count = rng.random_range(2..=SUBGRAPHS.len());
    let mut maker = Maker { rng, subgraphs: vec![Subgraph::default(); count] };
    maker.keys();
    maker.fields();
    maker.requirements();
    maker.provisions();
    maker.roots();
    maker.interface_object();
    let named = SUBGRAPHS.iter().zip(&maker.subgraphs);
    named.map(|(name, subgraph)| ((*name).to_owned(), subgraph.document())).collect()
}

struct Maker {
    rng: StdRng,
    subgraphs: Vec<Subgraph>,
}

#[derive(Default, Clone)]
struct Subgraph {
    /// By their numbers.
    entities: BTreeMap<usize, Entity>,
    roots: Vec<String>,
    /// What is written as it is.
    more: String,
}

#[derive(Default, Clone)]
struct Entity {
    keys: Vec<String>,
    /// By their numbers.
    fields: BTreeMap<usize, Field>,
}

#[derive(Clone)]
struct Field {
    arguments: &'static str,
    ty: String,
    is_shareable: bool,
    is_external: bool,
    requires: Option<String>,
    provides: Option<String>,
}

impl Maker {
    /// Which subgraphs know which entities, and by which keys.
    fn keys(&mut self) {
        for entity in 0..ENTITIES {
            let has_second = self.rng.random_bool(0.4);
            for subgraph in 0..self.subgraphs.len() {
                if !self.rng.random_bool(0.7) {
                    continue;
                }
                let mut keys = Vec::new();
                if !has_second || self.rng.random_bool(0.7) {
                    keys.push("id".to_owned());
                }
                if has_second && (keys.is_empty() || self.rng.random_bool(0.5)) {
                    keys.push((*["code", "code part { no }"].choose(&mut self.rng).unwrap_or(&"code")).to_owned());
                }
                self.subgraphs[subgraph].entities.insert(entity, Entity { keys, fields: BTreeMap::new() });
            }
        }
    }

    /// Who resolves which field.
    fn fields(&mut self) {
        for entity in 0..ENTITIES {
            for field in 0..FIELDS {
                let ty = self.ty();
                let arguments =
                    *["", "", "(n: Int)", "(in: Input, k: Kind! = ONE)"].choose(&mut self.rng).unwrap_or(&"");
                let knowing: Vec<usize> = self.knowing(entity);
                let count = if self.rng.random_bool(0.25) { 2 } else { 1 };
                let owners: Vec<usize> = knowing.sample(&mut self.rng, count).copied().collect();
                for owner in &owners {
                    let own = Field {
                        arguments,
                        ty: ty.clone(),
                        is_shareable: owners.len() > 1,
                        is_external: false,
                        requires: None,
                        provides: None,
                    };
                    self.entity(*owner, entity).fields.insert(field, own);
                }
            }
        }
    }

    fn ty(&mut self) -> String {
        let entity = format!("E{}", self.rng.random_range(0..ENTITIES));
        let named = match self.rng.random_range(0..12) {
            0..5 => (*["String", "Int", "Float", "Boolean", "ID", "Kind"].choose(&mut self.rng).unwrap_or(&"Int"))
                .to_owned(),
            5..9 => entity,
            9 => "Value".to_owned(),
            10 => "Thing".to_owned(),
            _ => "Either".to_owned(),
        };
        match self.rng.random_range(0..8) {
            0 => format!("{named}!"),
            1 => format!("[{named}]"),
            2 => format!("[{named}!]!"),
            _ => named,
        }
    }

    /// Some fields need a field of another subgraph.
    fn requirements(&mut self) {
        for subgraph in 0..self.subgraphs.len() {
            for entity in 0..ENTITIES {
                let Some(known) = self.subgraphs[subgraph].entities.get(&entity).cloned() else { continue };
                for field in known.fields.keys() {
                    let others: Vec<_> =
                        (0..FIELDS).filter(|other| other < field && !known.fields.contains_key(other)).collect();
                    let Some(other) = others.choose(&mut self.rng).copied() else { continue };
                    if !self.rng.random_bool(0.4) {
                        continue;
                    }
                    let Some(owned) = self.owned(entity, other) else { continue };
                    let Some(selected) = selected(other, &owned) else { continue };
                    let external = Field { is_external: true, requires: None, provides: None, ..owned };
                    let own = self.entity(subgraph, entity);
                    own.fields.entry(other).or_insert(external);
                    if let Some(field) = own.fields.get_mut(field).filter(|field| !field.is_external) {
                        field.requires = Some(selected);
                    }
                }
            }
        }
    }

    /// Some fields give more of an entity than their subgraph can elsewhere.
    fn provisions(&mut self) {
        for subgraph in 0..self.subgraphs.len() {
            for entity in 0..ENTITIES {
                let Some(known) = self.subgraphs[subgraph].entities.get(&entity).cloned() else { continue };
                for (number, field) in known.fields.iter().filter(|(_, field)| !field.is_external) {
                    let named = field.ty.trim_matches(['[', ']', '!']);
                    let Some(target) = named.strip_prefix('E').and_then(|target| target.parse().ok()) else { continue };
                    let other = self.rng.random_range(0..FIELDS);
                    let is_known = |known: &Entity| known.fields.contains_key(&other);
                    let Some(entity_there) = self.subgraphs[subgraph].entities.get(&target) else { continue };
                    if is_known(entity_there) || !self.rng.random_bool(0.4) {
                        continue;
                    }
                    let Some(owned) = self.owned(target, other) else { continue };
                    if !is_scalar(&owned.ty) || owned.requires.is_some() {
                        continue;
                    }
                    self.share(target, other);
                    let external =
                        Field { is_external: true, is_shareable: false, requires: None, provides: None, ..owned };
                    self.entity(subgraph, target).fields.insert(other, external);
                    if let Some(field) = self.entity(subgraph, entity).fields.get_mut(number) {
                        field.provides = Some(format!("f{other}"));
                    }
                }
            }
        }
    }

    fn roots(&mut self) {
        for entity in 0..ENTITIES {
            let knowing = self.knowing(entity);
            let is_shared = self.rng.random_bool(0.3);
            let resolving: Vec<_> = knowing.sample(&mut self.rng, if is_shared { 2 } else { 1 }).copied().collect();
            let shareable = if resolving.len() > 1 { " @shareable" } else { "" };
            let ty = if self.rng.random_bool(0.5) { format!("[E{entity}!]") } else { format!("E{entity}") };
            for subgraph in resolving {
                self.subgraphs[subgraph].roots.push(format!("e{entity}(n: Int): {ty}{shareable}"));
            }
        }
        let subgraph = self.rng.random_range(0..self.subgraphs.len());
        self.subgraphs[subgraph].roots.push("things: [Thing]".to_owned());
    }

    /// An interface that one subgraph knows, and another one only as an object.
    fn interface_object(&mut self) {
        if self.rng.random_bool(0.5) {
            return;
        }
        self.subgraphs[0].more.push_str(
            "interface Being @key(fields: \"id\") {\n  id: ID!\n  age: Int\n}\n\n\
             type Cat implements Being @key(fields: \"id\") {\n  id: ID!\n  age: Int\n  lives: Int\n}\n\n\
             type Dog implements Being @key(fields: \"id\") {\n  id: ID!\n  age: Int\n  friend: Being\n}\n",
        );
        self.subgraphs[0].roots.push("beings: [Being!]".to_owned());
        self.subgraphs[1].more.push_str(
            "type Being @key(fields: \"id\") @interfaceObject {\n  id: ID!\n  age: Int @external\n  name(n: Int): String\n  \
             old: Boolean @requires(fields: \"age\")\n  mother: Being\n  value: Value\n}\n",
        );
        self.subgraphs[1].roots.push("pet: Being".to_owned());
    }

    fn knowing(&self, entity: usize) -> Vec<usize> {
        (0..self.subgraphs.len()).filter(|subgraph| self.subgraphs[*subgraph].entities.contains_key(&entity)).collect()
    }

    fn entity(&mut self, subgraph: usize, entity: usize) -> &mut Entity {
        self.subgraphs[subgraph].entities.entry(entity).or_default()
    }

    /// A field, as somebody has it who resolves it.
    fn owned(&self, entity: usize, field: usize) -> Option<Field> {
        let fields = self.subgraphs.iter().filter_map(|subgraph| subgraph.entities.get(&entity)?.fields.get(&field));
        fields.into_iter().find(|field| !field.is_external).cloned()
    }

    fn share(&mut self, entity: usize, field: usize) {
        for subgraph in &mut self.subgraphs {
            let known = subgraph.entities.get_mut(&entity).and_then(|entity| entity.fields.get_mut(&field));
            if let Some(field) = known.filter(|field| !field.is_external) {
                field.is_shareable = true;
            }
        }
    }
}

fn is_scalar(ty: &str) -> bool {
    ["String", "Int", "Float", "Boolean", "ID", "Kind"].contains(&ty.trim_matches(['[', ']', '!']))
}

/// A field in a field set.
fn selected(number: usize, field: &Field) -> Option<String> {
    let arguments = match field.arguments {
        "" => "",
        "(n: Int)" => "(n: 7)",
        _ => "(in: { n: 1 }, k: TWO)",
    };
    match field.ty.trim_matches(['[', ']', '!']) {
        ty if is_scalar(ty) => Some(format!("f{number}{arguments}")),
        "Value" => Some(format!("f{number}{arguments} {{ x z {{ y }} }}")),
        _ => None,
    }
}

impl Subgraph {
    fn document(&self) -> String {
        let mut text = format!("{LINK}\n{VALUES}\n{}\n", self.more);
        if !self.roots.is_empty() {
            let _ = writeln!(text, "type Query {{\n  {}\n}}\n", self.roots.join("\n  "));
        }
        for (number, entity) in &self.entities {
            entity.write(*number, &mut text);
        }
        let known: Vec<_> = (0..ENTITIES).filter(|number| self.entities.contains_key(number)).collect();
        for number in 0..ENTITIES {
            let name = format!("E{number}");
            if !known.contains(&number) && text.contains(&name) {
                let _ = writeln!(text, "type {name} @key(fields: \"id\", resolvable: false) {{\n  id: ID!\n}}\n");
            }
        }
        text.push_str("interface Thing {\n  size: Int\n}\n\n");
        if text.contains("Either") {
            let members: Vec<_> = known.iter().map(|number| format!("E{number}")).collect();
            let members = if members.is_empty() { "Value".to_owned() } else { members.join(" | ") };
            let _ = writeln!(text, "union Either = {members}\n");
        }
        text
    }
}

impl Entity {
    fn write(&self, number: usize, text: &mut String) {
        let keys: Vec<_> = self.keys.iter().map(|key| format!("@key(fields: \"{key}\")")).collect();
        let _ = writeln!(text, "type E{number} implements Thing {} {{\n  size: Int @shareable", keys.join(" "));
        let has = |part: &str| self.keys.iter().any(|key| key.contains(part));
        if has("id") {
            text.push_str("  id: ID!\n");
        }
        if has("code") {
            text.push_str("  code: String! @shareable\n");
        }
        if has("part") {
            text.push_str("  part: Part! @shareable\n");
        }
        for (number, field) in &self.fields {
            let _ = write!(text, "  f{number}{}: {}", field.arguments, field.ty);
            for (directive, is_said) in [("@shareable", field.is_shareable), ("@external", field.is_external)] {
                let _ = write!(text, "{}", if is_said { format!(" {directive}") } else { String::new() });
            }
            for (directive, set) in [("@requires", &field.requires), ("@provides", &field.provides)] {
                if let Some(set) = set {
                    let _ = write!(text, " {directive}(fields: \"{set}\")");
                }
            }
            text.push('\n');
        }
        text.push_str("}\n\n");
    }
}
