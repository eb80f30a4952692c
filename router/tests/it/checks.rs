//! `router check` and `router diff`: what a change breaks, and what is approved.

use std::process::Command;

use serde_json::Value;

use crate::tools::{Ended, Workshop, run};

const SHELF: &str = "query Shelf {\n  books {\n    title\n    pages\n  }\n}\n";

/// The library under version control, with one operation of a client.
struct Repository {
    workshop: Workshop,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { workshop: Workshop::new() };
        std::fs::create_dir(repository.workshop.path("operations")).unwrap();
        repository.workshop.write("operations/shelf.graphql", SHELF);
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.commit();
        repository
    }

    fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        let mut git = Command::new("git");
        git.arg("-C").arg(self.workshop.path("")).args(identity).args(arguments);
        // Settings of this machine and of a repository around it are none of this one's.
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
        let output = git.output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "All"]);
    }

    /// Checks in the folder itself, as CI does.
    fn check(&self, more: &[&str]) -> Ended {
        self.run(
            &[&["check", "--config", "supergraph.yaml", "--against", "git:main", "--today", "2026-06-15"], more]
                .concat(),
        )
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        self.run_in("", arguments)
    }

    fn run_in(&self, folder: &str, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_router"));
        command.current_dir(self.workshop.path(folder)).args(arguments);
        Ended::of(&mut command)
    }

    fn remove_pages(&self) {
        self.workshop.change("books.graphql", "  pages: Int\n", "");
    }
}

const OPERATIONS: [&str; 2] = ["--operations", "operations/**"];

#[test]
fn a_used_field_that_is_removed_fails_and_its_approval_passes_until_it_expires() {
    let repository = Repository::new();
    repository.remove_pages();
    let failed = repository.check(&OPERATIONS);
    assert_eq!(failed.code, 1, "{failed:?}");
    insta::assert_snapshot!(failed.stderr);

    let line = failed.stderr.lines().map(str::trim).find(|line| line.starts_with("- {")).unwrap();
    repository.workshop.write("approvals.yaml", &format!("{line}\n"));
    let approved = repository.check(&OPERATIONS);
    assert_eq!(approved.code, 0, "{approved:?}");
    assert!(approved.stderr.contains("approved until 2026-06-29: say why"), "{}", approved.stderr);

    let later = ["check", "--config", "supergraph.yaml", "--against", "git:main", "--today", "2026-06-30"];
    let expired = repository.run(&[&later[..], &OPERATIONS].concat());
    assert_eq!(expired.code, 1, "{expired:?}");
    for words in ["FIELD_REMOVED", "APPROVAL_EXPIRED", "approvals.yaml:1:", "query `Shelf`"] {
        assert!(expired.stderr.contains(words), "{words}\n{}", expired.stderr);
    }

    repository.commit();
    let merged = repository.check(&OPERATIONS);
    assert_eq!(merged.code, 1, "the operation itself is invalid now: {merged:?}");
    repository.workshop.write("operations/shelf.graphql", &SHELF.replace("    pages\n", ""));
    let merged = repository.check(&OPERATIONS);
    assert_eq!(merged.code, 0, "{merged:?}");
    assert!(merged.stderr.contains("APPROVAL_UNUSED"), "{merged:?}");
}

#[test]
fn what_nobody_uses_may_go_unless_operations_are_not_known() {
    let repository = Repository::new();
    repository.workshop.write("operations/shelf.graphql", "{ books { title } }\n");
    repository.remove_pages();
    assert_eq!(repository.check(&[]).code, 1);
    let unused = repository.check(&OPERATIONS);
    assert_eq!(unused.code, 0, "{unused:?}");
    assert!(unused.stderr.contains("none of the given operations uses it"), "{}", unused.stderr);
    assert_eq!(repository.check(&[&OPERATIONS[..], &["--fail-on", "dangerous"]].concat()).code, 1);
}

