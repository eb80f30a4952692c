//! The SQL that was run, boiled down to what a test counts: what is done, and to which table.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use chat_store::Observer;

/// The statements of one database, in order. BEGIN and COMMIT are not among them.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    run: Arc<Mutex<Vec<String>>>,
}

impl Statements {
    /// What [`Database::connect_observed`](chat_store::Database::connect_observed) is to tell.
    #[must_use]
    pub fn observer(&self) -> Observer {
        let run = self.run.clone();
        Arc::new(move |sql| run.lock().unwrap().push(sql.to_owned()))
    }

    /// The statements since the last call, and forgets them. Each is a verb and its tables: `SELECT channels, memberships`.
    pub fn take(&self) -> Vec<String> {
        self.run.lock().unwrap().drain(..).map(|sql| summary(&sql)).collect()
    }

    /// As [`Statements::take`], with how often each was run.
    pub fn take_counted(&self) -> BTreeMap<String, usize> {
        let mut counted = BTreeMap::new();
        for statement in self.take() {
            *counted.entry(statement).or_default() += 1;
        }
        counted
    }
}

/// `SELECT a, b` for a statement on the tables a and b, each once, in order of appearance.
fn summary(sql: &str) -> String {
    let words: Vec<&str> = sql
        .split(|c: char| c.is_whitespace() || c == '(' || c == ')' || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let verb = words.first().copied().unwrap_or_default().to_uppercase();
    let mut tables = Vec::new();
    for pair in words.windows(2) {
        let introduces = ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0].to_uppercase().as_str());
        let quoted = pair[1].strip_prefix('"').and_then(|rest| rest.split('"').next());
        if let (true, Some(table)) = (introduces, quoted)
            && !tables.contains(&table)
        {
            tables.push(table);
        }
    }
    format!("{verb} {}", tables.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_its_verb_and_its_tables() {
        let sql =
            r#"SELECT "a"."x" FROM "a" INNER JOIN "b" ON "a"."id" = "b"."id" WHERE "a"."x" IN (SELECT "y" FROM "a")"#;
        assert_eq!(summary(sql), "SELECT a, b");
        assert_eq!(
            summary(r#"INSERT INTO "c" ("id") VALUES (?) ON CONFLICT ("id") DO UPDATE SET "n" = 1"#),
            "INSERT c"
        );
        assert_eq!(summary(r#"UPDATE "c" SET "n" = 1"#), "UPDATE c");
    }
}
