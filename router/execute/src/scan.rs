//! Walking over JSON without making anything of it.
//!
//! Strict by RFC 8259: what this accepts, any JSON parser accepts. Lone surrogates are refused too (RFC 7493), since no
//! string can hold them.

/// Objects and lists may be this deep in each other.
pub(crate) const MAX_DEPTH: u32 = 128;

/// Why some bytes are not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotJson {
    #[error("it is not JSON at byte {0}")]
    At(usize),
    #[error("it is more than {MAX_DEPTH} levels deep")]
    TooDeep,
}

/// A position in some bytes.
pub(crate) struct Scanner<'b> {
    bytes: &'b [u8],
    position: usize,
}

impl<'b> Scanner<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    #[inline]
    pub fn position(&self) -> usize {
        self.position
    }

    pub fn is_at_end(&self) -> bool {
        self.position == self.bytes.len()
    }

    pub fn fail<T>(&self) -> Result<T, NotJson> {
        Err(NotJson::At(self.position))
    }

    /// The bytes from `start` to here.
    #[inline]
    pub fn since(&self, start: usize) -> &'b [u8] {
        &self.bytes[start..self.position]
    }

    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Goes on if `byte` is next.
    #[inline]
    pub fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.position += usize::from(is_next);
        is_next
    }

    /// Goes on if `text` is next.
    #[inline]
    pub fn eat_all(&mut self, text: &[u8]) -> bool {
        let is_next = self.bytes[self.position..].starts_with(text);
        if is_next {
            self.position += text.len();
        }
        is_next
    }

    #[inline]
    pub fn expect(&mut self, text: &[u8]) -> Result<(), NotJson> {
        if self.eat_all(text) { Ok(()) } else { self.fail() }
    }

    #[inline]
    pub fn whitespace(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.position += 1;
        }
    }

    /// Goes over a key and its colon; gives the key as it is written, with quotes.
    pub fn key(&mut self) -> Result<&'b [u8], NotJson> {
        let start = self.position;
        self.string()?;
        let key = self.since(start);
        self.whitespace();
        self.expect(b":")?;
        Ok(key)
    }

    /// Goes over a string.
    #[inline]
    pub fn string(&mut self) -> Result<(), NotJson> {
        self.expect(b"\"")?;
        let start = self.position;
        let mut is_ascii = true;
        loop {
            self.plain_bytes(&mut is_ascii);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                _ => return self.fail(),
            }
        }
        if !is_ascii && let Err(error) = std::str::from_utf8(self.since(start)) {
            return Err(NotJson::At(start + error.valid_up_to()));
        }
        self.position += 1;
        Ok(())
    }

    /// Goes on to the next quote, backslash or control character, eight bytes at a time.
    #[inline]
    fn plain_bytes(&mut self, is_ascii: &mut bool) {
        let mut above = 0;
        while let Some(eight) = self.bytes[self.position..].first_chunk() {
            let word = u64::from_le_bytes(*eight);
            above |= word;
            let special = special_bytes(word);
            if special != 0 {
                self.position += (special.trailing_zeros() / 8) as usize;
                // Bytes behind the end may have been seen; then the string is looked at once more for nothing.
                *is_ascii &= above & HIGH_BITS == 0;
                return;
            }
            self.position += 8;
        }
        while let Some(byte) = self.peek()
            && !matches!(byte, b'"' | b'\\' | ..=0x1F)
        {
            above |= u64::from(byte);
            self.position += 1;
        }
        *is_ascii &= above & HIGH_BITS == 0;
    }

    #[cold]
    fn escape(&mut self) -> Result<(), NotJson> {
        self.expect(b"\\")?;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.position += 1;
                Ok(())
            }
            Some(b'u') => match self.code_unit()? {
                0xD800..=0xDBFF => {
                    self.expect(b"\\")?;
                    if matches!(self.code_unit()?, 0xDC00..=0xDFFF) { Ok(()) } else { self.fail() }
                }
                0xDC00..=0xDFFF => self.fail(),
                _ => Ok(()),
            },
            _ => self.fail(),
        }
    }

    /// Goes over `uXXXX`.
    fn code_unit(&mut self) -> Result<u32, NotJson> {
        self.expect(b"u")?;
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else { return self.fail() };
            unit = unit << 4 | digit;
            self.position += 1;
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<(), NotJson> {
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            if !self.eat(b'+') {
                self.eat(b'-');
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.position;
        while let Some(b'0'..=b'9') = self.peek() {
            self.position += 1;
        }
        if self.position == start { self.fail() } else { Ok(()) }
    }

    /// Goes over a value that is neither an object nor a list.
    #[inline]
    pub fn scalar(&mut self) -> Result<(), NotJson> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.expect(b"true"),
            Some(b'f') => self.expect(b"false"),
            Some(b'n') => self.expect(b"null"),
            _ => self.fail(),
        }
    }

    /// Goes over any value that is inside of `depth` others. Does not recurse.
    pub fn value(&mut self, depth: u32) -> Result<(), NotJson> {
        // One bit for each level that is open, the innermost lowest: 1 for an object, 0 for a list.
        let mut levels = 0_u128;
        let mut open = 0;
        loop {
            self.whitespace();
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.position += 1;
                    self.whitespace();
                    let is_object = bracket == b'{';
                    if !self.eat(if is_object { b'}' } else { b']' }) {
                        open += 1;
                        if depth + open > MAX_DEPTH {
                            return Err(NotJson::TooDeep);
                        }
                        levels = levels << 1 | u128::from(is_object);
                        if is_object {
                            self.key()?;
                        }
                        continue;
                    }
                    if depth + open >= MAX_DEPTH {
                        return Err(NotJson::TooDeep);
                    }
                }
                _ => self.scalar()?,
            }
            // A value has ended, and maybe some that it was the last of.
            loop {
                if open == 0 {
                    return Ok(());
                }
                let is_object = levels & 1 == 1;
                self.whitespace();
                if self.eat(b',') {
                    if is_object {
                        self.whitespace();
                        self.key()?;
                    }
                    break;
                }
                self.expect(if is_object { b"}" } else { b"]" })?;
                levels >>= 1;
                open -= 1;
            }
        }
    }
}

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Marks the high bit of each byte that cannot stand in a string as it is. Only the lowest mark is to be trusted: the
/// subtraction may borrow from the bytes above a marked one.
#[inline]
fn special_bytes(word: u64) -> u64 {
    let below = |bytes: u64, limit: u64| bytes.wrapping_sub(LOW_BITS * limit) & !bytes & HIGH_BITS;
    let is = |byte: u8| below(word ^ (LOW_BITS * u64::from(byte)), 1);
    below(word, 0x20) | is(b'"') | is(b'\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_json(bytes: &[u8]) -> bool {
        let mut scanner = Scanner::new(bytes);
        let is_value = scanner.value(0).is_ok();
        scanner.whitespace();
        is_value && scanner.is_at_end()
    }

    /// Numbers are not compared: serde_json also refuses those that a 64-bit float cannot hold.
    fn serde_agrees(bytes: &[u8]) -> bool {
        let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
        match theirs {
            Ok(_) => is_json(bytes),
            Err(error) => !is_json(bytes) || error.to_string().starts_with("number out of range"),
        }
    }

    #[test]
    fn what_is_json_and_what_is_not() {
        let good: [&[u8]; 9] = [
            b"0",
            b"-0.5e+7",
            b" [ ] ",
            b"{}",
            br#"{"a":[1,{"b":null}],"c":"\u00e9\ud83d\ude00"}"#,
            "\"é\"".as_bytes(),
            b"[[],{}]",
            b"[1 , 2]",
            b"1E2",
        ];
        let bad: [&[u8]; 22] = [
            b"",
            b"01",
            b"1.",
            b".5",
            b"-",
            b"1e",
            b"+1",
            b"tru",
            b"nulll",
            b"[1,]",
            b"{,}",
            b"{\"a\"}",
            b"{\"a\":1,}",
            b"{a:1}",
            b"[1}",
            b"\"\n\"",
            b"\"\\x\"",
            b"\"\\ud800\"",
            b"\"\\udc00\"",
            b"\"\xff\"",
            b"\"12345678\xff\"",
            b"1 2",
        ];
        for bytes in good {
            assert!(is_json(bytes) && serde_agrees(bytes), "{}", bytes.escape_ascii());
        }
        for bytes in bad {
            assert!(!is_json(bytes) && serde_agrees(bytes), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(is_json(nested(128).as_bytes()));
        assert!(!is_json(nested(129).as_bytes()));
        assert!(!is_json("[".repeat(1_000_000).as_bytes()));
        assert!(!is_json("{\"a\":".repeat(1_000_000).as_bytes()));
    }

    proptest! {
        #[test]
        fn a_string_ends_where_it_ends_wherever_it_begins(text in any::<String>(), before in 0..9_usize) {
            let mut bytes = vec![b' '; before];
            serde_json::to_writer(&mut bytes, &text).unwrap();
            let end = bytes.len();
            bytes.extend(b"\",\"\\");
            let mut scanner = Scanner::new(&bytes);
            scanner.whitespace();
            prop_assert!(scanner.string().is_ok());
            prop_assert_eq!(scanner.position(), end);
        }

        #[test]
        fn any_bytes_are_judged_as_serde_json_judges_them(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
            prop_assert!(serde_agrees(&bytes));
        }

        #[test]
        fn any_soup_of_tokens_is_judged_as_serde_json_judges_it(
            tokens in prop::collection::vec(prop::sample::select(vec!["{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "1", "-", "0", "null", "true", " ", "é", "\u{1}"]), 0..12),
        ) {
            prop_assert!(serde_agrees(tokens.concat().as_bytes()));
        }
    }
}