#[test]
fn github_is_told_the_file_from_the_repositorys_root_wherever_it_is_called() {
    let repository = Repository::new();
    repository.remove_pages();
    for (folder, config, operations) in
        [("", "supergraph.yaml", "operations"), ("operations", "../supergraph.yaml", "../operations/*.graphql")]
    {
        let arguments = ["check", "--config", config, "--against", "git:main", "--operations", operations];
        let told = repository.run_in(folder, &[&arguments[..], &["--format", "github"]].concat());
        assert_eq!(told.code, 1, "{told:?}");
        let command = told.stdout.lines().next().unwrap();
        let expected =
            "::error file=books.graphql,line=13,endLine=13,col=6,endColumn=10,title=FIELD_REMOVED Book.pages::";
        assert!(command.starts_with(expected), "{command}");
        assert!(command.contains("query `Shelf`: operations/shelf.graphql:4:5%0A"), "{command}");
    }
}

#[test]
fn what_is_compared_with_may_be_a_file_or_a_committed_one() {
    let repository = Repository::new();
    assert_eq!(repository.run(&["compose", "--config", "supergraph.yaml"]).code, 0);
    repository.commit();
    repository.remove_pages();
    assert_eq!(repository.run(&["compose", "--config", "supergraph.yaml", "--output", "new"]).code, 0);
    for (what, against) in [
        (["--config", "supergraph.yaml"], "supergraph.graphql"),
        (["--config", "supergraph.yaml"], "api.graphql"),
        (["--config", "supergraph.yaml"], "git:main:api.graphql"),
        (["--supergraph", "new/supergraph.graphql"], "api.graphql"),
        (["--supergraph", "new/api.graphql"], "git:main:supergraph.graphql"),
        (["--supergraph", "new/api.graphql"], "new/../supergraph.graphql"),
    ] {
        let checked = repository.run(&[&["check"], &what[..], &["--against", against, "--format", "json"]].concat());
        assert_eq!(checked.code, 1, "{what:?} {against}: {checked:?}");
        let data: Value = serde_json::from_str(&checked.stdout).unwrap();
        assert_eq!(data["findings"].as_array().unwrap().len(), 1, "{data}");
        assert_eq!(data["findings"][0]["coordinate"], "Book.pages", "{data}");
    }
    let same = repository.run(&["check", "--supergraph", "supergraph.graphql", "--against", "git:HEAD"]);
    assert_eq!((same.code, same.stderr.as_str()), (0, "nothing changed\n"));
}

#[test]
fn what_cannot_be_compared_with_is_told_and_ends_with_two() {
    let repository = Repository::new();
    for (against, words) in [
        ("git:", "there is no revision"),
        ("git:nowhere", "has no such revision"),
        ("git:--output=/tmp/x", "has no such revision"),
        ("git:main:none.graphql", "there is no file none.graphql"),
        ("none.graphql", "none.graphql"),
        ("operations/shelf.graphql", "is no schema"),
    ] {
        let ended = repository.run(&["check", "--config", "supergraph.yaml", "--against", against]);
        assert_eq!(ended.code, 2, "{against}: {ended:?}");
        assert!(ended.stderr.contains(words), "{against}: {}", ended.stderr);
    }
    repository.workshop.write("broken.yaml", "subgraphs: {}\n");
    let never =
        repository.run(&["check", "--config", "supergraph.yaml", "--against", "git:main", "--operations", "no/**"]);
    assert!(never.code == 2 && never.stderr.contains("no/**"), "{never:?}");
    repository.workshop.write("approvals.yaml", "- { code: NOTHING }\n");
    let approvals = repository.check(&[]);
    assert!(approvals.code == 2 && approvals.stderr.contains("approvals.yaml: "), "{approvals:?}");

    let elsewhere = Workshop::new();
    let config = elsewhere.path("supergraph.yaml");
    let ended = run(&["check", "--config", config.to_str().unwrap(), "--against", "git:main"]);
    assert!(ended.code == 2 && ended.stderr.contains("is in no git repository"), "{ended:?}");
}

#[test]
fn what_does_not_compose_ends_with_three() {
    let repository = Repository::new();
    repository.workshop.change("books.graphql", "pages: Int", "pages: Nothing");
    let broken = repository.check(&["--format", "json"]);
    assert!(broken.code == 3 && broken.stdout.contains("INVALID_GRAPHQL"), "{broken:?}");
    repository.commit();
    repository.workshop.change("books.graphql", "pages: Nothing", "pages: Int");
    let old = repository.check(&[]);
    assert!(old.code == 2 && old.stderr.contains("nothing to compare with"), "{old:?}");
}

