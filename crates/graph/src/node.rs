//! The interface `Node` as every subgraph declares it.

/// Declares the interface `Node` over the listed object types, each with a resolver `id(&self) -> ID`.
#[macro_export]
macro_rules! node {
    ($($object:ident),+ $(,)?) => {
        /// Anything with a global id. Ids are opaque, type-prefixed and time-sortable, e.g. `usr_01J9…`
        #[derive($crate::async_graphql::Interface)]
        #[graphql(field(name = "id", ty = "async_graphql::ID"))]
        pub enum Node {
            $(
                #[doc = concat!("A `", stringify!($object), "`.")]
                $object($object)
            ),+
        }
    };
}
