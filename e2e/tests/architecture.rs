//! The house's rules that neither the compiler nor cargo-deny can see: which module may mention what, how files are
//! called, and how long they may be. Read from the sources, comments and strings left out.

#![expect(clippy::unwrap_used, reason = "tests may, and clippy takes only the outermost functions for tests")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};

#[path = "architecture/source.rs"]
mod source;

use source::Source;

const SUBGRAPHS: [&str; 3] = ["users", "channels", "messages"];
const DATABASE: [&str; 3] = ["sea_orm", "sea_query", "sqlx"];
/// They say where something was put, not what it is.
const EMPTY_NAMES: [&str; 7] = ["utils", "helpers", "common", "misc", "manager", "base", "types"];
const MAX_LINES: usize = 500;

#[test]
fn the_walk_sees_the_workspace() {
    let files = rust_files();
    for expected in ["e2e/tests/architecture.rs", "crates/model/src/lib.rs", "migrations/users/src/lib.rs"] {
        assert!(files.iter().any(|file| file.path == expected), "{expected} was not found");
    }
    // The laws are about these folders: under another name they would escape.
    for subgraph in SUBGRAPHS {
        for module in ["domain", "store", "graphql"] {
            let folder = format!("subgraphs/{subgraph}/src/{module}/");
            assert!(in_subgraphs(&files).any(|(file, _)| file.path.starts_with(&folder)), "nothing in {folder}");
        }
    }
}

#[test]
fn the_domain_knows_neither_database_nor_graphql_nor_the_web() {
    let strangers = [
        "async_graphql",
        "axum",
        "tokio",
        "chat_chassis",
        "chat_store",
        "chat_graph",
        "crate::store",
        "crate::graphql",
    ];
    let strangers: Vec<_> = DATABASE.into_iter().chain(strangers).collect();
    hold(|files| mentions(files, |place| is_in(place, "domain"), &strangers));
}

#[test]
fn the_store_knows_neither_graphql_nor_the_web() {
    let strangers = ["async_graphql", "axum", "chat_graph", "crate::graphql"];
    hold(|files| mentions(files, |place| is_in(place, "store"), &strangers));
}

#[test]
fn only_the_store_sees_the_database() {
    hold(|files| mentions(files, |place| !is_in(place, "store"), &DATABASE));
}

#[test]
fn only_graphql_sees_async_graphql() {
    // The schema's type is named where it is made and where it is served.
    let may = |place: &str| is_in(place, "graphql") || ["lib.rs", "http.rs"].contains(&place);
    hold(|files| mentions(files, |place| !may(place), &["async_graphql"]));
}

#[test]
fn only_the_edge_sees_the_web() {
    hold(|files| mentions(files, |place| !["http.rs", "lib.rs", "main.rs"].contains(&place), &["axum"]));
}

#[test]
fn no_subgraph_reads_the_environment() {
    hold(|files| mentions(files, |_| true, &["std::env"]));
}

#[test]
fn the_federation_engine_does_no_io() {
    let strangers = ["tokio", "axum", "hyper", "http", "std::fs", "std::net", "std::env", "std::time", "chat_chassis"];
    let engine = |file: &Source| {
        ["check", "compose", "execute", "plan", "report"]
            .iter()
            .any(|part| file.path.starts_with(&format!("router/{part}/src/")))
    };
    hold(|files| mentioned(files.iter().filter(|file| engine(file)), &strangers));
}

#[test]
fn the_router_knows_nothing_of_chat() {
    // The chassis is every process's: serving, identity, deadlines.
    let subgraphs = ["chat_users", "chat_channels", "chat_messages", "chat_model", "chat_store", "chat_graph"];
    hold(|files| {
        let router = files.iter().filter(|file| file.path.starts_with("router/") && file.path.contains("/src/"));
        mentioned(router, &subgraphs)
    });
}

#[test]
fn each_mutation_has_a_file_of_its_own() {
    hold(|files| {
        let mut violations = Vec::new();
        for subgraph in SUBGRAPHS {
            let sdl = fs::read_to_string(root().join("schema").join(format!("{subgraph}.graphql"))).unwrap();
            let mutations: BTreeSet<_> = mutations(&sdl).iter().map(|name| snake_case(name)).collect();
            assert!(!mutations.is_empty(), "{subgraph} has no mutations: was its contract read at all?");
            let folder = format!("subgraphs/{subgraph}/src/graphql/mutation/");
            // What several mutations share may have files of its own beside theirs.
            let found: BTreeSet<_> = files
                .iter()
                .filter_map(|file| Some((file, file.path.strip_prefix(&folder)?)))
                .flat_map(|(file, name)| file.declared("fn").map(|(_, function)| (function, name.to_owned())))
                .filter(|(function, _)| mutations.contains(function))
                .collect();
            let expected: BTreeSet<_> = mutations.iter().map(|name| (name.clone(), format!("{name}.rs"))).collect();
            let violation = |(name, file): &(String, String)| format!("{folder}{file} and its resolver {name}");
            violations.extend(expected.symmetric_difference(&found).map(violation));
        }
        violations
    });
}

