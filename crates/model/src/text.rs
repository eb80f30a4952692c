//! Which characters a user may send. What is accepted is stored exactly as it came.

/// One line of text: a name, a topic.
///
/// Refuses what [`block`] refuses, and line breaks and tabs too.
pub fn line(text: &str, max_chars: usize) -> Result<&str, InvalidText> {
    if text.contains(['\n', '\t']) {
        return Err(InvalidText::Character);
    }
    block(text, max_chars)
}

/// Text of several lines: a message, a biography.
///
/// Refuses nothing but whitespace, more than `max_chars` characters, control characters other than line feed and tab
/// (carriage returns included: one spelling of a line break), and the invisible marks that reorder text (Unicode
/// bidirectional embeddings, overrides and isolates; see Unicode Technical Report 36 on spoofing).
pub fn block(text: &str, max_chars: usize) -> Result<&str, InvalidText> {
    // Bytes first: counting the characters of a huge text is work that its sender should not get for free.
    if text.len() > max_chars * 4 || text.chars().count() > max_chars {
        return Err(InvalidText::TooLong { max_chars });
    }
    if text.contains(forbidden) {
        return Err(InvalidText::Character);
    }
    if text.trim().is_empty() {
        return Err(InvalidText::Empty);
    }
    Ok(text)
}

/// Why a text is refused. The text of the error is for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Nothing, or nothing but whitespace.
    #[error("must not be empty")]
    Empty,
    /// Too many characters.
    #[error("must be at most {max_chars} characters long")]
    TooLong {
        /// How many there may be.
        max_chars: usize,
    },
    /// A character that is refused.
    #[error("has a control or text-reordering character")]
    Character,
}

fn forbidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_of_any_language_passes_unchanged() {
        for text in ["hello", "שלום", "こんにちは", "👩‍👩‍👧‍👦 family", "two\nlines\tand a tab"]
        {
            assert_eq!(block(text, 100), Ok(text));
        }
    }

    #[test]
    fn controls_and_reordering_marks_are_refused() {
        for text in ["a\0b", "a\u{1b}[2J", "a\rb", "\u{202E}gpj.exe", "a\u{2066}b", "a\u{85}b"] {
            assert_eq!(block(text, 100), Err(InvalidText::Character));
        }
        assert_eq!(line("two\nlines", 100), Err(InvalidText::Character));
    }

    #[test]
    fn length_counts_characters() {
        assert!(block(&"é".repeat(100), 100).is_ok());
        assert_eq!(block(&"é".repeat(101), 100), Err(InvalidText::TooLong { max_chars: 100 }));
        assert_eq!(block(" \n ", 100), Err(InvalidText::Empty));
    }
}
