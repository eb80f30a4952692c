//! Paths as findings show them.

use std::{
    env,
    path::{Component, Path, PathBuf},
};

/// Where the process stands, and the repository around it.
pub(super) struct Root {
    here: PathBuf,
    root: PathBuf,
}

impl Root {
    pub(super) fn here() -> Self {
        let here = env::current_dir().unwrap_or_default();
        let root = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here).to_owned();
        Self { here, root }
    }

    /// A file's name from the root; as it is if it is elsewhere, or no file that is there.
    pub(super) fn name(&self, file: &str) -> String {
        let path = plain(&self.here.join(file));
        match path.strip_prefix(&self.root) {
            Ok(inside) if path.exists() => inside.display().to_string(),
            _ => file.to_owned(),
        }
    }
}

/// Without `.` and `..`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            component => plain.push(component),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_root_of_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root { here: folder.path().join("graph/tools"), root: folder.path().join("graph") };
        for made in ["graph/tools", "graph/schema", "other"] {
            std::fs::create_dir_all(folder.path().join(made)).unwrap();
            std::fs::write(folder.path().join(made).join("a.graphql"), "").unwrap();
        }
        let absolute = folder.path().join("graph/schema/./a.graphql").display().to_string();
        for (file, name) in [
            ("a.graphql", "tools/a.graphql"),
            ("./a.graphql", "tools/a.graphql"),
            ("../schema/a.graphql", "schema/a.graphql"),
            (absolute.as_str(), "schema/a.graphql"),
            ("../../other/a.graphql", "../../other/a.graphql"),
            ("main:schema/a.graphql", "main:schema/a.graphql"),
        ] {
            assert_eq!(root.name(file), name);
        }
    }
}
