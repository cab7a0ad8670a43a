//! The command line, as a process: what it prints, and what it answers.

mod demo;
mod menu;
mod source;
mod staff;
mod verbs;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `guiyan` in a folder, with nothing of ours in the environment but these variables.
fn guiyan(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guiyan"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GUIYAN__")) {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments).envs(variables.iter().copied()).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn without_a_file_the_defaults_are_sound_and_what_serving_needs_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let output = guiyan(folder.path(), &["check"], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("The configuration is sound."));
    assert!(stdout(&output).contains("wechat.token: it is not set"));
}

#[test]
fn the_usual_file_is_read_where_it_exists_and_the_environment_wins() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/guiyan.toml"), "[server]\nlisten = 'nowhere'\n").unwrap();

    let output = guiyan(folder.path(), &["check"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("server.listen (config/guiyan.toml): `nowhere` is no IP address"));

    let output = guiyan(folder.path(), &["check"], &[("GUIYAN__SERVER__LISTEN", "127.0.0.1:9")]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_failure_says_what_is_wrong_and_what_to_do_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("GUIYAN__WECHAT__MODE", "save"), ("GUIYAN__INBOX__DEADLINE_MS", "9000")];
    let output = guiyan(folder.path(), &["check"], &variables);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    let said = stderr(&output);
    assert!(said.starts_with("guiyan: the configuration has 2 mistakes:\n"), "{said}");
    assert!(said.contains("GUIYAN__WECHAT__MODE in the environment): `save` is not possible; write one of:"), "{said}");
    assert!(said.trim_end().lines().last().unwrap().contains("guiyan check"), "{said}");
}

#[test]
fn a_file_that_was_named_can_stand_before_or_after_the_verb() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("other.toml"), "samples = true\n").unwrap();
    for arguments in [["--config", "other.toml", "check"], ["check", "--config", "other.toml"]] {
        let output = guiyan(folder.path(), &arguments, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let output = guiyan(folder.path(), &["check", "--config", "missing.toml"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("missing.toml: cannot be read"));
}

#[test]
fn help_is_an_answer_and_nonsense_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let help = guiyan(folder.path(), &["--help"], &[]);
    assert_eq!(help.status.code(), Some(0));
    assert!(stdout(&help).contains("归雁") && stdout(&help).contains("Examples:"), "{}", stdout(&help));

    let nonsense = guiyan(folder.path(), &["fly"], &[]);
    assert_eq!((nonsense.status.code(), stdout(&nonsense)), (Some(2), ""));
    assert_eq!(guiyan(folder.path(), &[], &[]).status.code(), Some(2));
}
