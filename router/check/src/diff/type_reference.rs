//! Whether one type may stand for another.

use apollo_compiler::schema::Type;

/// Whether every value of `new` is one of `old`: what is returned may promise more.
pub(super) fn returns_no_other(old: &Type, new: &Type) -> bool {
    narrows(old, new)
}

/// Whether every value of `old` is one of `new`: what is taken may ask for less.
pub(super) fn takes_all(old: &Type, new: &Type) -> bool {
    narrows(new, old)
}

/// Whether `narrow` is `wide` but for nulls that it does not have, at any depth.
fn narrows(wide: &Type, narrow: &Type) -> bool {
    let (mut wide, mut narrow) = (wide, narrow);
    loop {
        if wide.is_non_null() && !narrow.is_non_null() {
            return false;
        }
        match (wide.is_list(), narrow.is_list()) {
            (true, true) => (wide, narrow) = (wide.item_type(), narrow.item_type()),
            (false, false) => return wide.inner_named_type() == narrow.inner_named_type(),
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_returned_may_promise_more_and_what_is_taken_may_ask_for_less() {
        let parse = |text: &str| Type::parse(text, "type").unwrap();
        for (old, new, returned, taken) in [
            ("Int", "Int", true, true),
            ("Int", "Int!", true, false),
            ("Int!", "Int", false, true),
            ("[Int]", "[Int!]!", true, false),
            ("[Int!]!", "[Int]", false, true),
            ("[Int!]", "[Int]!", false, false),
            ("Int", "Float", false, false),
            ("Int", "[Int]", false, false),
            ("[[Int]]", "[Int]", false, false),
            ("[[Int]]", "[[Int!]]", true, false),
        ] {
            let (before, after) = (parse(old), parse(new));
            assert_eq!(returns_no_other(&before, &after), returned, "{old} -> {new} returned");
            assert_eq!(takes_all(&before, &after), taken, "{old} -> {new} taken");
        }
    }
}