#[test]
fn a_file_that_moved_is_found_where_it_was() {
    let repository = Repository::new();
    std::fs::create_dir(repository.workshop.path("subgraphs")).unwrap();
    let (from, to) = (repository.workshop.path("books.graphql"), repository.workshop.path("subgraphs/books.graphql"));
    std::fs::rename(from, to).unwrap();
    repository.workshop.change("supergraph.yaml", "books.graphql", "subgraphs/books.graphql");
    let moved = repository.check(&[]);
    assert_eq!((moved.code, moved.stderr.as_str()), (0, "nothing changed\n"));
}

#[test]
fn two_schemas_are_compared() {
    let workshop = Workshop::new();
    workshop.write("old.graphql", "type Query {\n  a: Int\n  b: Int!\n}\n");
    workshop.write("new.graphql", "type Query {\n  b: Int\n  c(d: Int): Int\n}\n");
    let diff = |old: &str, new: &str, more: &[&str]| {
        let (old, new) = (workshop.path(old), workshop.path(new));
        run(&[&["diff", old.to_str().unwrap(), new.to_str().unwrap()], more].concat())
    };
    let changed = diff("old.graphql", "new.graphql", &[]);
    assert_eq!(changed.code, 1);
    insta::assert_snapshot!(changed.stderr.replace(workshop.path("").to_str().unwrap(), ""));
    let json = diff("old.graphql", "new.graphql", &["--format", "json"]);
    let data: Value = serde_json::from_str(&json.stdout).unwrap();
    let tags: Vec<_> =
        data["findings"].as_array().unwrap().iter().map(|finding| finding["tags"][0].as_str().unwrap()).collect();
    assert_eq!(tags, ["breaking", "breaking", "safe"]);
    workshop.write("wider.graphql", "type Query {\n  a: Int\n  b: Int!\n  c: Int\n}\n");
    assert_eq!(diff("old.graphql", "wider.graphql", &[]).code, 0);
    assert_eq!(diff("old.graphql", "old.graphql", &[]).stderr, "nothing changed\n");
}

#[test]
fn three_mistakes_are_the_same_three_in_every_format() {
    let workshop = Workshop::new();
    workshop.change("reviews.graphql", "  reviews: [Review!]\n", "  reviews: [Review!]\n  title: String!\n");
    let more =
        "\ninput AddReviewInput {\n  book: ID!\n  body: String!\n  stars: Int = 4\n}\n\nenum Review {\n  GOOD\n}\n";
    workshop.write("books.graphql", &(workshop.text("books.graphql") + more));
    let here = workshop.path("").display().to_string();
    let shown = workshop.compose(&[]);
    assert_eq!(shown.code, 3);
    insta::assert_snapshot!(shown.stderr.replace(&here, ""));

    let codes = ["INPUT_FIELD_DEFAULT_MISMATCH", "INVALID_FIELD_SHARING", "TYPE_KIND_MISMATCH"];
    let told = |format: &str| {
        let told = workshop.compose(&["--format", format]);
        assert_eq!(told.code, 3, "{format}");
        told.stdout
    };
    let json: Value = serde_json::from_str(&told("json")).unwrap();
    let sarif: Value = serde_json::from_str(&told("sarif")).unwrap();
    let of = |list: &Value, code: &str| {
        let mut codes: Vec<_> =
            list.as_array().unwrap().iter().map(|one| one[code].as_str().unwrap().to_owned()).collect();
        codes.sort();
        codes
    };
    assert_eq!(of(&json["findings"], "code"), codes);
    assert_eq!(of(&sarif["runs"][0]["results"], "ruleId"), codes);
    let (github, junit, markdown) = (told("github"), told("junit"), told("markdown"));
    assert_eq!(github.matches("::error file=").count(), 3, "{github}");
    assert_eq!(junit.matches("<failure ").count(), 3, "{junit}");
    assert_eq!(markdown.matches("| ❌ |").count(), 3, "{markdown}");
    for (text, code) in [&github, &junit, &markdown].into_iter().flat_map(|text| codes.map(|code| (text, code))) {
        assert!(text.contains(code), "{code}: {text}");
    }
}
