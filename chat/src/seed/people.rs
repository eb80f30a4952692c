//! Who is in the demo.

/// Somebody.
pub(super) struct Someone {
    /// The nickname.
    pub(super) username: &'static str,
    /// What they are called.
    pub(super) name: &'static str,
    /// What they say of themselves.
    pub(super) bio: &'static str,
}

const fn someone(username: &'static str, name: &'static str, bio: &'static str) -> Someone {
    Someone { username, name, bio }
}

/// All of them, in the order in which they came.
pub(super) const PEOPLE: [Someone; 25] = [
    someone("alice", "Alice Moreau", "Keeps the lights on. Tea before code."),
    someone("bob", "Bob Lindqvist", "Databases, mostly on purpose."),
    someone("carol", "Carol Nakamura", "Design. Will move your button by two pixels."),
    someone("dave", "Dave Okafor", "Backend, borrow checker apologist."),
    someone("erin", "Erin Walsh", "Tests what you shipped."),
    someone("frank", "Frank Weber", "Support. The first to hear about it."),
    someone("grace", "Grace Adeyemi", "Runs the servers and, when they let her, the marathon."),
    someone("heidi", "Heidi Brunner", "Mobile. Two phones, one charger."),
    someone("ivan", "Ivan Petrov", "Security. Please do not paste that here."),
    someone("judy", "Judy Tanaka", "Writes the manual that nobody says they read."),
    someone("karl", "Karl Nilsson", "Frontend, keyboard collector."),
    someone("lena", "Lena Fischer", "Product. Asks why, then asks again."),
    someone("mallory", "Mallory Quinn", "Breaks things for a living, with a contract."),
    someone("niaj", "Niaj Rahman", "Data and maps."),
    someone("olivia", "Olivia Santos", "People and culture. Knows where the cake is."),
    someone("peggy", "Peggy Larsen", "Proves things."),
    someone("quentin", "Quentin Dubois", "Compilers at work, sourdough at home."),
    someone("rupert", "Rupert Hughes", "Finance. Yes, the receipt too."),
    someone("sybil", "Sybil Marchetti", "Has many accounts, all of them hers."),
    someone("trent", "Trent Novak", "Everybody trusts him, which he finds stressful."),
    someone("ursula", "Ursula Klein", "Accessibility. Tries everything without a mouse."),
    someone("victor", "Victor Almeida", "Checks what Peggy proves."),
    someone("wendy", "Wendy Chu", "Tells you when it is on fire."),
    someone("yusuf", "Yusuf Demir", "Intern. Asks the good questions."),
    someone("zoe", "Zoe Papadakis", "Music while the tests run."),
];
