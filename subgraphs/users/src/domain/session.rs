//! Sessions: one per signed-in device.

use std::time::Duration;

use chat_model::{SessionId, Timestamp, UserId};

/// How many sessions a user has at most. One more ends the one that was unused for longest.
pub const SESSIONS: u64 = 50;

/// How long a session lives without being used: as long as its youngest refresh token.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3_600);

/// How many characters of a client's name are kept.
const USER_AGENT: usize = 200;

/// A signed-in device. One that was revoked is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What the client called itself when it signed in.
    pub user_agent: Option<String>,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it last asked for an access token.
    pub last_used_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

impl Session {
    /// A session that begins now.
    #[must_use]
    pub fn begin(id: SessionId, user: UserId, user_agent: Option<String>, now: Timestamp) -> Self {
        Self { id, user, user_agent, created_at: now, last_used_at: now, expires_at: now.after(SESSION_LIFETIME) }
    }

    /// Whether it still counts.
    #[must_use]
    pub fn is_alive(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

/// What is kept of what a client calls itself: one line, without anything that could mislead whoever reads it.
#[must_use]
pub fn user_agent(header: &str) -> Option<String> {
    let kept: String = header
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .take(USER_AGENT)
        .collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clients_name_is_one_short_line() {
        assert_eq!(user_agent("curl/8.5"), Some("curl/8.5".to_owned()));
        assert_eq!(user_agent("a\u{1b}[2J\u{202e}b\0\n"), Some("a[2Jb".to_owned()));
        assert_eq!(user_agent(&"é".repeat(300)).unwrap().chars().count(), 200);
        assert_eq!(user_agent(" \t"), None);
    }
}
