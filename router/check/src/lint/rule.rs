//! The rules by name.

/// A rule about how a schema should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintRule {
    /// Names are written as their kind's usually are.
    Naming,
    /// A mutation takes one input.
    MutationInput,
    /// A mutation returns a payload of its own.
    MutationPayload,
    /// A list has a bound.
    ListBound,
    /// Elements are described.
    MissingDescription,
    /// What is deprecated says why.
    DeprecationReason,
    /// What may need another subgraph is nullable.
    NullableCrossing,
}

impl LintRule {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Naming,
        Self::MutationInput,
        Self::MutationPayload,
        Self::ListBound,
        Self::MissingDescription,
        Self::DeprecationReason,
        Self::NullableCrossing,
    ];

    /// Its name in capitals, e.g. `LIST_BOUND`; in the configuration it is in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Naming => "NAMING",
            Self::MutationInput => "MUTATION_INPUT",
            Self::MutationPayload => "MUTATION_PAYLOAD",
            Self::ListBound => "LIST_BOUND",
            Self::MissingDescription => "MISSING_DESCRIPTION",
            Self::DeprecationReason => "DEPRECATION_REASON",
            Self::NullableCrossing => "NULLABLE_CROSSING",
        }
    }

    /// What it asks for and why, and how it is configured: a few sentences.
    pub fn explain(self) -> &'static str {
        match self {
            Self::Naming => {
                "Types are called PascalCase, fields and arguments camelCase, values of enums UPPER_SNAKE_CASE: whoever \
                 knows one part of the schema can guess another. Configured by `naming: { types, fields, enum_values }`, \
                 each `pascal`, `camel`, `upper_snake`, `snake` or `any`."
            }
            Self::MutationInput => {
                "The mutation `sendMessage` takes one argument, `input: SendMessageInput!`: clients pass one variable, and \
                 what it holds can grow without a break. Configured by `mutation_input: { argument, suffix }`. A mutation \
                 without arguments needs none."
            }
            Self::MutationPayload => {
                "The mutation `sendMessage` returns `SendMessagePayload!`, a type of its own, so that what it tells can grow: \
                 errors that a client should handle, everything that changed. It is not null: what went wrong stands in it. \
                 Configured by `mutation_payload: { suffix, own, nullable }`; with `own: false` mutations may share payloads."
            }
            Self::ListBound => {
                "A field that returns a list takes an argument that bounds it, such as `first` or a list of ids, or says with \
                 `@listSize` how long it becomes: else a table that grows takes the service down one day. Configured by \
                 `list_bound: { arguments, except_types }`; what a page is made of, `*Connection`, is left alone."
            }
            Self::MissingDescription => {
                "Elements are described: descriptions are the documentation that clients have at hand. Configured by \
                 `missing_description: { of }`, a list of `types`, `fields`, `root_fields`, `arguments`, `input_fields` and \
                 `enum_values`."
            }
            Self::DeprecationReason => {
                "`@deprecated` says why, and better what to use instead: without it nobody knows how to leave."
            }
            Self::NullableCrossing => {
                "A field whose value may need another subgraph is nullable: a reference (in lists too) to an \
                 entity that another subgraph owns, a field that a subgraph contributes to such an entity, and every field \
                 but the keys of the types in `shared`, which are reached without their owner. Else the outage of one \
                 subgraph takes away what others could still answer. Configured by \
                 `nullable_crossing: { owners: { User: users }, shared: [Viewer] }`; without an entry the subgraph that \
                 resolves most fields of an entity owns it."
            }
        }
    }
}
