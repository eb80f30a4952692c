//! `@skip` and `@include` with variables, kept as conditions: a plan holds for every value of them.

use std::{collections::BTreeSet, fmt};

/// When something is asked for: one of the alternatives must hold. No alternative at all means never; an alternative
/// without terms means always.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    alternatives: Vec<BTreeSet<Term>>,
}

/// `$variable` must be `expected`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term {
    /// The name of a Boolean variable.
    pub variable: String,
    /// What it must be.
    pub expected: bool,
}

impl Condition {
    /// Holds always.
    #[must_use]
    pub fn always() -> Self {
        Self { alternatives: vec![BTreeSet::new()] }
    }

    /// Holds never.
    #[must_use]
    pub fn never() -> Self {
        Self { alternatives: Vec::new() }
    }

    /// Holds where all of `terms` do.
    #[must_use]
    pub fn all(terms: impl IntoIterator<Item = Term>) -> Self {
        let terms: BTreeSet<_> = terms.into_iter().collect();
        let contradicts =
            |term: &Term| terms.contains(&Term { variable: term.variable.clone(), expected: !term.expected });
        if terms.iter().any(contradicts) { Self::never() } else { Self { alternatives: vec![terms] } }
    }

    /// Whether it holds whatever the variables are.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.alternatives.iter().any(BTreeSet::is_empty)
    }

    /// Whether it cannot hold.
    #[must_use]
    pub fn is_never(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// Sets of terms of which one must hold as a whole.
    #[must_use]
    pub fn alternatives(&self) -> &[BTreeSet<Term>] {
        &self.alternatives
    }

    /// Holds where one of the two does.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for terms in &other.alternatives {
            // An alternative that asks for more than another one adds nothing.
            if !self.alternatives.iter().any(|known| known.is_subset(terms)) {
                self.alternatives.retain(|known| !terms.is_subset(known));
                self.alternatives.push(terms.clone());
            }
        }
        self
    }

    /// Holds where both do.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut both = Self::never();
        for left in &self.alternatives {
            for right in &other.alternatives {
                both = both.or(&Self::all(left.union(right).cloned()));
            }
        }
        both
    }

    /// Whether `other` holds wherever this does. May say no where it does all the same.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        self.alternatives.iter().all(|terms| other.alternatives.iter().any(|weaker| weaker.is_subset(terms)))
    }

    /// Whether it holds only where `term` does.
    #[must_use]
    pub fn demands(&self, term: &Term) -> bool {
        self.alternatives.iter().all(|terms| terms.contains(term))
    }

    /// Whether it holds for these values of the variables.
    pub fn holds(&self, mut value: impl FnMut(&str) -> bool) -> bool {
        self.alternatives.iter().any(|terms| terms.iter().all(|term| value(&term.variable) == term.expected))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_never() {
            return f.write_str("never");
        }
        for (index, terms) in self.alternatives.iter().enumerate() {
            if index > 0 {
                f.write_str(" or ")?;
            }
            if terms.is_empty() {
                f.write_str("always")?;
            }
            for (index, term) in terms.iter().enumerate() {
                let and = if index > 0 { " and " } else { "" };
                let not = if term.expected { "" } else { "not " };
                write!(f, "{and}{not}${}", term.variable)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(variable: &str, expected: bool) -> Condition {
        Condition::all([Term { variable: variable.to_owned(), expected }])
    }

    #[test]
    fn alternatives_that_ask_for_more_are_dropped() {
        assert!(is("a", true).or(&Condition::always()).is_always());
        assert_eq!(is("a", true).or(&is("a", true).and(&is("b", true))), is("a", true));
        assert_eq!(Condition::never().or(&is("a", false)), is("a", false));
    }

    #[test]
    fn a_contradiction_never_holds() {
        assert!(is("a", true).and(&is("a", false)).is_never());
        assert!(is("a", true).and(&Condition::never()).is_never());
    }

    #[test]
    fn it_holds_as_its_terms_say() {
        let condition = is("a", true).and(&is("b", false)).or(&is("c", true));
        for (a, b, c) in [(true, false, false), (true, true, false), (false, false, true), (false, false, false)] {
            let value = |variable: &str| match variable {
                "a" => a,
                "b" => b,
                _ => c,
            };
            assert_eq!(condition.holds(value), a && !b || c);
        }
        assert_eq!(condition.to_string(), "$a and not $b or $c");
    }
}
