//! `router compose` and `router plan`: what they print, what they write, and how they end.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library");

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the binary to its end.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Ended {
    Ended::of(Command::new(env!("CARGO_BIN_EXE_router")).args(arguments))
}

impl Ended {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A copy of the library's subgraphs that may be changed.
pub struct Workshop {
    folder: TempDir,
}

impl Workshop {
    pub fn new() -> Self {
        let workshop = Self { folder: tempfile::tempdir().unwrap() };
        for name in ["supergraph.yaml", "books.graphql", "reviews.graphql"] {
            fs::copy(Path::new(LIBRARY).join(name), workshop.path(name)).unwrap();
        }
        workshop
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn change(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from));
        self.write(name, &text.replace(from, to));
    }

    pub fn compose(&self, more: &[&str]) -> Ended {
        let config = self.path("supergraph.yaml");
        let arguments: Vec<_> = ["compose", "--config", config.to_str().unwrap()].iter().chain(more).copied().collect();
        run(&arguments)
    }
}

#[test]
fn the_librarys_supergraph_is_what_composition_gives() {
    let config = format!("{LIBRARY}/supergraph.yaml");
    let checked = run(&["compose", "--config", &config, "--check"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
}

#[test]
fn composing_writes_two_files_once_and_checking_finds_what_is_stale() {
    let workshop = Workshop::new();
    let checked = workshop.compose(&["--check"]);
    assert_eq!(checked.code, 1);
    assert!(checked.stderr.contains("supergraph.graphql is stale") && checked.stderr.contains("api.graphql is stale"));

    assert_eq!(workshop.compose(&[]).code, 0);
    let (supergraph, api) = (workshop.text("supergraph.graphql"), workshop.text("api.graphql"));
    assert!(supergraph.contains("join__Graph") && api.contains("reviews: [Review!]") && !api.contains("join__"));
    let written = fs::metadata(workshop.path("api.graphql")).unwrap().modified().unwrap();
    let again = workshop.compose(&[]);
    assert!(again.code == 0 && again.stderr.contains("unchanged"), "{again:?}");
    assert_eq!(fs::metadata(workshop.path("api.graphql")).unwrap().modified().unwrap(), written);
    assert_eq!(workshop.compose(&["--check"]).code, 0);

    workshop.change("reviews.graphql", "stars: Int\n", "stars: Int\n  helpful: Boolean\n");
    let stale = workshop.compose(&["--check"]);
    assert_eq!(stale.code, 1);
    assert!(stale.stderr.contains("+   helpful: Boolean"), "{}", stale.stderr);
    assert_eq!(workshop.text("api.graphql"), api, "checking writes nothing");

    let json = workshop.compose(&["--check", "--format", "json"]);
    let data: Value = serde_json::from_str(&json.stdout).unwrap();
    let stale: Vec<_> = data["findings"].as_array().unwrap().iter().filter(|one| one["code"] == "STALE_FILE").collect();
    assert_eq!((json.code, stale.len()), (1, 2), "{data}");
    let api = workshop.path("api.graphql");
    assert_eq!(stale[1]["locations"][0]["file"], api.to_str().unwrap(), "{data}");
}

#[test]
fn the_output_may_go_elsewhere_or_be_printed() {
    let workshop = Workshop::new();
    let printed = workshop.compose(&["--output", "-"]);
    assert!(printed.code == 0 && printed.stdout.starts_with("schema"), "{printed:?}");
    let elsewhere = workshop.path("made/here");
    assert_eq!(workshop.compose(&["--output", elsewhere.to_str().unwrap()]).code, 0);
    assert_eq!(fs::read_to_string(elsewhere.join("supergraph.graphql")).unwrap(), printed.stdout);
    assert!(!workshop.path("supergraph.graphql").exists());
    for wrong in [["--output", "-", "--check", "--format=human"], ["--output", "-", "--format", "json"]] {
        assert_eq!(workshop.compose(&wrong).code, 2);
    }
}

#[test]
fn what_does_not_compose_is_shown_to_people_with_its_places_and_to_programs_as_data() {
    let workshop = Workshop::new();
    workshop.change("reviews.graphql", "reviews: [Review!]\n", "reviews: [Review!]\n  title: String!\n");
    let shown = workshop.compose(&[]);
    assert_eq!((shown.code, shown.stdout.as_str()), (3, ""));
    for words in ["INVALID_FIELD_SHARING", "Book.title", "books.graphql", "reviews.graphql"] {
        assert!(shown.stderr.contains(words), "{words}: {}", shown.stderr);
    }
    assert!(!workshop.path("supergraph.graphql").exists());

    let told = workshop.compose(&["--format", "json"]);
    assert_eq!(told.code, 3);
    let data: Value = serde_json::from_str(&told.stdout).unwrap();
    assert!(data.to_string().contains("INVALID_FIELD_SHARING"), "{data}");
}

#[test]
fn hints_are_counted_shown_or_denied() {
    let workshop = Workshop::new();
    workshop.change("reviews.graphql", "type Book", "\"Told otherwise.\"\ntype Book");
    workshop.change("books.graphql", "type Book", "\"Told so.\"\ntype Book");
    let composed = |more: &[&str]| workshop.compose(&[&["--output", "-"], more].concat());
    let shows = |ended: &Ended| ended.stderr.contains("INCONSISTENT_DESCRIPTION");
    let counted = composed(&[]);
    assert!(counted.code == 0 && counted.stderr.contains("1 hint: ") && !shows(&counted), "{counted:?}");
    let shown = composed(&["--hints", "warn"]);
    assert!(shown.code == 0 && shows(&shown), "{shown:?}");
    let denied = composed(&["--hints", "deny"]);
    assert!(denied.code == 1 && shows(&denied) && denied.stdout.is_empty(), "{denied:?}");
    let data = workshop.compose(&["--format", "json"]);
    assert!(data.code == 0 && data.stdout.contains("INCONSISTENT_DESCRIPTION"), "{data:?}");
}

#[test]
fn a_wrong_configuration_is_told_and_ends_with_two() {
    let workshop = Workshop::new();
    for (yaml, words) in [
        ("subgraphs: {}\n", "there are no subgraphs"),
        ("subgraphs: [\n", "supergraph.yaml"),
        ("subgraph: {}\n", "subgraph"),
        ("subgraphs:\n  books:\n    schema: { file: books.graphql }\n", "`books`: routing_url is missing"),
        ("subgraphs:\n  books:\n    routing_url: http://x/\n    schema: { file: none.graphql }\n", "none.graphql"),
        (
            "subgraphs:\n  books:\n    routing_url: http://x/\n    schema: { subgraph_url: 'http://x/' }\n",
            "composition is offline",
        ),
        (
            "subgraphs:\n  books:\n    routing_url: http://x/\n    schema: { graphref: a@b, subgraph: c }\n",
            "composition is offline",
        ),
    ] {
        workshop.write("supergraph.yaml", yaml);
        let ended = workshop.compose(&[]);
        assert_eq!(ended.code, 2, "{yaml}{ended:?}");
        assert!(ended.stderr.contains(words), "{yaml}{}", ended.stderr);
    }
    let missing = run(&["compose", "--config", "/nowhere/supergraph.yaml"]);
    assert!(missing.code == 2 && missing.stderr.contains("/nowhere/supergraph.yaml"), "{missing:?}");
}

#[test]
fn rovers_federation_version_is_accepted_with_a_note() {
    let workshop = Workshop::new();
    for version in ["=2.9.0", "2", "'1'"] {
        workshop.write(
            "supergraph.yaml",
            &format!(
                "federation_version: {version}\n{}",
                fs::read_to_string(format!("{LIBRARY}/supergraph.yaml")).unwrap()
            ),
        );
        let ended = workshop.compose(&["--output", "-"]);
        assert!(ended.code == 0 && ended.stderr.contains("federation_version is ignored"), "{version}: {ended:?}");
    }
}

#[test]
fn a_plan_is_printed() {
    let workshop = Workshop::new();
    let plan = |text: &str, more: &[&str]| {
        workshop.write("operation.graphql", text);
        let (supergraph, operation) = (format!("{LIBRARY}/supergraph.graphql"), workshop.path("operation.graphql"));
        let arguments = ["plan", "--supergraph", &supergraph, operation.to_str().unwrap()];
        run(&arguments.iter().chain(more).copied().collect::<Vec<_>>())
    };
    let printed = plan("query Both { books { title reviews { body } } }", &[]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    insta::assert_snapshot!(printed.stdout);

    let two = "query A { books { id } } query B { latestReview { id } }";
    assert!(plan(two, &["--operation", "B"]).stdout.contains("reviews"));
    let unnamed = plan(two, &[]);
    assert!(unnamed.code == 2 && unnamed.stderr.contains("A, B"), "{unnamed:?}");
    let wrong = plan("{ nothing }", &[]);
    assert!(wrong.code == 1 && wrong.stderr.contains("nothing"), "{wrong:?}");
}

#[test]
fn wrong_arguments_end_with_two_and_help_with_zero() {
    for wrong in [&["fly"][..], &["compose"], &["plan"], &["serve", "--listen", "here"], &[]] {
        assert_eq!(run(wrong).code, 2, "{wrong:?}");
    }
    assert_eq!(run(&["--help"]).code, 0);
    assert_eq!(run(&["--version"]).stdout, concat!("router ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_type_of_which_nobody_says_that_its_objects_are_there_is_no_node() {
    let workshop = Workshop::new();
    let plain = workshop.text("supergraph.yaml");
    let compose = |node: &str| {
        fs::write(workshop.path("supergraph.yaml"), format!("{plain}\n{node}\n")).unwrap();
        run(&[std::ffi::OsStr::new("compose"), "--config".as_ref(), workshop.path("supergraph.yaml").as_os_str()])
    };
    for (node, code, said) in [
        ("node: { prefixes: { bok: Nope } }", 3, "`Nope` must implement `Node`"),
        // An entity, and nobody's node.
        ("node: { prefixes: { bok: Book } }", 3, "`Book` must implement `Node`"),
        ("node: { prefixes: { b_k: Book } }", 2, "`b_k` is no prefix"),
        ("node: { prefixes: {} }", 2, "there are no prefixes"),
    ] {
        let ended = compose(node);
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.stderr.contains(said), "{ended:?}");
    }
    let books = workshop.text("books.graphql").replace("type Book @key", "type Book implements Node @key");
    fs::write(workshop.path("books.graphql"), format!("{books}\ninterface Node {{ id: ID! }}\n")).unwrap();
    let ended = compose("node: { prefixes: { bok: Book } }");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(workshop.text("api.graphql").contains("nodes("), "{}", workshop.text("api.graphql"));
}
