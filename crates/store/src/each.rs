//! The first rows of each of many parents, in one statement: what a list of lists needs.

use sea_orm::sea_query::{
    Alias, Asterisk, ColumnRef, Expr, ExprTrait, Func, IntoColumnRef, JoinType, Order, Query, SelectStatement,
    ValueTuple, WindowStatement,
};
use uuid::Uuid;

use crate::Dialect;

/// Of `child`, a select without order and limit, the first `rows` rows in this order for each of `parents`, which the
/// column `parent` names. The result has the columns of `child`; the rows of one parent come in their order.
///
/// PostgreSQL looks up each parent's first rows in an index and stops. SQLite has no LATERAL: it numbers all rows of these
/// parents, which is what an embedded database can afford.
pub fn first_of_each(
    dialect: Dialect,
    mut child: SelectStatement,
    parent: impl IntoColumnRef,
    parents: impl IntoIterator<Item = Uuid>,
    order: &[(ColumnRef, Order)],
    rows: u64,
) -> SelectStatement {
    let parent = parent.into_column_ref();
    let mut outer = Query::select();
    match dialect {
        Dialect::Postgres => {
            child.and_where(Expr::col(parent).equals(("parents", "column1"))).limit(rows);
            for (column, direction) in order {
                child.order_by(column.clone(), direction.clone());
            }
            outer
                .column(("ranked", Asterisk))
                .from_values(parents.into_iter().map(|id| ValueTuple::One(id.into())), "parents")
                .join_lateral(JoinType::InnerJoin, child, "ranked", Expr::value(true));
        }
        Dialect::Sqlite => {
            let mut window = WindowStatement::partition_by(parent.clone());
            for (column, direction) in order {
                window.order_by(column.clone(), direction.clone());
            }
            child.and_where(Expr::col(parent).is_in(parents)).expr_window_as(
                Func::cust("ROW_NUMBER"),
                window,
                Alias::new("place"),
            );
            outer
                .column(Asterisk)
                .from_subquery(child, "ranked")
                .and_where(Expr::col(("ranked", "place")).lte(i64::try_from(rows).unwrap_or(i64::MAX)))
                .order_by(("ranked", "place"), Order::Asc);
        }
    }
    outer
}
