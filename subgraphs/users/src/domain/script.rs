//! Alphabets that can be mistaken for one another.
//!
//! Many Cyrillic and Greek letters look exactly like Latin ones, so a name that mixes these alphabets is nearly always
//! made to be mistaken for another. The rule is deliberately small: of Latin, Cyrillic and Greek letters a name has one
//! kind. Everything else mixes freely, as Japanese needs.

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

/// Whether `text` has letters of more than one of the three alphabets.
pub(super) fn is_mixed(text: &str) -> bool {
    let mut scripts = text.chars().filter_map(script);
    let first = scripts.next();
    scripts.any(|script| Some(script) != first)
}

/// The blocks of the Unicode standard that hold the three alphabets' letters.
const fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{2af}' => Some(Script::Latin),
        '\u{1d00}'..='\u{1d25}' | '\u{1d6b}'..='\u{1dbf}' | '\u{1e00}'..='\u{1eff}' => Some(Script::Latin),
        '\u{2c60}'..='\u{2c7f}' | '\u{a722}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab64}' => Some(Script::Latin),
        '\u{370}'..='\u{3ff}' | '\u{1d26}'..='\u{1d2a}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1d2b}' => Some(Script::Cyrillic),
        '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => Some(Script::Cyrillic),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alphabet_and_whatever_else_there_is() {
        for text in ["alice", "дмитрий42", "αθηνά", "田中tanaka", "ж_1"] {
            assert!(!is_mixed(text), "{text}");
        }
        for text in ["аlice", "αlice", "жα", "rеné"] {
            assert!(is_mixed(text), "{text}");
        }
    }
}
