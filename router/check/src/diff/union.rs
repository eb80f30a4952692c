//! Members of unions.

use apollo_compiler::schema::UnionType;

use super::{
    ChangeCode, Changes, Pair, Use,
    pair::{names, pairs},
};

pub(super) fn compare(ty: &str, old: &UnionType, new: &UnionType, changes: &mut Changes) {
    let old = old.members.iter().map(|member| member.name.as_str());
    let new = new.members.iter().map(|member| member.name.as_str());
    for (name, pair) in pairs(names(old), names(new)) {
        let change = match pair {
            Pair::Removed(()) => {
                let message = format!("member `{name}` was removed from union `{ty}`");
                changes.breaking(ChangeCode::UnionMemberRemoved, ty, message, vec![Use::membership(ty, name)])
            }
            Pair::Added(()) => {
                let message = format!("member `{name}` was added to union `{ty}`");
                changes.dangerous(ChangeCode::UnionMemberAdded, ty, message)
            }
            Pair::Kept((), ()) => continue,
        };
        change.detail = Some(name.to_owned());
    }
}
