//! Files that are replaced in one step.

use std::{ffi::OsString, fs, io, path::Path};

/// Gives the file at `path` this content, so that no reader ever sees a part of it, and a crash leaves the old or the new.
/// A file that has the content already is left alone. Makes the folder if there is none. Returns whether it wrote.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|present| present == content) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut draft = OsString::from(path);
    // Two processes must not write one draft.
    draft.push(format!(".{}.draft", std::process::id()));
    let draft = Path::new(&draft);
    let written = write(draft, content).and_then(|()| fs::rename(draft, path));
    if written.is_err() {
        // What is left of a draft is of no use, and that it cannot be removed says nothing new.
        let _ = fs::remove_file(draft);
    }
    written.map(|()| true)
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    io::Write::write_all(&mut file, content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_only_when_it_changes_and_leaves_no_draft() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made/on/the/way.graphql");
        assert!(replace(&path, b"one").unwrap());
        assert!(!replace(&path, b"one").unwrap());
        assert!(replace(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(replace(folder.path(), b"a folder").is_err());
    }
}
