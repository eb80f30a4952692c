//! What happens in the demo's channels: one text file for each.
//!
//! ```text
//! kind: PUBLIC                  PUBLIC or PRIVATE; PEOPLE for a conversation among exactly these
//! topic: What it is about       not for PEOPLE
//! begins: 2026-02-02T09:00:00Z
//! people: alice bob carol       the first makes it, the others join or are brought along
//!
//! alice: Good morning!          says something; `\n` begins a line of its own
//! bob ^1: Morning.              answers what was said one before
//! bob edits: Good morning.      replaces what they said last
//! carol deletes                 takes away what they said last
//! alice reads                   has read everything up to here
//! +90m                          so much later; +18h
//! ```

use std::time::Duration;

use chat_model::Timestamp;

use super::{SeedError, people::PEOPLE};

/// The files, each with the name of its channel.
const FILES: [(&str, &str); 8] = [
    ("general", include_str!("channels/general.txt")),
    ("rust", include_str!("channels/rust.txt")),
    ("help", include_str!("channels/help.txt")),
    ("random", include_str!("channels/random.txt")),
    ("announcements", include_str!("channels/announcements.txt")),
    ("design-review", include_str!("channels/design-review.txt")),
    ("alice-and-bob", include_str!("channels/alice-and-bob.txt")),
    ("lunch", include_str!("channels/lunch.txt")),
];

/// What happens in one channel.
#[derive(Debug)]
pub(super) struct Script {
    /// The channel's name; of a conversation among people only the file's.
    pub(super) name: &'static str,
    /// How it is made.
    pub(super) kind: Kind,
    /// What it is about.
    pub(super) topic: &'static str,
    /// When it is made.
    pub(super) begins: Timestamp,
    /// Who is in it: the first makes it.
    pub(super) people: Vec<&'static str>,
    /// What happens then, in order of time.
    pub(super) events: Vec<Event>,
}

/// How a channel is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By its first member; the others join.
    Public,
    /// By its first member, with the others.
    Private,
    /// By opening a conversation with the others.
    People,
}

/// Something that somebody does.
#[derive(Debug)]
pub(super) struct Event {
    /// When.
    pub(super) at: Timestamp,
    /// Who.
    pub(super) who: &'static str,
    /// What.
    pub(super) act: Act,
}

/// What somebody does.
#[derive(Debug)]
pub(super) enum Act {
    /// Says something, perhaps in answer to what was said so many messages before.
    Say { text: String, answers: Option<usize> },
    /// Replaces what they said last.
    Edit { text: String },
    /// Takes away what they said last.
    Delete,
    /// Has read everything so far.
    Read,
}

/// A file says something that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct ScriptError {
    line: usize,
    what: &'static str,
}

/// All of them.
pub(super) fn all() -> Result<Vec<Script>, SeedError> {
    FILES
        .into_iter()
        .map(|(name, text)| parse(name, text).map_err(|error| SeedError::Script { channel: name, error }))
        .collect()
}

fn parse(name: &'static str, text: &'static str) -> Result<Script, ScriptError> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let mut script = Script {
        name,
        kind: Kind::Public,
        topic: "",
        begins: Timestamp::from_millis(0),
        people: Vec::new(),
        events: Vec::new(),
    };
    for (line, text) in lines.by_ref().take_while(|(_, text)| !text.is_empty()) {
        script.head(text).ok_or(ScriptError { line, what: "not a line of the head" })?;
    }
    let mut now = script.begins.after(Duration::from_secs(600));
    for (line, text) in lines.filter(|(_, text)| !text.is_empty()) {
        if let Some(after) = text.strip_prefix('+') {
            now = now.after(pause(after).ok_or(ScriptError { line, what: "not a pause" })?);
            continue;
        }
        // So that it does not look like clockwork.
        now = now.after(Duration::from_millis(20_000 + (line as u64 * 7_919) % 60_000));
        let event = event(text, now).ok_or(ScriptError { line, what: "nobody does something" })?;
        if !script.people.contains(&event.who) {
            return Err(ScriptError { line, what: "somebody who is not there" });
        }
        script.events.push(event);
    }
    Ok(script)
}

