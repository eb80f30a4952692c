//! What each kind of change means, for `router explain`.

use super::ChangeCode;

impl ChangeCode {
    /// Whom it may break and why, and what to do instead: a few sentences.
    pub fn explain(self) -> &'static str {
        match self {
            Self::TypeAdded => {
                "Safe. There is a type that was not there. By itself nobody meets it: what leads to it, such as a \
                 field, is a change of its own."
            }
            Self::TypeRemoved => {
                "Breaking. Operations that name the type in a fragment or a variable, or select its fields, are not \
                 valid any more. Deprecate what leads to it, and remove it when nobody asks for it."
            }
            Self::TypeKindChanged => {
                "Breaking. The type is of another kind: an object became an interface, a scalar an enum. What may be \
                 selected or given there is different altogether. Prefer a new type beside the old one."
            }
            Self::RootTypeAdded => "Safe. Queries, mutations or subscriptions became possible.",
            Self::RootTypeRemoved => "Breaking. No operation of that kind is valid any more.",
            Self::RootTypeChanged => {
                "Breaking. Operations of that kind begin at a type of another name, and fragments on the old one do \
                 not fit any more."
            }
            Self::SpecifiedByChanged => {
                "Dangerous if the address changed or went, for clients read and write such values by what stands \
                 there; safe if there was none."
            }
            Self::FieldAdded => "Safe. Who does not ask for the field does not get it.",
            Self::FieldRemoved => {
                "Breaking. Operations that select the field are not valid any more. Deprecate it first, and remove it \
                 when nobody asks for it."
            }
            Self::FieldTypeChanged => {
                "Safe if every value of the new type is one of the old: a field that promises more, by becoming \
                 non-null for instance. Else breaking: clients get what they do not expect, a null for instance."
            }
            Self::OptionalArgumentAdded => {
                "Dangerous. Operations stay valid, and get what is returned without the argument: make sure that this \
                 is what was returned before."
            }
            Self::RequiredArgumentAdded => {
                "Breaking. Operations that select the field do not give the argument. Make it nullable, or give it a \
                 default."
            }
            Self::ArgumentRemoved => "Breaking. Operations that give the argument are not valid any more.",
            Self::ArgumentTypeChanged => {
                "Safe if every value that could be given still can: an argument that becomes nullable. Else breaking."
            }
            Self::ArgumentDefaultChanged => {
                "Dangerous. Operations without the argument mean something else. Breaking if the default went and the \
                 argument must be given now."
            }
            Self::InterfaceAdded => "Dangerous. Who selects the interface may meet a type that they have never met.",
            Self::InterfaceRemoved => {
                "Breaking. Fragments that take the type for the interface, or the other way round, do not fit any more."
            }
            Self::UnionMemberAdded => "Dangerous. Who selects the union may meet a type that they have never met.",
            Self::UnionMemberRemoved => {
                "Breaking. Fragments on the member do not fit any more where the union is selected."
            }
            Self::EnumValueAdded => "Dangerous. Clients may get a value that they have never met.",
            Self::EnumValueRemoved => {
                "Breaking. Operations that give the value are not valid any more, and so are variables that hold it."
            }
            Self::OptionalInputFieldAdded => {
                "Dangerous. Operations stay valid, and mean what is meant without the field: make sure that this is \
                 what was meant before."
            }
            Self::RequiredInputFieldAdded => {
                "Breaking. Who sends the input does not give the field. Make it nullable, or give it a default."
            }
            Self::InputFieldRemoved => {
                "Breaking. Operations that give the field are not valid any more, and so are variables that have it."
            }
            Self::InputFieldTypeChanged => {
                "Safe if every value that could be given still can: a field that becomes nullable. Else breaking."
            }
            Self::InputFieldDefaultChanged => {
                "Dangerous. Inputs without the field mean something else. Breaking if the default went and the field \
                 must be given now."
            }
            Self::OneOfAdded => "Breaking. Inputs with no field, or with several, are not valid any more.",
            Self::OneOfRemoved => "Safe. What could be sent still can.",
            Self::DirectiveAdded => "Safe. Nobody uses it yet.",
            Self::DirectiveRemoved => "Breaking. Operations with the directive are not valid any more.",
            Self::DirectiveLocationAdded => "Safe. The directive may stand in one more place.",
            Self::DirectiveLocationRemoved => {
                "Breaking. Operations that have the directive in that place are not valid any more."
            }
            Self::DirectiveRepeatableAdded => "Safe. The directive may stand more than once in one place.",
            Self::DirectiveRepeatableRemoved => {
                "Breaking. Operations that have the directive more than once in one place are not valid any more."
            }
            Self::OptionalDirectiveArgumentAdded => "Safe. The argument may be left out.",
            Self::RequiredDirectiveArgumentAdded => "Breaking. Operations with the directive do not give the argument.",
            Self::DirectiveArgumentRemoved => "Breaking. Operations that give the argument are not valid any more.",
            Self::DirectiveArgumentTypeChanged => "Safe if every value that could be given still can. Else breaking.",
            Self::DirectiveArgumentDefaultChanged => {
                "Dangerous. The directive without the argument means something else. Breaking if the default went and \
                 the argument must be given now."
            }
            Self::DeprecationAdded => {
                "Safe. The element works as before, and clients are told not to use it in anything new."
            }
            Self::DeprecationRemoved => "Safe. The element may be used again.",
            Self::DeprecationReasonChanged => {
                "Safe. Clients are told something else about why, or what to use instead."
            }
            Self::DescriptionAdded => "Safe. The element is described now.",
            Self::DescriptionRemoved => "Safe. The element is not described any more, which readers may miss.",
            Self::DescriptionChanged => "Safe. Read both descriptions, though: words may announce what types cannot.",
            Self::AppliedDirectiveAdded => {
                "Dangerous. What a custom directive on an element does is not known here: it may ask for proofs, for \
                 instance."
            }
            Self::AppliedDirectiveRemoved => "Dangerous. What a custom directive on an element did is not known here.",
            Self::AppliedDirectiveChanged => {
                "Dangerous. What a custom directive does with other arguments is not known here."
            }
        }
    }
}
