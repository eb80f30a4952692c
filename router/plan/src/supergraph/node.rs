//! Global object identification: the virtual subgraph `node`, which no process is behind.
//!
//! It knows one thing, of which type an id is by the id's prefix (`usr_…` is a `User`). Its SDL is composed like any other's,
//! so that planning needs to know nothing new: from `node(id:)` it is the ordinary move to who resolves an entity by its
//! `id`. Only whether the object is there at all must be asked of its [owner](Nodes::owner).
//!
//! What the virtual subgraph knows stands in its URL, so that a supergraph is all that a router needs:
//! `node:usr=User&chn=Channel`.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::{self, Write},
    str::FromStr,
};

use apollo_compiler::Name;

use super::{Member, Subgraph, Type};
use crate::{SubgraphId, TypeId};

const INTERFACE: &str = "Node";
const SCHEME: &str = "node:";

/// Which type the objects are of whose id begins with a prefix and `_`. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodePrefixes(BTreeMap<String, Name>);

/// Prefixes that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodePrefixError {
    /// There is none.
    #[error("there are no prefixes")]
    None,
    /// A prefix is not letters and digits.
    #[error("`{0}` is no prefix: letters and digits only")]
    Prefix(String),
    /// What stands for a type is not the name of one.
    #[error("`{0}` is not the name of a type that may have an id")]
    Type(String),
    /// Not a URL of this kind.
    #[error("it must be like node:usr=User&chn=Channel")]
    Url,
}

/// The objects that the virtual subgraph of a supergraph finds.
#[derive(Debug)]
pub(crate) struct Nodes {
    pub subgraph: SubgraphId,
    owners: BTreeMap<TypeId, SubgraphId>,
}

impl NodePrefixes {
    /// What the virtual subgraph is called.
    pub const SUBGRAPH: &'static str = "node";

    /// Prefixes, each with the name of its type.
    pub fn new(prefixes: impl IntoIterator<Item = (String, String)>) -> Result<Self, NodePrefixError> {
        let mut all = BTreeMap::new();
        for (prefix, ty) in prefixes {
            if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(NodePrefixError::Prefix(prefix));
            }
            match Name::new(&ty) {
                Ok(name) if name != INTERFACE && name != "Query" && !name.starts_with("__") => all.insert(prefix, name),
                _ => return Err(NodePrefixError::Type(ty)),
            };
        }
        if all.is_empty() { Err(NodePrefixError::None) } else { Ok(Self(all)) }
    }

    /// The type of the object called `id`, by its prefix.
    #[must_use]
    pub fn type_of(&self, id: &str) -> Option<&str> {
        let (prefix, _) = id.split_once('_')?;
        self.0.get(prefix).map(Name::as_str)
    }

    /// The types that there are.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(Name::as_str)
    }

    /// The SDL of the virtual subgraph.
    #[must_use]
    pub fn sdl(&self) -> String {
        let mut sdl = r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])

"Anything with a global id."
interface Node {
  "Its id."
  id: ID!
}

type Query {
  "The object of that id; null if there is none, or none that the viewer may see."
  node("Its id." id: ID!): Node
  "The objects of these ids, in their order, with null where `node` would be. At most 100."
  nodes("Their ids." ids: [ID!]!): [Node]!
}
"#
        .to_owned();
        let mut types: Vec<&str> = self.types().collect();
        types.sort_unstable();
        types.dedup();
        for ty in types {
            // Writing into a string does not fail.
            let _ =
                writeln!(sdl, "\ntype {ty} implements Node @key(fields: \"id\", resolvable: false) {{\n  id: ID!\n}}");
        }
        sdl
    }
}

/// The URL of the virtual subgraph.
impl fmt::Display for NodePrefixes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SCHEME)?;
        for (index, (prefix, ty)) in self.0.iter().enumerate() {
            let and = if index == 0 { "" } else { "&" };
            write!(f, "{and}{prefix}={ty}")?;
        }
        Ok(())
    }
}

impl FromStr for NodePrefixes {
    type Err = NodePrefixError;

    fn from_str(url: &str) -> Result<Self, NodePrefixError> {
        let pairs = url.strip_prefix(SCHEME).ok_or(NodePrefixError::Url)?;
        let pair = |pair: &str| {
            let (prefix, ty) = pair.split_once('=')?;
            Some((prefix.to_owned(), ty.to_owned()))
        };
        let pairs: Option<Vec<_>> = pairs.split('&').map(pair).collect();
        Self::new(pairs.ok_or(NodePrefixError::Url)?)
    }
}

impl Nodes {
    /// The virtual subgraph, if there is one among `subgraphs`.
    pub fn find(subgraphs: &[Subgraph], types: &HashMap<Name, Type>) -> Option<Self> {
        let at = subgraphs.iter().position(|subgraph| subgraph.url.starts_with(SCHEME))?;
        let subgraph = SubgraphId(u16::try_from(at).ok()?);
        let implementing = &types.get(INTERFACE)?.members;
        let owners = types.values().filter_map(|ty| {
            let object = ty.object.filter(|_| ty.members.contains_key(&subgraph))?;
            let owns = |(at, member): &(&SubgraphId, &Member)| {
                **at != subgraph
                    && implementing.get(*at).is_some_and(|node| node.possible.contains(&object))
                    && member.keys.iter().any(|key| matches!(&key.items[..], [only] if only.name == "id"))
            };
            let (owner, _) = ty.members.iter().find(owns)?;
            Some((object, *owner))
        });
        Some(Self { subgraph, owners: owners.collect() })
    }

    /// The subgraph that says whether an object of this type is there: the one in which the type implements `Node` and is
    /// found by its `id`.
    pub fn owner(&self, ty: TypeId) -> Option<SubgraphId> {
        self.owners.get(&ty).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_read_back_as_they_were_written() {
        let url = "node:chn=Channel&usr=User";
        let prefixes: NodePrefixes = url.parse().unwrap();
        assert_eq!(prefixes.to_string(), url);
        assert_eq!(prefixes.type_of("usr_01J"), Some("User"));
        for unknown in ["usr", "us_1", "usr2_1", "", "_", "USR_1"] {
            assert_eq!(prefixes.type_of(unknown), None, "{unknown}");
        }
        for wrong in ["node:", "node:usr", "node:=User", "node:u_r=User", "node:usr=a b", "usr=User"] {
            assert!(wrong.parse::<NodePrefixes>().is_err(), "{wrong}");
        }
    }
}
