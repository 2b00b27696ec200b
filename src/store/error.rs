//! What can go wrong with the database or its disk, in words an editor can act on.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Trouble with the database or its disk. Nothing of the transaction it happened in was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another run holds the lock.
    #[error("{path}: another run holds the lock ({holder}); wait for it, or end it", path = path.display())]
    Locked {
        /// The database.
        path: PathBuf,
        /// Who holds it, as written in the lock file.
        holder: String,
    },
    /// An older one, which has to be brought up before it can be looked at, while another run holds the lock.
    #[error("{path}: was written by an older wirecopy and has to be brought up first, but another run holds the lock ({holder}); wait for it, or end it", path = path.display())]
    OlderInUse {
        /// The database.
        path: PathBuf,
        /// Who holds it, as written in the lock file.
        holder: String,
    },
    /// Made by a newer wirecopy.
    #[error("{path}: was written by a newer wirecopy (schema {found}, this one knows {known}); install that version or a later one", path = path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// Not ours.
    #[error("{path}: is not a wirecopy database; name another with --db FILE", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// There is none yet.
    #[error("{path}: there is no database yet; `wirecopy run` makes one", path = path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file or its folder cannot be used.
    #[error("{path}: {words}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The trouble.
        words: String,
    },
    /// The disk is full.
    #[error("the disk is full; nothing of the last step was kept. Make room and run again")]
    Full,
    /// The disk failed while reading or writing.
    #[error("the disk failed ({0}); nothing of the last step was kept")]
    Disk(String),
    /// The database is damaged.
    #[error("the database is damaged ({0}); restore a backup, or move it aside and start anew")]
    Damaged(String),
    /// The database may not be written.
    #[error("the database or its folder may not be written ({0}); mind its owner and mode")]
    ReadOnly(String),
    /// Anything else SQLite says.
    #[error("the database refused ({0})")]
    Other(String),
}

impl StoreError {
    /// A value that could not be read back.
    pub(super) fn damaged(what: &str, error: impl std::fmt::Display) -> Self {
        Self::Damaged(format!("{what} cannot be read: {error}"))
    }

    /// Trouble with a file beside the database.
    pub(super) fn file(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::File { path: path.to_owned(), words: error.to_string() },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let words = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure) => Self::Disk(words),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(words),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::ReadOnly(words),
            _ => Self::Other(words),
        }
    }
}

impl From<rusqlite::types::FromSqlError> for StoreError {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::damaged("a column", error)
    }
}
