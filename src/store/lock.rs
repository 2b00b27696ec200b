//! The lock that keeps two runs apart, and the word on who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::StoreError;

/// Held while a run writes. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock beside the database at `path`; `holder` is what others are told.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another run holds it, with the holder's word.
    pub fn take(path: &Path, holder: &str) -> Result<Self, StoreError> {
        let beside = beside(path);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, &error))?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&beside)
            .map_err(|error| StoreError::file(&beside, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The holder may be writing its word just now; then it is nameless.
                let _ = file.read_to_string(&mut holder);
                let holder =
                    if holder.trim().is_empty() { "it did not say who it is".into() } else { holder.trim().to_owned() };
                return Err(StoreError::Locked { path: path.to_owned(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::file(&beside, &error)),
        }
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{holder}")?;
            file.flush()
        };
        write(&mut file).map_err(|error| StoreError::file(&beside, &error))?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only the word goes; removing the file would let two runs lock two files of one name.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

/// The lock file of the database at `path`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_is_refused_and_names_the_holder() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("news.db");
        let held = Lock::take(&path, "process 7 since noon").expect("free");
        let error = Lock::take(&path, "another").expect_err("held");
        assert!(error.to_string().contains("process 7 since noon"), "{error}");
        drop(held);
        Lock::take(&path, "another").expect("free again");
    }
}
