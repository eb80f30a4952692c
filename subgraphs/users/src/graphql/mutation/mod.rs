//! The root fields of `Mutation`, one a file.

mod auth_payload;
mod change_username;
mod log_in;
mod log_out;
mod refresh_session;
mod register;
mod suggestion;
mod update_profile;
mod user_payload;

use async_graphql::MergedObject;

use self::{
    change_username::ChangeUsername, log_in::LogIn, log_out::LogOut, refresh_session::RefreshSession,
    register::Register, update_profile::UpdateProfile,
};

/// Everything that can be changed.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct Mutation(Register, LogIn, RefreshSession, LogOut, ChangeUsername, UpdateProfile);
