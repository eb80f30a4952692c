//! How the rules are configured.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::rule::LintRule;

/// The section `lint` of a supergraph.yaml. Every entry is optional, unknown ones are refused.
///
/// ```yaml
/// lint:
///   rules:
///     naming: { level: error }
///     list_bound: { level: off }
///   allow:
///     - { rule: mutation_input, coordinate: Mutation.logOut, reason: there is one session to log out of }
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LintConfig {
    pub(super) rules: Rules,
    pub(super) allow: Vec<Spanned<Allowance>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Rules {
    pub(super) naming: Naming,
    pub(super) mutation_input: MutationInput,
    pub(super) mutation_payload: MutationPayload,
    pub(super) list_bound: ListBound,
    pub(super) missing_description: MissingDescription,
    pub(super) deprecation_reason: DeprecationReason,
    pub(super) nullable_crossing: NullableCrossing,
}

/// What to make of what a rule finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Off,
    #[default]
    Warn,
    Error,
}

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Case {
    Pascal,
    Camel,
    UpperSnake,
    Snake,
    Any,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Naming {
    pub(super) level: Level,
    pub(super) types: Case,
    /// Of types and inputs, and arguments.
    pub(super) fields: Case,
    pub(super) enum_values: Case,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MutationInput {
    pub(super) level: Level,
    pub(super) argument: String,
    pub(super) suffix: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MutationPayload {
    pub(super) level: Level,
    pub(super) suffix: String,
    /// Whether each mutation has one of its own.
    pub(super) own: bool,
    pub(super) nullable: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ListBound {
    pub(super) level: Level,
    /// Any of them bounds a list.
    pub(super) arguments: Vec<String>,
    /// Types whose lists are left alone; `*` at the beginning is anything.
    pub(super) except_types: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MissingDescription {
    pub(super) level: Level,
    pub(super) of: Vec<Described>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Described {
    Types,
    Fields,
    RootFields,
    Arguments,
    InputFields,
    EnumValues,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DeprecationReason {
    pub(super) level: Level,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NullableCrossing {
    pub(super) level: Level,
    /// Entities by name, and the subgraphs that own them.
    pub(super) owners: BTreeMap<String, String>,
    /// Entities that are reached without their owner while others have fields on them too.
    pub(super) shared: Vec<String>,
}

/// Something that a rule leaves alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allowance {
    pub(super) rule: RuleName,
    /// A coordinate, or `User.*` for all fields of a type.
    pub(super) coordinate: String,
    /// For whoever reads the file.
    #[serde(rename = "reason")]
    _reason: Reason,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct RuleName(pub(super) LintRule);

impl TryFrom<String> for RuleName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let known = LintRule::ALL.iter().find(|rule| rule.as_str().eq_ignore_ascii_case(&text));
        known.map(|rule| Self(*rule)).ok_or_else(|| format!("there is no rule `{text}`"))
    }
}

/// Words that must be there.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Reason;

impl TryFrom<String> for Reason {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.trim().is_empty() { Err("there is no reason") } else { Ok(Self) }
    }
}

impl LintConfig {
    pub(super) fn level(&self, rule: LintRule) -> Level {
        let rules = &self.rules;
        match rule {
            LintRule::Naming => rules.naming.level,
            LintRule::MutationInput => rules.mutation_input.level,
            LintRule::MutationPayload => rules.mutation_payload.level,
            LintRule::ListBound => rules.list_bound.level,
            LintRule::MissingDescription => rules.missing_description.level,
            LintRule::DeprecationReason => rules.deprecation_reason.level,
            LintRule::NullableCrossing => rules.nullable_crossing.level,
        }
    }
}

impl Default for Naming {
    fn default() -> Self {
        Self { level: Level::Warn, types: Case::Pascal, fields: Case::Camel, enum_values: Case::UpperSnake }
    }
}

impl Default for MutationInput {
    fn default() -> Self {
        Self { level: Level::Warn, argument: "input".to_owned(), suffix: "Input".to_owned() }
    }
}

impl Default for MutationPayload {
    fn default() -> Self {
        Self { level: Level::Warn, suffix: "Payload".to_owned(), own: true, nullable: false }
    }
}

impl Default for ListBound {
    fn default() -> Self {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            level: Level::Warn,
            arguments: list(&["first", "last", "limit"]),
            except_types: list(&["*Connection", "*Payload"]),
        }
    }
}

impl Default for MissingDescription {
    fn default() -> Self {
        Self { level: Level::Warn, of: vec![Described::Types, Described::RootFields] }
    }
}
