//! What can be said about a graph, as the names that Apollo's tools gave to it.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// The name of a rule. Errors: <https://www.apollographql.com/docs/graphos/reference/federation/errors>; hints:
        /// <https://www.apollographql.com/docs/graphos/reference/federation/hints>.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in capitals, e.g. `INVALID_FIELD_SHARING`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

codes! {
    // ---- errors --------------------------------------------------------------------------------------------------
    /// Two subgraphs have one name.
    DuplicateSubgraphName = "DUPLICATE_SUBGRAPH_NAME",
    /// A subgraph has a name that is reserved.
    InvalidSubgraphName = "INVALID_SUBGRAPH_NAME",
    /// A document is no GraphQL schema.
    InvalidGraphql = "INVALID_GRAPHQL",
    /// `@link` is used in a way that its specification does not know.
    InvalidLinkDirectiveUsage = "INVALID_LINK_DIRECTIVE_USAGE",
    /// `@link` names something that is no specification.
    InvalidLinkIdentifier = "INVALID_LINK_IDENTIFIER",
    /// One directive is imported by different names.
    LinkImportNameMismatch = "LINK_IMPORT_NAME_MISMATCH",
    /// The version of federation is not known.
    UnknownFederationLinkVersion = "UNKNOWN_FEDERATION_LINK_VERSION",
    /// The version of the link specification is not known.
    UnknownLinkVersion = "UNKNOWN_LINK_VERSION",
    /// A built-in type is defined otherwise.
    TypeDefinitionInvalid = "TYPE_DEFINITION_INVALID",
    /// A built-in directive is defined otherwise.
    DirectiveDefinitionInvalid = "DIRECTIVE_DEFINITION_INVALID",
    /// The query root has another name, and another type has its name.
    RootQueryUsed = "ROOT_QUERY_USED",
    /// The mutation root has another name, and another type has its name.
    RootMutationUsed = "ROOT_MUTATION_USED",
    /// The subscription root has another name, and another type has its name.
    RootSubscriptionUsed = "ROOT_SUBSCRIPTION_USED",
    /// The key's field set is not a string.
    KeyInvalidFieldsType = "KEY_INVALID_FIELDS_TYPE",
    /// The required field set is not a string.
    RequiresInvalidFieldsType = "REQUIRES_INVALID_FIELDS_TYPE",
    /// The provided field set is not a string.
    ProvidesInvalidFieldsType = "PROVIDES_INVALID_FIELDS_TYPE",
    /// The key's field set does not fit its type.
    KeyInvalidFields = "KEY_INVALID_FIELDS",
    /// The required field set does not fit its type.
    RequiresInvalidFields = "REQUIRES_INVALID_FIELDS",
    /// The provided field set does not fit its type.
    ProvidesInvalidFields = "PROVIDES_INVALID_FIELDS",
    /// A key selects an interface or a union.
    KeyFieldsSelectInvalidType = "KEY_FIELDS_SELECT_INVALID_TYPE",
    /// A key selects a field with arguments.
    KeyFieldsHasArgs = "KEY_FIELDS_HAS_ARGS",
    /// A field with arguments is provided.
    ProvidesFieldsHasArgs = "PROVIDES_FIELDS_HAS_ARGS",
    /// A key has a directive inside.
    KeyDirectiveInFieldsArg = "KEY_DIRECTIVE_IN_FIELDS_ARG",
    /// A required field set has a directive inside.
    RequiresDirectiveInFieldsArg = "REQUIRES_DIRECTIVE_IN_FIELDS_ARG",
    /// A provided field set has a directive inside.
    ProvidesDirectiveInFieldsArg = "PROVIDES_DIRECTIVE_IN_FIELDS_ARG",
    /// A required field is not external.
    RequiresFieldsMissingExternal = "REQUIRES_FIELDS_MISSING_EXTERNAL",
    /// A provided field is not external.
    ProvidesFieldsMissingExternal = "PROVIDES_FIELDS_MISSING_EXTERNAL",
    /// `@key` on an interface, before federation 2.3.
    KeyUnsupportedOnInterface = "KEY_UNSUPPORTED_ON_INTERFACE",
    /// `@requires` on an interface's field.
    RequiresUnsupportedOnInterface = "REQUIRES_UNSUPPORTED_ON_INTERFACE",
    /// `@provides` on an interface's field.
    ProvidesUnsupportedOnInterface = "PROVIDES_UNSUPPORTED_ON_INTERFACE",
    /// `@provides` on a field that returns no object.
    ProvidesOnNonObjectField = "PROVIDES_ON_NON_OBJECT_FIELD",
    /// An external field that nothing uses.
    ExternalUnused = "EXTERNAL_UNUSED",
    /// `@external` on an interface's field.
    ExternalOnInterface = "EXTERNAL_ON_INTERFACE",
    /// A field that is external everywhere.
    ExternalMissingOnBase = "EXTERNAL_MISSING_ON_BASE",
    /// An external field has another type.
    ExternalTypeMismatch = "EXTERNAL_TYPE_MISMATCH",
    /// An external field lacks an argument.
    ExternalArgumentMissing = "EXTERNAL_ARGUMENT_MISSING",
    /// An external field's argument has another type.
    ExternalArgumentTypeMismatch = "EXTERNAL_ARGUMENT_TYPE_MISMATCH",
    /// An external field's argument has another default.
    ExternalArgumentDefaultMismatch = "EXTERNAL_ARGUMENT_DEFAULT_MISMATCH",
    /// A directive that is merged stands on an external field.
    MergedDirectiveApplicationOnExternal = "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL",
    /// `@shareable` where nothing can be shared.
    InvalidShareableUsage = "INVALID_SHAREABLE_USAGE",
    /// Two subgraphs resolve a field that is not shared.
    InvalidFieldSharing = "INVALID_FIELD_SHARING",
    /// A field is overridden from its own subgraph.
    OverrideFromSelfError = "OVERRIDE_FROM_SELF_ERROR",
    /// An overridden field overrides.
    OverrideSourceHasOverride = "OVERRIDE_SOURCE_HAS_OVERRIDE",
    /// `@override` beside a directive that contradicts it.
    OverrideCollisionWithAnotherDirective = "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE",
    /// `@override` on an interface's field.
    OverrideOnInterface = "OVERRIDE_ON_INTERFACE",
    /// A label of `@override` that is none.
    OverrideLabelInvalid = "OVERRIDE_LABEL_INVALID",
    /// One name is given to different kinds of type.
    TypeKindMismatch = "TYPE_KIND_MISMATCH",
    /// A type is only ever extended.
    ExtensionWithNoBase = "EXTENSION_WITH_NO_BASE",
    /// A field has types that cannot be merged.
    FieldTypeMismatch = "FIELD_TYPE_MISMATCH",
    /// An argument has types that cannot be merged.
    FieldArgumentTypeMismatch = "FIELD_ARGUMENT_TYPE_MISMATCH",
    /// An argument has different defaults.
    FieldArgumentDefaultMismatch = "FIELD_ARGUMENT_DEFAULT_MISMATCH",
    /// An input's field has different defaults.
    InputFieldDefaultMismatch = "INPUT_FIELD_DEFAULT_MISMATCH",
    /// A required argument is not known everywhere.
    RequiredArgumentMissingInSomeSubgraph = "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
    /// A required input field is not known everywhere.
    RequiredInputFieldMissingInSomeSubgraph = "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH",
    /// An input of which no field is known everywhere.
    EmptyMergedInputType = "EMPTY_MERGED_INPUT_TYPE",
    /// An enum of which no value is known everywhere.
    EmptyMergedEnumType = "EMPTY_MERGED_ENUM_TYPE",
    /// An enum of inputs and outputs has different values.
    EnumValueMismatch = "ENUM_VALUE_MISMATCH",
    /// A type lacks a field of its interface.
    InterfaceFieldNoImplem = "INTERFACE_FIELD_NO_IMPLEM",
    /// An interface has a key that an implementation has not.
    InterfaceKeyNotOnImplementation = "INTERFACE_KEY_NOT_ON_IMPLEMENTATION",
    /// A subgraph has an interface's key but not all of its implementations.
    InterfaceKeyMissingImplementationType = "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE",
    /// `@interfaceObject` is used against its rules.
    InterfaceObjectUsageError = "INTERFACE_OBJECT_USAGE_ERROR",
    /// Nothing can be asked.
    NoQueries = "NO_QUERIES",
    /// `@composeDirective` is used against its rules.
    DirectiveCompositionError = "DIRECTIVE_COMPOSITION_ERROR",
    /// Everything inside an element is inaccessible.
    OnlyInaccessibleChildren = "ONLY_INACCESSIBLE_CHILDREN",
    /// An inaccessible type is used by something accessible.
    ReferencedInaccessible = "REFERENCED_INACCESSIBLE",
    /// A default uses something inaccessible.
    DefaultValueUsesInaccessible = "DEFAULT_VALUE_USES_INACCESSIBLE",
    /// An interface's field is implemented by an inaccessible one.
    ImplementedByInaccessible = "IMPLEMENTED_BY_INACCESSIBLE",
    /// A required input is inaccessible.
    RequiredInaccessible = "REQUIRED_INACCESSIBLE",
    /// The query root is inaccessible.
    QueryRootTypeInaccessible = "QUERY_ROOT_TYPE_INACCESSIBLE",
    /// `@inaccessible` on something built in.
    DisallowedInaccessible = "DISALLOWED_INACCESSIBLE",
    /// `@authenticated`, `@requiresScopes` or `@policy` on an interface.
    AuthRequirementsAppliedOnInterface = "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE",
    /// A field may be asked for by more people than what it is computed from.
    MissingTransitiveAuthRequirements = "MISSING_TRANSITIVE_AUTH_REQUIREMENTS",
    /// A type of which another subgraph resolves everything, and nothing is needed here.
    TypeWithOnlyUnusedExternal = "TYPE_WITH_ONLY_UNUSED_EXTERNAL",
    /// `@cost` on a field of an interface.
    CostAppliedToInterfaceField = "COST_APPLIED_TO_INTERFACE_FIELD",
    /// `@listSize` on something that is no list.
    ListSizeAppliedToNonList = "LIST_SIZE_APPLIED_TO_NON_LIST",
    /// A list of fewer than no items is assumed.
    ListSizeInvalidAssumedSize = "LIST_SIZE_INVALID_ASSUMED_SIZE",
    /// The size of a list is taken from no integer.
    ListSizeInvalidSlicingArgument = "LIST_SIZE_INVALID_SLICING_ARGUMENT",
    /// The items of a list are in no field.
    ListSizeInvalidSizedField = "LIST_SIZE_INVALID_SIZED_FIELD",
    /// What clients may ask for is answered by nobody.
    SatisfiabilityError = "SATISFIABILITY_ERROR",
    /// A shared field returns objects of other types in each subgraph.
    ShareableHasMismatchedRuntimeTypes = "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES",
    /// There are too many ways between subgraphs to look at.
    MaxValidationSubgraphPathsExceeded = "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED",
    /// A part of federation that this version does not compose.
    UnsupportedFeature = "UNSUPPORTED_FEATURE",

    // ---- hints ---------------------------------------------------------------------------------------------------
    /// Types differ, and one holds for all.
    InconsistentButCompatibleFieldType = "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE",
    /// Types of arguments differ, and one holds for all.
    InconsistentButCompatibleArgumentType = "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE",
    /// A default is not everywhere.
    InconsistentDefaultValuePresence = "INCONSISTENT_DEFAULT_VALUE_PRESENCE",
    /// A key is not everywhere.
    InconsistentEntity = "INCONSISTENT_ENTITY",
    /// A value type lacks a field somewhere.
    InconsistentObjectValueTypeField = "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD",
    /// An interface lacks a field somewhere.
    InconsistentInterfaceValueTypeField = "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD",
    /// An input lacks an optional field somewhere.
    InconsistentInputObjectField = "INCONSISTENT_INPUT_OBJECT_FIELD",
    /// A union lacks a member somewhere.
    InconsistentUnionMember = "INCONSISTENT_UNION_MEMBER",
    /// An enum of inputs lacks a value somewhere.
    InconsistentEnumValueForInputEnum = "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
    /// An enum of outputs lacks a value somewhere.
    InconsistentEnumValueForOutputEnum = "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM",
    /// An optional argument is not known everywhere.
    InconsistentArgumentPresence = "INCONSISTENT_ARGUMENT_PRESENCE",
    /// Descriptions differ.
    InconsistentDescription = "INCONSISTENT_DESCRIPTION",
    /// A directive that clients use is not known everywhere.
    InconsistentExecutableDirectivePresence = "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE",
    /// A directive that clients use has no common place.
    NoExecutableDirectiveLocationsIntersection = "NO_EXECUTABLE_DIRECTIVE_LOCATIONS_INTERSECTION",
    /// A directive that clients use is not repeatable everywhere.
    InconsistentExecutableDirectiveRepeatable = "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE",
    /// A directive that clients use has different places.
    InconsistentExecutableDirectiveLocations = "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS",
    /// A directive's arguments differ, and one wins.
    InconsistentNonRepeatableDirectiveArguments = "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
    /// A directive's arguments differ, and are merged.
    MergedNonRepeatableDirectiveArguments = "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
    /// A field is overridden from a subgraph that is not there.
    FromSubgraphDoesNotExist = "FROM_SUBGRAPH_DOES_NOT_EXIST",
    /// An overridden field is no longer needed.
    OverriddenFieldCanBeRemoved = "OVERRIDDEN_FIELD_CAN_BE_REMOVED",
    /// An override is no longer needed.
    OverrideDirectiveCanBeRemoved = "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED",
    /// An override that depends on a label.
    OverrideMigrationInProgress = "OVERRIDE_MIGRATION_IN_PROGRESS",
    /// A shared field may return objects of types that not all of its subgraphs know.
    InconsistentRuntimeTypesForShareableReturn = "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN",
    /// An enum that nothing uses.
    UnusedEnumType = "UNUSED_ENUM_TYPE",
    /// A directive that is not merged.
    DirectiveCompositionInfo = "DIRECTIVE_COMPOSITION_INFO",
    /// A directive that is kept goes by another name where it is not.
    DirectiveCompositionWarn = "DIRECTIVE_COMPOSITION_WARN",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<Code> for &'static str {
    fn from(code: Code) -> Self {
        code.as_str()
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
