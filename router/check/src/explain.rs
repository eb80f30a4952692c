//! What the codes of checks mean.

use crate::{APPROVAL_EXPIRED, APPROVAL_UNUSED, ChangeCode, LINT_ALLOWANCE_UNUSED, LintRule, OPERATION_INVALID};

/// Every code that a check can give, and what it means: whom it concerns and what to do, in a few sentences.
pub fn explanations() -> impl Iterator<Item = (&'static str, &'static str)> {
    let changes = ChangeCode::ALL.iter().map(|code| (code.as_str(), code.explain()));
    let rules = LintRule::ALL.iter().map(|rule| (rule.as_str(), rule.explain()));
    changes.chain(rules).chain(OTHERS)
}

const OTHERS: [(&str, &str); 4] = [
    (
        OPERATION_INVALID,
        "An operation, or a fragment that it needs, is not valid by the new schema, and no change that breaks somebody says \
         why: it was not valid before either, or two fields of one name got types that do not go together.",
    ),
    (
        APPROVAL_EXPIRED,
        "An approval's day is over. An error if a change still needs it: undo the change, or approve it again with a later day \
         and a reason that still holds. A warning if nothing fails without it.",
    ),
    (
        APPROVAL_UNUSED,
        "An approval is about no change of this check: the change was undone, or it is in the schema that is compared with \
         by now. Remove the entry, lest it approve the same change another time.",
    ),
    (
        LINT_ALLOWANCE_UNUSED,
        "An entry of `allow` names something that its rule does not complain of. Remove the entry, lest it hide a complaint \
         to come.",
    ),
];
