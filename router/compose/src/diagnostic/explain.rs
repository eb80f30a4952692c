//! What each code means, for `router explain`.

use super::Code;

impl Code {
    /// What it means, and what to do about it: a few sentences.
    pub fn explain(self) -> &'static str {
        match self {
            Self::DuplicateSubgraphName => {
                "Two subgraphs of the graph have the same name, so that nothing could say which of them is meant. \
                 Rename one of them in supergraph.yaml."
            }
            Self::InvalidSubgraphName => {
                "The subgraph's name is reserved, or is none: a name must not be empty, and what starts with an \
                 underscore belongs to the machinery. Choose another one."
            }
            Self::InvalidGraphql => {
                "A document is no valid GraphQL schema by itself: its syntax is wrong, or something is used that \
                 nothing defines. Nothing else can be said of the subgraph until that is mended."
            }
            Self::InvalidLinkDirectiveUsage => {
                "`@link` is used in a way that its specification does not know: an argument has the wrong shape, one \
                 specification is linked twice, or an import is not what the specification has."
            }
            Self::InvalidLinkIdentifier => {
                "The `url` of a `@link` is not the address of a specification: it should end with a name and a \
                 version, as in `https://specs.apollo.dev/federation/v2.9`."
            }
            Self::LinkImportNameMismatch => {
                "Subgraphs import one directive by different names (`import: [{ name:, as: }]`), and composition \
                 cannot know which one the supergraph should use. Use the same name in all of them."
            }
            Self::UnknownFederationLinkVersion => {
                "A subgraph links a version of federation that does not exist, or that this composition does not \
                 know. It knows 2.0 to 2.9."
            }
            Self::UnknownLinkVersion => {
                "A subgraph links a version of the link specification that is not known. Only v1.0 is."
            }
            Self::TypeDefinitionInvalid => {
                "A subgraph defines a type that federation brings along, such as `_Any` or `FieldSet`, and defines it \
                 otherwise. Leave it out: it is added."
            }
            Self::DirectiveDefinitionInvalid => {
                "A subgraph defines a directive of federation, and its arguments or locations are not those of the \
                 specification. Leave the definition out: it is added."
            }
            Self::RootQueryUsed => {
                "The subgraph's query root has another name than `Query`, and some other type is called `Query`. \
                 Composition renames roots to their usual names, so that name must be free."
            }
            Self::RootMutationUsed => {
                "The subgraph's mutation root has another name than `Mutation`, and some other type is called \
                 `Mutation`. Composition renames roots to their usual names, so that name must be free."
            }
            Self::RootSubscriptionUsed => {
                "The subgraph's subscription root has another name than `Subscription`, and some other type is called \
                 `Subscription`. Composition renames roots to their usual names, so that name must be free."
            }
            Self::KeyInvalidFieldsType => {
                "The `fields` of a `@key` must be a string that holds a selection, such as `\"id\"`."
            }
            Self::RequiresInvalidFieldsType => {
                "The `fields` of a `@requires` must be a string that holds a selection, such as `\"price weight\"`."
            }
            Self::ProvidesInvalidFieldsType => {
                "The `fields` of a `@provides` must be a string that holds a selection, such as `\"name\"`."
            }
            Self::KeyInvalidFields => {
                "The selection in a `@key` cannot be read, or selects something that its type does not have."
            }
            Self::RequiresInvalidFields => {
                "The selection in a `@requires` cannot be read, or selects something that the type does not have in \
                 this subgraph. What is required must be declared, and marked @external."
            }
            Self::ProvidesInvalidFields => {
                "The selection in a `@provides` cannot be read, or selects something that the type of the field does \
                 not have in this subgraph."
            }
            Self::KeyFieldsSelectInvalidType => {
                "A `@key` selects a list, an interface or a union. A key must be a value by which an entity is found \
                 again, and these have none."
            }
            Self::KeyFieldsHasArgs => {
                "A `@key` selects a field that takes arguments. What it would be asked with cannot be said in a key."
            }
            Self::ProvidesFieldsHasArgs => {
                "A `@provides` selects a field that takes arguments. What it would be asked with cannot be said there."
            }
            Self::KeyDirectiveInFieldsArg => {
                "The selection in a `@key` has a directive. A key is the same for every request, so none is allowed."
            }
            Self::RequiresDirectiveInFieldsArg => {
                "The selection in a `@requires` has a directive. What a resolver needs is the same for every request, \
                 so none is allowed."
            }
            Self::ProvidesDirectiveInFieldsArg => {
                "The selection in a `@provides` has a directive. What comes along is the same for every request, so \
                 none is allowed."
            }
            Self::RequiresFieldsMissingExternal => {
                "A `@requires` selects a field that this subgraph resolves itself. What is required comes from \
                 elsewhere: mark it @external, or leave it out."
            }
            Self::ProvidesFieldsMissingExternal => {
                "A `@provides` selects a field that this subgraph resolves everywhere, so that nothing is gained. \
                 Mark it @external if it is resolved on this path only."
            }
            Self::KeyUnsupportedOnInterface => {
                "An interface has a `@key`, which federation knows from v2.3 on. Link a newer version, or put the key \
                 on the implementations."
            }
            Self::RequiresUnsupportedOnInterface => {
                "A field of an interface has `@requires`. Put it on the fields of the implementations, which are what \
                 is resolved."
            }
            Self::ProvidesUnsupportedOnInterface => {
                "A field of an interface has `@provides`. Put it on the fields of the implementations, which are what \
                 is resolved."
            }
            Self::ProvidesOnNonObjectField => {
                "A field that returns a scalar or an enum has `@provides`, and there is nothing in it that could be \
                 provided."
            }
            Self::ExternalUnused => {
                "A field is marked @external, and no key, `@requires`, `@provides` or interface of this subgraph uses \
                 it. Leave it out: subgraphs need not declare what they do not resolve."
            }
            Self::ExternalOnInterface => {
                "A field of an interface is marked @external. It is objects that resolve fields: mark those of the \
                 implementations."
            }
            Self::ExternalMissingOnBase => {
                "Every subgraph that has the field marks it @external, so that nobody resolves it."
            }
            Self::ExternalTypeMismatch => {
                "A field that is marked @external has another type here than where it is resolved."
            }
            Self::ExternalArgumentMissing => {
                "A field that is marked @external lacks an argument that it has where it is resolved."
            }
            Self::ExternalArgumentTypeMismatch => {
                "An argument of a field that is marked @external has another type here than where the field is \
                 resolved."
            }
            Self::ExternalArgumentDefaultMismatch => {
                "An argument of a field that is marked @external has another default here than where the field is \
                 resolved."
            }
            Self::MergedDirectiveApplicationOnExternal => {
                "A directive that becomes a part of the supergraph stands on an @external field. Put it where the \
                 field is resolved."
            }
            Self::InvalidShareableUsage => {
                "`@shareable` stands where nothing is resolved, on a field of an interface for instance, or twice on \
                 one element."
            }
            Self::InvalidFieldSharing => {
                "Several subgraphs resolve a field, and not all of them say that it is @shareable. Sharing is a \
                 promise that every one of them gives the same answer, so each must make it. Either remove the field \
                 from all but one, move it with @override, or mark it @shareable in all."
            }
            Self::OverrideFromSelfError => "A field says `@override(from:)` with the name of its own subgraph.",
            Self::OverrideSourceHasOverride => {
                "A field is overridden from a subgraph in which it is itself overridden from another one. Finish one \
                 move before the next one."
            }
            Self::OverrideCollisionWithAnotherDirective => {
                "A field has `@override` beside a directive that contradicts it, such as @external: it cannot be \
                 taken over and be resolved elsewhere."
            }
            Self::OverrideOnInterface => {
                "A field of an interface has `@override`. It is objects that resolve fields: put it on those of the \
                 implementations."
            }
            Self::OverrideLabelInvalid => {
                "The `label` of an `@override` is none: it is a name that begins with a letter and may go on with \
                 letters, digits and `_-:./`, or `percent(n)` with n from 0 to 100."
            }
            Self::TypeKindMismatch => {
                "One name is an object in one subgraph and something else, an input for instance, in another one."
            }
            Self::ExtensionWithNoBase => "A type is extended by subgraphs, and none defines it.",
            Self::FieldTypeMismatch => {
                "A field has types in several subgraphs of which none could stand for all: they may differ in being \
                 nullable, and one may be a subtype of the other, no more."
            }
            Self::FieldArgumentTypeMismatch => {
                "An argument has types in several subgraphs of which none could stand for all: they may differ in \
                 being nullable, no more."
            }
            Self::FieldArgumentDefaultMismatch => {
                "An argument has different defaults in several subgraphs, so that a request without it would mean \
                 different things."
            }
            Self::InputFieldDefaultMismatch => {
                "A field of an input has different defaults in several subgraphs, so that a request without it would \
                 mean different things."
            }
            Self::RequiredArgumentMissingInSomeSubgraph => {
                "An argument is required in one subgraph and unknown to another one that resolves the field too: \
                 neither leaving it out nor keeping it would do."
            }
            Self::RequiredInputFieldMissingInSomeSubgraph => {
                "A field of an input is required in one subgraph and unknown to another one. Of an input only what \
                 all subgraphs know remains, and this one cannot be left out."
            }
            Self::EmptyMergedInputType => {
                "Of an input only the fields that all of its subgraphs know remain, and there is none."
            }
            Self::EmptyMergedEnumType => {
                "Of an enum that inputs use only the values that all of its subgraphs know remain, and there is none."
            }
            Self::EnumValueMismatch => {
                "An enum is used by inputs and by outputs, and has different values in several subgraphs. Both what \
                 is sent and what is returned must be known to all: give each the same values, or mark some \
                 @inaccessible until that is so."
            }
            Self::InterfaceFieldNoImplem => {
                "A type implements an interface and lacks one of its fields, which another subgraph added. Add the \
                 field to the type in some subgraph."
            }
            Self::InterfaceKeyNotOnImplementation => {
                "An interface has a `@key` that one of its implementations in the same subgraph has not. Whoever \
                 finds the interface by its key must find every implementation by it."
            }
            Self::InterfaceKeyMissingImplementationType => {
                "A subgraph has a `@key` on an interface and does not define all of the implementations. It must, for \
                 it is asked which of them an entity is."
            }
            Self::InterfaceObjectUsageError => {
                "`@interfaceObject` is used against its rules: another subgraph must define the interface, with a \
                 key, and this one must not define its implementations."
            }
            Self::NoQueries => "No subgraph has a field that can be queried.",
            Self::DirectiveCompositionError => {
                "`@composeDirective` names something that cannot become a part of the supergraph: it must be a \
                 directive of a linked specification, of the same one and in versions that go together in all \
                 subgraphs."
            }
            Self::OnlyInaccessibleChildren => {
                "A type is accessible and everything in it is @inaccessible, so that clients would see an empty one. \
                 Mark the type itself."
            }
            Self::ReferencedInaccessible => {
                "An element that clients see has a type that is @inaccessible. Mark the element too, or make the type \
                 accessible."
            }
            Self::DefaultValueUsesInaccessible => "A default that clients see uses something that is @inaccessible.",
            Self::ImplementedByInaccessible => {
                "A field or argument is @inaccessible, and the interface has it and shows it to clients."
            }
            Self::RequiredInaccessible => {
                "A required argument or field of an input is @inaccessible, so that no client could ever give it."
            }
            Self::QueryRootTypeInaccessible => {
                "The query root is @inaccessible, so that clients could ask for nothing."
            }
            Self::DisallowedInaccessible => {
                "`@inaccessible` stands on something built in, or on an argument of a directive that clients use."
            }
            Self::AuthRequirementsAppliedOnInterface => {
                "`@authenticated`, `@requiresScopes` or `@policy` stands on an interface or one of its fields. What \
                 must be proved is decided by the object that is returned: put it there."
            }
            Self::MissingTransitiveAuthRequirements => {
                "A field with `@requires` may be asked for by people who may not ask for what it requires. It would \
                 tell them of it, so it must ask for the same proofs."
            }
            Self::ListSizeAppliedToNonList => {
                "`@listSize` stands on a field that returns no list and names no `sizedFields`."
            }
            Self::ListSizeInvalidAssumedSize => "The `assumedSize` of a `@listSize` is negative.",
            Self::ListSizeInvalidSlicingArgument => {
                "A `slicingArguments` of a `@listSize` names an argument that the field does not have, or that is no \
                 integer."
            }
            Self::TypeWithOnlyUnusedExternal => {
                "In a document without `@link`, every field of the type is `@external`, and no `@key`, `@requires` or \
                 `@provides` uses one. Nothing would be left of the type, though a field returns it."
            }
            Self::CostAppliedToInterfaceField => {
                "`@cost` is on a field of an interface. What it costs follows from the fields that implement it: put \
                 `@cost` there."
            }
            Self::ListSizeInvalidSizedField => {
                "A `sizedFields` of a `@listSize` names a field that the returned type does not have, or that is no \
                 list."
            }
            Self::SatisfiabilityError => {
                "Clients may ask for something that no plan can answer. The message shows an operation that cannot be \
                 planned, and for each subgraph why it does not help: it has no such field, or it cannot be reached \
                 because no key leads there from where the operation is. Resolve the field where it is asked for, or \
                 add a key by which it can be reached."
            }
            Self::ShareableHasMismatchedRuntimeTypes => {
                "A @shareable field returns an interface or a union, and its subgraphs share no type that it could be \
                 at runtime: the answer would depend on who is asked."
            }
            Self::MaxValidationSubgraphPathsExceeded => {
                "Whether everything can be answered could not be found out within the work that is allowed for it: \
                 there are too many ways between the subgraphs. Fewer shared types, or fewer keys, have fewer ways."
            }
            Self::UnsupportedFeature => {
                "The subgraph uses a part of federation that this version does not compose. It says so instead of \
                 composing something else than what is meant."
            }
            Self::InconsistentButCompatibleFieldType => {
                "Subgraphs give a field different types of which one can stand for all. The supergraph has that one; \
                 the others may promise more than it does."
            }
            Self::InconsistentButCompatibleArgumentType => {
                "Subgraphs give an argument or a field of an input different types of which one can stand for all. \
                 The supergraph has the strictest."
            }
            Self::InconsistentDefaultValuePresence => {
                "An argument or a field of an input has a default in some subgraphs only. The supergraph has none, \
                 lest those that do not know it miss it."
            }
            Self::InconsistentEntity => {
                "A type has a `@key` in some subgraphs and none in others. Where it has none it cannot be reached \
                 from the others."
            }
            Self::InconsistentObjectValueTypeField => {
                "A type without keys lacks a field in some of its subgraphs. It can be asked for only where a \
                 subgraph that has it returned the object."
            }
            Self::InconsistentInterfaceValueTypeField => "An interface lacks a field in some of its subgraphs.",
            Self::InconsistentInputObjectField => {
                "A field of an input is not known to all of its subgraphs, so the supergraph leaves it out."
            }
            Self::InconsistentUnionMember => {
                "A union lacks a member in some of its subgraphs. That is fine for what they return, and may be an \
                 oversight."
            }
            Self::InconsistentEnumValueForInputEnum => {
                "A value of an enum that inputs use is not known to all of its subgraphs, so the supergraph leaves it \
                 out."
            }
            Self::InconsistentEnumValueForOutputEnum => {
                "A value of an enum that is only returned is not known to all of its subgraphs. That is fine, and may \
                 be an oversight."
            }
            Self::InconsistentArgumentPresence => {
                "An optional argument is not known to all subgraphs that resolve the field, so the supergraph leaves \
                 it out."
            }
            Self::InconsistentDescription => {
                "Subgraphs describe an element differently. The supergraph has the description that most of them give."
            }
            Self::InconsistentExecutableDirectivePresence => {
                "A directive that clients use is not defined in all subgraphs, so the supergraph leaves it out."
            }
            Self::NoExecutableDirectiveLocationsIntersection => {
                "Subgraphs let clients use a directive in different places and have none in common, so the supergraph \
                 leaves it out."
            }
            Self::InconsistentExecutableDirectiveRepeatable => {
                "A directive that clients use is repeatable in some subgraphs only. In the supergraph it is not."
            }
            Self::InconsistentExecutableDirectiveLocations => {
                "Subgraphs let clients use a directive in different places. In the supergraph it has those that they \
                 have in common."
            }
            Self::InconsistentNonRepeatableDirectiveArguments => {
                "Subgraphs apply a directive to one element with different arguments. The supergraph has those that \
                 most of them give."
            }
            Self::MergedNonRepeatableDirectiveArguments => {
                "Subgraphs apply a directive to one element with different arguments, and the supergraph has what \
                 they say together."
            }
            Self::FromSubgraphDoesNotExist => {
                "`@override(from:)` names a subgraph that the graph does not have. Mistyped, or it has gone: then the \
                 directive can go too."
            }
            Self::OverriddenFieldCanBeRemoved => {
                "A field is overridden by another subgraph and used for nothing else, so that its definition here can \
                 be removed."
            }
            Self::OverrideDirectiveCanBeRemoved => {
                "The subgraph that a field is overridden from does not have it any more, so that `@override` can be \
                 removed."
            }
            Self::OverrideMigrationInProgress => {
                "A field moves from one subgraph to another by an `@override` with a label. Until the move is over \
                 both must keep it."
            }
            Self::InconsistentRuntimeTypesForShareableReturn => {
                "A @shareable field returns an interface or a union, and not all of its subgraphs can return the same \
                 types. Sharing promises the same answer from all of them."
            }
            Self::UnusedEnumType => "Nothing uses the enum. Its values are merged as if only outputs did.",
            Self::DirectiveCompositionWarn => {
                "A directive that a subgraph keeps by `@composeDirective` goes by another name in a subgraph that does \
                 not keep it. All must call it the same before that one can keep it too."
            }
            Self::DirectiveCompositionInfo => {
                "A directive is used by subgraphs and does not become a part of the supergraph, or becomes one in the \
                 newest version that is linked."
            }
        }
    }
}
