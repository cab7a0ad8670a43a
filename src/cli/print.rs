//! The only place that writes to the terminal.

use std::io::{self, Write};

/// A line for whoever asked, on standard output.
///
/// # Errors
/// If standard output is gone.
pub fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// A line for whoever has to mend something, on standard error.
pub fn error(text: &str) {
    // Nobody is left to tell when even this cannot be written.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Lines that bring their own ends, on standard output.
///
/// # Errors
/// If standard output is gone.
pub fn text(lines: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(lines.as_bytes())?;
    out.flush()
}
