//! Other nicknames for somebody whose wish is taken.

use super::Username;

/// How many are offered.
pub const SUGGESTIONS: usize = 3;

/// How many characters of the wish are kept, so that something can be added.
const STEM: usize = 26;

/// Nicknames like `wanted`, best first: more than are offered, because some of them are taken too. `random` makes them hard
/// to foresee, so that nobody takes them in advance.
#[must_use]
pub fn candidates(wanted: &Username, random: [u8; 8]) -> Vec<Username> {
    let stem: String = wanted.shown().chars().take(STEM).collect();
    let stem = stem.trim_end_matches(['_', '-', '.']);
    let mut digits = u64::from_le_bytes(random);
    let mut below = |limit: u64| {
        let digit = digits % limit;
        digits /= limit;
        digit
    };
    let tried = [
        format!("{stem}{}", 10 + below(90)),
        format!("{stem}_{}", 10 + below(90)),
        format!("{stem}.{}", 100 + below(900)),
        format!("{stem}{}", 1_000 + below(9_000)),
        format!("{stem}_{}", 1_000 + below(9_000)),
        format!("{stem}{}", 10_000 + below(90_000)),
    ];
    tried.iter().filter_map(|name| Username::parse(name).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_candidate_is_another_valid_name() {
        for wanted in ["Al", "Zoë.Müller", "a23456789012345678901234-_-_x2", "дмитрий", "田中さん"] {
            let wanted = Username::parse(wanted).unwrap();
            for random in [[0; 8], [255; 8], [7; 8]] {
                let found = candidates(&wanted, random);
                assert!(found.len() > SUGGESTIONS, "{wanted:?}");
                assert!(found.iter().all(|name| name.key() != wanted.key()));
            }
        }
        let alice = Username::parse("Alice").unwrap();
        assert_eq!(candidates(&alice, [1; 8]), candidates(&alice, [1; 8]));
        assert_ne!(candidates(&alice, [1; 8]), candidates(&alice, [2; 8]));
    }
}
