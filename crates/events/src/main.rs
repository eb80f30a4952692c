//! Prints the document that describes all events: `cargo run -p chat-events >schema/events.json`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    io::stdout().write_all(chat_events::asyncapi::document().as_bytes())
}