impl Script {
    fn head(&mut self, line: &'static str) -> Option<()> {
        let (key, value) = line.split_once(": ")?;
        match key {
            "kind" => {
                self.kind = match value {
                    "PUBLIC" => Kind::Public,
                    "PRIVATE" => Kind::Private,
                    "PEOPLE" => Kind::People,
                    _ => return None,
                }
            }
            "topic" => self.topic = value,
            "begins" => self.begins = value.parse().ok()?,
            "people" => self.people = value.split(' ').map(somebody).collect::<Option<_>>()?,
            _ => return None,
        }
        Some(())
    }
}

/// `90m`, `18h`
fn pause(text: &str) -> Option<Duration> {
    if let Some(hours) = text.strip_suffix('h') {
        return hours.parse().ok().map(Duration::from_hours);
    }
    text.strip_suffix('m')?.parse().ok().map(Duration::from_mins)
}

fn event(line: &'static str, at: Timestamp) -> Option<Event> {
    let (head, text) =
        line.split_once(": ").map_or((line, None), |(head, text)| (head, Some(text.replace("\\n", "\n"))));
    let (who, how) = head.split_once(' ').map_or((head, None), |(who, how)| (who, Some(how)));
    let act = match (how, text) {
        (None, Some(text)) => Act::Say { text, answers: None },
        (Some("edits"), Some(text)) => Act::Edit { text },
        (Some(back), Some(text)) => Act::Say { text, answers: Some(back.strip_prefix('^')?.parse().ok()?) },
        (Some("deletes"), None) => Act::Delete,
        (Some("reads"), None) => Act::Read,
        (_, None) => return None,
    };
    Some(Event { at, who: somebody(who)?, act })
}

fn somebody(name: &str) -> Option<&'static str> {
    PEOPLE.iter().map(|someone| someone.username).find(|username| *username == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(text: &'static str) -> String {
        parse("x", text).map(|script| format!("{:?}", script.events)).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn every_line_is_read_or_complained_about() {
        const HEAD: &str = "kind: PUBLIC\nbegins: 2026-02-02T09:00:00Z\npeople: alice bob\n\n";
        let of = |line: &str| what(Box::leak(format!("{HEAD}{line}").into_boxed_str()));
        assert!(of("alice: a: b\\nc").contains(r#"who: "alice", act: Say { text: "a: b\nc", answers: None }"#));
        assert!(of("bob ^3: x").contains("answers: Some(3)"));
        assert!(of("bob edits: x").contains(r#"Edit { text: "x" }"#));
        assert!(of("bob deletes").contains("Delete") && of("bob reads").contains("Read"));
        for (line, complaint) in [
            ("bob", "line 5: nobody does something"),
            ("bob ^x: y", "line 5: nobody does something"),
            ("carol: x", "line 5: somebody who is not there"),
            ("+xm", "line 5: not a pause"),
        ] {
            assert_eq!(of(line), complaint);
        }
        assert_eq!(what("kind: SECRET"), "line 1: not a line of the head");
    }

    #[test]
    fn the_demo_has_what_its_documents_say() {
        let scripts = all().unwrap();
        let count = |is: fn(&Act) -> bool| {
            scripts.iter().flat_map(|script| &script.events).filter(|event| is(&event.act)).count()
        };
        assert_eq!((PEOPLE.len(), scripts.len()), (25, 8));
        assert_eq!(count(|act| matches!(act, Act::Say { .. })), 400);
        assert!(count(|act| matches!(act, Act::Say { answers: Some(_), .. })) > 20);
        assert!(count(|act| matches!(act, Act::Edit { .. })) > 5);
        assert!(count(|act| matches!(act, Act::Delete)) > 0);
        assert!(count(|act| matches!(act, Act::Read)) > 10);
        for kind in [Kind::Public, Kind::Private, Kind::People] {
            assert!(scripts.iter().any(|script| script.kind == kind));
        }
        // The direct one is between two.
        assert!(scripts.iter().any(|script| script.kind == Kind::People && script.people.len() == 2));
    }
}
