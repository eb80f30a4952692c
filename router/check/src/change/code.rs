//! What can change in a schema, by names that stay.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A kind of change. The names are stable: approvals are written with them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeCode { $($(#[$doc])* $variant,)+ }

        impl ChangeCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in capitals, e.g. `FIELD_REMOVED`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

codes! {
    /// There is a type that was not there.
    TypeAdded = "TYPE_ADDED",
    /// A type is no more.
    TypeRemoved = "TYPE_REMOVED",
    /// A type is of another kind.
    TypeKindChanged = "TYPE_KIND_CHANGED",
    /// A kind of operation has a root that it had not.
    RootTypeAdded = "ROOT_TYPE_ADDED",
    /// A kind of operation has no root any more.
    RootTypeRemoved = "ROOT_TYPE_REMOVED",
    /// A kind of operation has another root.
    RootTypeChanged = "ROOT_TYPE_CHANGED",
    /// A scalar's specification is another one.
    SpecifiedByChanged = "SPECIFIED_BY_CHANGED",
    /// A type has a field that it had not.
    FieldAdded = "FIELD_ADDED",
    /// A type lacks a field that it had.
    FieldRemoved = "FIELD_REMOVED",
    /// A field returns something else.
    FieldTypeChanged = "FIELD_TYPE_CHANGED",
    /// A field takes an argument that may be left out.
    OptionalArgumentAdded = "OPTIONAL_ARGUMENT_ADDED",
    /// A field takes an argument that must be given.
    RequiredArgumentAdded = "REQUIRED_ARGUMENT_ADDED",
    /// A field does not take an argument any more.
    ArgumentRemoved = "ARGUMENT_REMOVED",
    /// An argument takes something else.
    ArgumentTypeChanged = "ARGUMENT_TYPE_CHANGED",
    /// An argument that is left out means something else.
    ArgumentDefaultChanged = "ARGUMENT_DEFAULT_CHANGED",
    /// A type implements an interface that it did not.
    InterfaceAdded = "INTERFACE_ADDED",
    /// A type does not implement an interface any more.
    InterfaceRemoved = "INTERFACE_REMOVED",
    /// A union has a member that it had not.
    UnionMemberAdded = "UNION_MEMBER_ADDED",
    /// A union lacks a member that it had.
    UnionMemberRemoved = "UNION_MEMBER_REMOVED",
    /// An enum has a value that it had not.
    EnumValueAdded = "ENUM_VALUE_ADDED",
    /// An enum lacks a value that it had.
    EnumValueRemoved = "ENUM_VALUE_REMOVED",
    /// An input has a field that may be left out.
    OptionalInputFieldAdded = "OPTIONAL_INPUT_FIELD_ADDED",
    /// An input has a field that must be given.
    RequiredInputFieldAdded = "REQUIRED_INPUT_FIELD_ADDED",
    /// An input lacks a field that it had.
    InputFieldRemoved = "INPUT_FIELD_REMOVED",
    /// A field of an input takes something else.
    InputFieldTypeChanged = "INPUT_FIELD_TYPE_CHANGED",
    /// A field of an input that is left out means something else.
    InputFieldDefaultChanged = "INPUT_FIELD_DEFAULT_CHANGED",
    /// Of an input's fields exactly one must be given.
    OneOfAdded = "ONE_OF_ADDED",
    /// Of an input's fields several may be given.
    OneOfRemoved = "ONE_OF_REMOVED",
    /// There is a directive that was not there.
    DirectiveAdded = "DIRECTIVE_ADDED",
    /// A directive is no more.
    DirectiveRemoved = "DIRECTIVE_REMOVED",
    /// A directive may stand where it could not.
    DirectiveLocationAdded = "DIRECTIVE_LOCATION_ADDED",
    /// A directive may not stand where it could.
    DirectiveLocationRemoved = "DIRECTIVE_LOCATION_REMOVED",
    /// A directive may be repeated.
    DirectiveRepeatableAdded = "DIRECTIVE_REPEATABLE_ADDED",
    /// A directive may not be repeated any more.
    DirectiveRepeatableRemoved = "DIRECTIVE_REPEATABLE_REMOVED",
    /// A directive takes an argument that may be left out.
    OptionalDirectiveArgumentAdded = "OPTIONAL_DIRECTIVE_ARGUMENT_ADDED",
    /// A directive takes an argument that must be given.
    RequiredDirectiveArgumentAdded = "REQUIRED_DIRECTIVE_ARGUMENT_ADDED",
    /// A directive does not take an argument any more.
    DirectiveArgumentRemoved = "DIRECTIVE_ARGUMENT_REMOVED",
    /// A directive's argument takes something else.
    DirectiveArgumentTypeChanged = "DIRECTIVE_ARGUMENT_TYPE_CHANGED",
    /// A directive's argument that is left out means something else.
    DirectiveArgumentDefaultChanged = "DIRECTIVE_ARGUMENT_DEFAULT_CHANGED",
    /// An element should not be used any more.
    DeprecationAdded = "DEPRECATION_ADDED",
    /// An element may be used again.
    DeprecationRemoved = "DEPRECATION_REMOVED",
    /// Why an element should not be used is told otherwise.
    DeprecationReasonChanged = "DEPRECATION_REASON_CHANGED",
    /// An element is described that was not.
    DescriptionAdded = "DESCRIPTION_ADDED",
    /// An element is not described any more.
    DescriptionRemoved = "DESCRIPTION_REMOVED",
    /// An element is described otherwise.
    DescriptionChanged = "DESCRIPTION_CHANGED",
    /// A directive stands on an element where it did not.
    AppliedDirectiveAdded = "APPLIED_DIRECTIVE_ADDED",
    /// A directive does not stand on an element any more.
    AppliedDirectiveRemoved = "APPLIED_DIRECTIVE_REMOVED",
    /// A directive stands on an element with other arguments.
    AppliedDirectiveChanged = "APPLIED_DIRECTIVE_CHANGED",
}

impl fmt::Display for ChangeCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl From<ChangeCode> for &'static str {
    fn from(code: ChangeCode) -> Self {
        code.as_str()
    }
}
