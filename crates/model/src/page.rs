//! Pages of a list, after the Relay cursor connections specification: what a client may ask, and what it gets.

use crate::cursor::Cursor;

/// The four paging arguments as a client sent them.
#[derive(Debug, Clone, Default)]
pub struct PageArguments {
    /// So many from the front.
    pub first: Option<i32>,
    /// Only what follows this cursor.
    pub after: Option<String>,
    /// So many from the back.
    pub last: Option<i32>,
    /// Only what precedes this cursor.
    pub before: Option<String>,
}

/// How many nodes a page of one list has.
#[derive(Debug, Clone, Copy)]
pub struct PageSize {
    /// When the client says nothing.
    pub default: u32,
    /// What the client may ask for at most.
    pub max: u32,
}

impl PageSize {
    /// The size of every list that says nothing else: 50, at most 100.
    pub const STANDARD: Self = Self { default: 50, max: 100 };
}

/// A checked request for a page in a list whose sort key is `C`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest<C> {
    /// How many nodes at most; at least one.
    pub limit: u32,
    /// Whether the page is taken from the list's end.
    pub from_end: bool,
    /// Only what follows this key.
    pub after: Option<C>,
    /// Only what precedes this key.
    pub before: Option<C>,
}

/// Why a page request is refused. The text is for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPage {
    /// Both ends at once.
    #[error("give `first` or `last`, not both")]
    FirstAndLast,
    /// Zero, negative, or too large.
    #[error("`{argument}` must be between 1 and {max}")]
    Size {
        /// `first` or `last`.
        argument: &'static str,
        /// The list's largest page.
        max: u32,
    },
    /// Not a cursor of this list.
    #[error("`{argument}` is not a cursor of this list")]
    Cursor {
        /// `after` or `before`.
        argument: &'static str,
    },
}

impl<C: Cursor> PageRequest<C> {
    /// Checks what a client sent. Without `first` and `last` the page is the list's beginning.
    pub fn check(arguments: &PageArguments, size: PageSize) -> Result<Self, InvalidPage> {
        let (argument, asked) = match (arguments.first, arguments.last) {
            (Some(_), Some(_)) => return Err(InvalidPage::FirstAndLast),
            (None, Some(last)) => ("last", Some(last)),
            (first, None) => ("first", first),
        };
        let limit = match asked {
            None => size.default,
            Some(asked) => u32::try_from(asked)
                .ok()
                .filter(|limit| (1..=size.max).contains(limit))
                .ok_or(InvalidPage::Size { argument, max: size.max })?,
        };
        let decode = |argument, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => C::decode(text).map(Some).ok_or(InvalidPage::Cursor { argument }),
        };
        Ok(Self {
            limit,
            from_end: argument == "last",
            after: decode("after", &arguments.after)?,
            before: decode("before", &arguments.before)?,
        })
    }
}

impl<C> PageRequest<C> {
    /// How many rows a query fetches: one more than the page, to see whether the list goes on.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.limit as u64 + 1
    }

    /// Makes the page of up to [`PageRequest::rows`] rows that were fetched in the direction asked for, that is, from
    /// the end backwards if [`PageRequest::from_end`].
    #[must_use]
    pub fn page<T>(&self, mut rows: Vec<T>) -> Page<T> {
        let more = rows.len() > self.limit as usize;
        rows.truncate(self.limit as usize);
        if self.from_end {
            rows.reverse();
            Page { nodes: rows, has_previous: more, has_next: self.before.is_some() }
        } else {
            Page { nodes: rows, has_previous: self.after.is_some(), has_next: more }
        }
    }
}

/// One page, always in the list's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on the page.
    pub nodes: Vec<T>,
    /// Whether the list goes on after it.
    pub has_next: bool,
    /// Whether the list has something before it.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// The page of a list with nothing in it.
    #[must_use]
    pub const fn empty() -> Self {
        Self { nodes: Vec::new(), has_next: false, has_previous: false }
    }

    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            nodes: self.nodes.into_iter().map(f).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: PageArguments) -> Result<PageRequest<i64>, InvalidPage> {
        PageRequest::check(&arguments, PageSize::STANDARD)
    }

    #[test]
    fn without_arguments_it_is_the_beginning() {
        let request = check(PageArguments::default()).unwrap();
        assert_eq!((request.limit, request.from_end), (50, false));
    }

    #[test]
    fn sizes_out_of_range_and_both_ends_are_refused() {
        for first in [-1, 0, 101, i32::MIN, i32::MAX] {
            let refused = check(PageArguments { first: Some(first), ..Default::default() });
            assert_eq!(refused, Err(InvalidPage::Size { argument: "first", max: 100 }));
        }
        let both = PageArguments { first: Some(1), last: Some(1), ..Default::default() };
        assert_eq!(check(both), Err(InvalidPage::FirstAndLast));
        let garbage = PageArguments { before: Some("???".to_owned()), ..Default::default() };
        assert_eq!(check(garbage), Err(InvalidPage::Cursor { argument: "before" }));
    }

    #[test]
    fn a_page_from_the_end_is_in_the_lists_order() {
        let request = check(PageArguments { last: Some(2), ..Default::default() }).unwrap();
        let page = request.page(vec![9, 8, 7]);
        assert_eq!(page, Page { nodes: vec![8, 9], has_next: false, has_previous: true });
    }
}
