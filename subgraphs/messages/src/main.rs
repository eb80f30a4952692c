//! The process: `chat-messages serve | migrate | schema`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chat_chassis::process::main::<chat_messages::Messages>()
}
