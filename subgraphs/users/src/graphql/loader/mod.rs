//! The loaders of one request.

mod account_by_user;
mod previous_usernames_by_user;
mod session_by_id;
mod user_by_id;

use async_graphql::Context;
use chat_graph::{Fault, Loader, caller::given};

use self::{
    account_by_user::AccountByUser, previous_usernames_by_user::PreviousUsernamesByUser, session_by_id::SessionById,
    user_by_id::UserById,
};
use crate::Store;

/// The loaders of one request. They find whatever there is: whoever asks them has decided what the caller may see.
pub(super) struct Loaders {
    pub(super) user: Loader<UserById>,
    pub(super) account: Loader<AccountByUser>,
    pub(super) previous_usernames: Loader<PreviousUsernamesByUser>,
    pub(super) session: Loader<SessionById>,
}

impl Loaders {
    pub(super) fn new(store: &Store) -> Self {
        Self {
            user: Loader::new(UserById(store.clone())),
            account: Loader::new(AccountByUser(store.clone())),
            previous_usernames: Loader::new(PreviousUsernamesByUser(store.clone())),
            session: Loader::new(SessionById(store.clone())),
        }
    }

    pub(super) fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self, Fault> {
        given(ctx)
    }
}
