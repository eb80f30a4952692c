//! Where files are read: as they are here, or as they were committed.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    str::FromStr,
    time::Duration,
};

use tokio::{process::Command, runtime, time::timeout};

use super::path::plain;

/// How long git may take: it reads from a disk, or, in a partial clone, from elsewhere.
const DEADLINE: Duration = Duration::from_secs(20);

/// What stands before a revision.
const GIT: &str = "git:";

/// A state of all files.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    /// As they are now.
    Working,
    /// As they were in a commit.
    Commit(Commit),
}

#[derive(Debug, Clone)]
pub(super) struct Commit {
    /// As it was given, e.g. `main`.
    revision: String,
    /// What that is, in full: nothing that git could take for a flag.
    hash: String,
    /// The repository's folder.
    root: PathBuf,
}

/// A file here (`schema/api.graphql`), or as it was committed (`git:main:schema/api.graphql`; without a path, the revision
/// alone).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    File(PathBuf),
    Revision(String),
    Committed { revision: String, path: PathBuf },
}

impl FromStr for Reference {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(rest) = text.strip_prefix(GIT) else { return Ok(Self::File(text.into())) };
        match rest.split_once(':') {
            _ if rest.is_empty() => Err("there is no revision"),
            Some((revision, path)) => Ok(Self::Committed { revision: revision.to_owned(), path: path.into() }),
            None => Ok(Self::Revision(rest.to_owned())),
        }
    }
}

impl Tree {
    /// The commit that `revision` names in the repository that `beside`, a file or folder, is in.
    pub(super) fn commit(revision: &str, beside: &Path) -> Result<Self, String> {
        let here = existing(&absolute(beside)?);
        let top = git(&here, &["rev-parse", "--show-toplevel"])?;
        if !top.status.success() {
            let why = first_line(top.stderr);
            return Err(format!("{GIT}{revision}: {} is in no git repository: {why}", here.display()));
        }
        let root = PathBuf::from(text(top.stdout).trim_end());
        let commit = format!("{revision}^{{commit}}");
        let found = git(&root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if !found.status.success() {
            return Err(format!(
                "{GIT}{revision}: the repository {} has no such revision; a shallow clone lacks older ones: fetch it first",
                root.display()
            ));
        }
        let hash = text(found.stdout).trim_end().to_owned();
        Ok(Self::Commit(Commit { revision: revision.to_owned(), hash, root }))
    }

    /// The content of a file.
    pub(super) fn read(&self, path: &Path) -> Result<String, String> {
        match self {
            Self::Working => std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display())),
            Self::Commit(commit) => commit.read(path),
        }
    }

    /// What a file is called in findings: `main:schema/users.graphql` if it was committed, as git says.
    pub(super) fn name(&self, path: &Path) -> String {
        match self {
            Self::Working => path.display().to_string(),
            Self::Commit(commit) => match commit.inside(path) {
                Ok(inside) => format!("{}:{inside}", commit.revision),
                Err(_) => path.display().to_string(),
            },
        }
    }
}

impl Commit {
    fn read(&self, path: &Path) -> Result<String, String> {
        let inside = self.inside(path)?;
        let shown = git(&self.root, &["show", &format!("{}:{inside}", self.hash)])?;
        if shown.status.success() {
            return String::from_utf8(shown.stdout).map_err(|_| format!("{}:{inside} is no text", self.revision));
        }
        Err(format!("{GIT}{}: there is no file {inside}: {}", self.revision, first_line(shown.stderr)))
    }

    /// A path from the repository's folder. The file need not be there any more.
    fn inside(&self, path: &Path) -> Result<String, String> {
        let path = absolute(path)?;
        let present = existing(&path);
        // Git has followed symbolic links on its way to the root.
        let real = present.canonicalize().map_err(|error| format!("{}: {error}", present.display()))?;
        let rest = path.strip_prefix(&present).unwrap_or(Path::new(""));
        let real = real.join(rest);
        match real.strip_prefix(&self.root) {
            Ok(inside) => Ok(inside.display().to_string()),
            Err(_) => Err(format!("{} is not in the repository {}", path.display(), self.root.display())),
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    let here = std::env::current_dir().map_err(|error| format!("the current folder: {error}"))?;
    Ok(plain(&here.join(path)))
}

/// The nearest folder above a path that is there.
fn existing(path: &Path) -> PathBuf {
    path.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/")).to_owned()
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Output, String> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "git is needed to read what was committed, and is not installed".to_owned(),
        _ => format!("git: {error}"),
    };
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    // Its words are read here, it must not ask, and it must not write.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        // A hook of git's has them; the folder says it all.
        command.env_remove(variable);
    }
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
    let output = runtime.block_on(async { timeout(DEADLINE, command.output()).await });
    match output {
        Ok(output) => output.map_err(failed),
        Err(_) => Err(format!("git took longer than {} s", DEADLINE.as_secs())),
    }
}

fn first_line(bytes: Vec<u8>) -> String {
    text(bytes).lines().next().unwrap_or_default().to_owned()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_names_a_file_or_a_revision_or_both() {
        let parse = |text: &str| text.parse::<Reference>();
        assert_eq!(parse("a/b.graphql"), Ok(Reference::File("a/b.graphql".into())));
        assert_eq!(parse("git:HEAD~1"), Ok(Reference::Revision("HEAD~1".into())));
        let committed = Reference::Committed { revision: "origin/main".into(), path: "a/b.graphql".into() };
        assert_eq!(parse("git:origin/main:a/b.graphql"), Ok(committed));
        assert!(parse("git:").is_err());
    }
}
