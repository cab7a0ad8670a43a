//! Where a chat or a demo keeps its database and its key.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use secrecy::SecretString;

use crate::cli::failure::Failure;

const KEY_FILE: &str = "privacy.key";

/// A folder that stays, or one that goes with the command.
pub struct DataFolder {
    path: PathBuf,
    fleeting: bool,
}

impl DataFolder {
    /// The named folder, made if it is not there; without a name a temporary one.
    pub fn open(named: Option<&Path>) -> Result<Self, Failure> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => std::env::temp_dir().join(format!("guiyan-{:016x}", rand::random::<u64>())),
        };
        fs::create_dir_all(&path).map_err(|error| cannot(&path, "made", &error))?;
        Ok(Self { path, fleeting: named.is_none() })
    }

    /// The SQLite file in it.
    pub fn database_url(&self) -> SecretString {
        SecretString::from(format!("sqlite://{}", self.path.join("guiyan.db").display()))
    }

    /// The key in it, made the first time, for nobody else to read.
    pub fn privacy_key(&self) -> Result<SecretString, Failure> {
        let file = self.path.join(KEY_FILE);
        if file.exists() {
            return fs::read_to_string(&file).map(SecretString::from).map_err(|error| cannot(&file, "read", &error));
        }
        let key = base64::engine::general_purpose::STANDARD.encode(rand::random::<[u8; 32]>());
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file);
        made.and_then(|mut made| made.write_all(key.as_bytes())).map_err(|error| cannot(&file, "written", &error))?;
        Ok(SecretString::from(key))
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        if self.fleeting {
            // What cannot be removed is the temporary folder's own affair.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn cannot(path: &Path, done: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be {done} ({error})", path.display()), "Give --data a folder that you can write.")
}
