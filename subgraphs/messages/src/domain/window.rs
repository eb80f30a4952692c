//! Pages as windows of a channel's sequence. It is dense, so which messages a page has is arithmetic, and whether the list
//! goes on is exact without a look at the database.

use chat_model::page::PageRequest;

/// Where every channel's sequence begins.
pub const FIRST_SEQUENCE: i64 = 1;

/// Some sequences of a channel, next to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first, …
    pub from: i64,
    /// … and the last. Before the first if there is none.
    pub to: i64,
    /// Whether the channel has something before it.
    pub has_previous: bool,
    /// Whether the channel goes on after it.
    pub has_next: bool,
}

impl Window {
    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.to < self.from
    }
}

/// What `page` has of a channel whose last message has the sequence `last`; zero if it has none.
#[must_use]
pub fn window(last: i64, page: &PageRequest<i64>) -> Window {
    let lowest = page.after.map_or(FIRST_SEQUENCE, |after| after.saturating_add(1).max(FIRST_SEQUENCE));
    let highest = page.before.map_or(last, |before| before.saturating_sub(1).min(last));
    let more = i64::from(page.limit) - 1;
    let (from, to) = if page.from_end {
        (lowest.max(highest.saturating_sub(more)), highest)
    } else {
        (lowest, highest.min(lowest.saturating_add(more)))
    };
    let is_any = last >= FIRST_SEQUENCE;
    Window { from, to, has_previous: is_any && from > FIRST_SEQUENCE, has_next: is_any && to < last }
}

/// What stands at most `radius` away from `target`.
#[must_use]
pub fn around(last: i64, target: i64, radius: i64) -> Window {
    let from = target.saturating_sub(radius).max(FIRST_SEQUENCE);
    let to = target.saturating_add(radius).min(last);
    Window { from, to, has_previous: from > FIRST_SEQUENCE && last > 0, has_next: to < last }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_bound() -> impl Strategy<Value = Option<i64>> {
        prop::option::of(prop_oneof![-2_i64..15, any::<i64>()])
    }

    proptest! {
        /// The same as cutting the whole list by hand, as the Relay specification tells.
        #[test]
        fn a_window_is_what_cutting_the_whole_list_gives(
            last in 0_i64..12, limit in 1_u32..15, from_end: bool, after in any_bound(), before in any_bound(),
        ) {
            let window = window(last, &PageRequest { limit, from_end, after, before });
            let mut list: Vec<i64> = (1..=last)
                .filter(|n| after.is_none_or(|after| *n > after) && before.is_none_or(|before| *n < before))
                .collect();
            let limit = limit as usize;
            if from_end {
                list.drain(..list.len().saturating_sub(limit));
            } else {
                list.truncate(limit);
            }
            let got: Vec<i64> = if window.is_empty() { Vec::new() } else { (window.from..=window.to).collect() };
            prop_assert_eq!(&got, &list);
            if let (Some(first), Some(end)) = (list.first(), list.last()) {
                prop_assert_eq!(window.has_previous, *first > 1);
                prop_assert_eq!(window.has_next, *end < last);
            }
        }

        #[test]
        fn no_bound_overflows(last: i64, target: i64, radius in 0_i64..100, limit: u32, from_end: bool, after: Option<i64>, before: Option<i64>) {
            let _ = window(last, &PageRequest { limit, from_end, after, before });
            let _ = around(last, target, radius);
        }
    }

    #[test]
    fn behind_the_end_there_is_something_before_and_nothing_after() {
        let behind = window(5, &PageRequest { limit: 10, from_end: false, after: Some(5), before: None });
        assert!(behind.is_empty() && behind.has_previous && !behind.has_next);
        let nothing = window(0, &PageRequest { limit: 10, from_end: true, after: None, before: None });
        assert!(nothing.is_empty() && !nothing.has_previous && !nothing.has_next);
    }

    #[test]
    fn the_target_is_in_the_middle_unless_the_channel_ends() {
        assert_eq!(around(100, 50, 5), Window { from: 45, to: 55, has_previous: true, has_next: true });
        assert_eq!(around(100, 2, 5), Window { from: 1, to: 7, has_previous: false, has_next: true });
        assert_eq!(around(100, 99, 5), Window { from: 94, to: 100, has_previous: true, has_next: false });
        assert!(around(0, 1, 5).is_empty());
    }
}
