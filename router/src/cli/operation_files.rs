//! Files with operations, by patterns.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use federation_check::OperationDocument;

use super::Failure;

/// What files with operations end with.
const ENDINGS: [&str; 2] = ["graphql", "gql"];

/// All documents that the patterns name: files, folders with everything in them, and globs (`**` is any folder). Each once,
/// in the order of their paths; a pattern that names nothing is an error.
pub(super) fn read(patterns: &[String]) -> Result<Vec<OperationDocument>, Failure> {
    let mut paths = BTreeSet::new();
    for pattern in patterns {
        let found = find(pattern)?;
        if found.is_empty() {
            return Err(Failure::usage(format!("--operations {pattern}: no file is called so")));
        }
        paths.extend(found);
    }
    let read = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(text) => Ok(OperationDocument { file: path.display().to_string(), text }),
        Err(error) => Err(Failure::usage(format!("{}: {error}", path.display()))),
    };
    paths.into_iter().map(read).collect()
}

fn find(pattern: &str) -> Result<Vec<PathBuf>, Failure> {
    let whole = Path::new(pattern);
    if whole.is_file() {
        return Ok(vec![whole.to_owned()]);
    }
    let glob = if whole.is_dir() {
        format!("{}/**/*", glob::Pattern::escape(pattern.trim_end_matches('/')))
    } else if pattern.ends_with("**") {
        format!("{pattern}/*")
    } else {
        pattern.to_owned()
    };
    let wrong = |error: &dyn std::error::Error| Failure::usage(format!("--operations {pattern}: {error}"));
    let mut found = Vec::new();
    for path in glob::glob(&glob).map_err(|error| wrong(&error))? {
        let path = path.map_err(|error| wrong(&error))?;
        let ends = path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
        if ends && path.is_file() {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_files_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in
            [("a.graphql", "1"), ("deep/er/b.gql", "2"), ("deep/c.graphql", "3"), ("deep/readme.md", "4")]
        {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let at = |pattern: &str| folder.path().join(pattern).display().to_string();
        let texts = |patterns: &[&str]| {
            let patterns: Vec<_> = patterns.iter().map(|pattern| at(pattern)).collect();
            read(&patterns).unwrap().into_iter().map(|document| document.text).collect::<String>()
        };
        for (patterns, expected) in [
            (&["**"][..], "132"),
            (&["**/*.graphql"], "13"),
            (&["deep"], "32"),
            (&["deep/"], "32"),
            (&["deep/*"], "3"),
            (&["deep/readme.md"], "4"),
            (&["deep/er/b.gql", "*.graphql", "a.graphql"], "12"),
        ] {
            assert_eq!(texts(patterns), expected, "{patterns:?}");
        }
        for wrong in ["none/**", "*.md", "***"] {
            assert!(read(&[at(wrong)]).is_err(), "{wrong}");
        }
    }
}