#[test]
fn the_testkit_is_only_a_dev_dependency() {
    let manifests = walk(&root(), &|path| path.ends_with("Cargo.toml"));
    let mut seen = 0;
    for path in manifests.iter().filter(|path| **path != root().join("Cargo.toml")) {
        let mut section = String::new();
        for line in fs::read_to_string(path).unwrap().lines() {
            if line.starts_with('[') {
                line.clone_into(&mut section);
            }
            if line.starts_with("chat-testkit") {
                seen += 1;
                assert_eq!(section, "[dev-dependencies]", "{}: {line}", path.display());
            }
        }
    }
    assert!(seen > 0, "nobody uses the testkit: were the manifests read at all?");
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    hold(|files| {
        let sources = files.iter().filter(|file| file.path.contains("/src/"));
        sources
            .flat_map(|file| {
                let (_, place) = file.path.split_once("/src/").unwrap();
                let parts = place.trim_end_matches(".rs").split('/');
                let named = parts.filter(|part| EMPTY_NAMES.contains(part)).map(|_| file.path.clone());
                let inline = file.declared("mod").filter(|(_, name)| EMPTY_NAMES.contains(&name.as_str()));
                named.chain(inline.map(|(line, name)| format!("{}:{line}: mod {name}", file.path))).collect::<Vec<_>>()
            })
            .collect()
    });
}

#[test]
fn no_file_is_too_long_to_read() {
    hold(|files| {
        let long = files.iter().filter(|file| file.lines > MAX_LINES);
        long.map(|file| format!("{}: {} lines, and {MAX_LINES} are the most", file.path, file.lines)).collect()
    });
}

#[test]
fn a_stranger_is_noticed() {
    let file =
        |path: &str| [Source::new(path.to_owned(), "use crate::{graphql::Query, domain::Name};\nuse axum::Router;")];
    let noticed = |path: &str, word| mentions(&file(path), |place| is_in(place, "store"), &[word]);
    assert_eq!(
        noticed("subgraphs/users/src/store/name.rs", "axum"),
        ["subgraphs/users/src/store/name.rs:2: axum::Router"]
    );
    assert_eq!(noticed("subgraphs/users/src/store.rs", "crate::graphql").len(), 1);
    for elsewhere in
        ["subgraphs/users/src/storefront.rs", "subgraphs/users/tests/it/store/name.rs", "crates/store/src/lib.rs"]
    {
        assert!(noticed(elsewhere, "axum").is_empty(), "{elsewhere}");
    }
}

fn hold(law: impl Fn(&[Source]) -> Vec<String>) {
    let violations = law(&rust_files());
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

/// Where a subgraph's file mentions one of `words`, if it is in one of `places`.
fn mentions(files: &[Source], places: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    mentioned(in_subgraphs(files).filter(|(_, place)| places(place)).map(|(file, _)| file), words)
}

/// Where one of `files` mentions one of `words`.
fn mentioned<'a>(files: impl Iterator<Item = &'a Source>, words: &[&str]) -> Vec<String> {
    files
        .flat_map(|file| {
            let found = file.paths().filter(|(_, path)| words.iter().any(|word| source::mentions(path, word)));
            found.map(|(line, path)| format!("{}:{line}: {path}", file.path)).collect::<Vec<_>>()
        })
        .collect()
}

/// The subgraphs' sources, each with its place in `src`.
fn in_subgraphs(files: &[Source]) -> impl Iterator<Item = (&Source, &str)> {
    files.iter().filter_map(|file| {
        let (_, inside) = file.path.strip_prefix("subgraphs/")?.split_once('/')?;
        Some((file, inside.strip_prefix("src/")?))
    })
}

fn is_in(place: &str, module: &str) -> bool {
    place.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

fn mutations(sdl: &str) -> Vec<String> {
    let mut names = Vec::new();
    for definition in parse_schema(sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        if let (TypeKind::Object(object), "Mutation") = (definition.node.kind, definition.node.name.node.as_str()) {
            names.extend(object.fields.iter().map(|field| field.node.name.node.to_string()));
        }
    }
    names
}

fn snake_case(camel_case: &str) -> String {
    camel_case.chars().flat_map(|c| c.is_uppercase().then_some('_').into_iter().chain(c.to_lowercase())).collect()
}

fn rust_files() -> Vec<Source> {
    let paths = walk(&root(), &|path| path.extension().is_some_and(|extension| extension == "rs"));
    let relative = |path: &Path| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| Source::new(relative(path), &fs::read_to_string(path).unwrap())).collect()
}

/// The workspace's files that `wanted` says; none of what was built or is hidden.
fn walk(folder: &Path, wanted: &impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" {
                found.extend(walk(&path, wanted));
            }
        } else if wanted(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
