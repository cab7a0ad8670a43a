//! The recordings themselves: none is missing, and none is there that nobody plays.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::calls::CALLS;
use crate::support::recording::{Recording, folder, recordings};

/// Every recording, as `area/case`.
fn all() -> Vec<(String, Recording)> {
    let files = std::fs::read_dir(folder()).unwrap();
    let areas = files.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
    let cases = areas.flat_map(|area| {
        recordings(&area).into_iter().map(move |(case, recording)| (format!("{area}/{case}"), recording))
    });
    cases.collect()
}

#[test]
fn every_call_is_recorded_and_no_other() {
    let recorded: BTreeSet<String> =
        all().iter().map(|(_, recording)| format!("{} {}", recording.request.method, recording.request.path)).collect();
    let wanted: BTreeSet<String> = CALLS.lines().map(str::to_owned).collect();
    assert_eq!(wanted.difference(&recorded).collect::<Vec<_>>(), [""; 0], "not recorded");
    assert_eq!(recorded.difference(&wanted).collect::<Vec<_>>(), [""; 0], "not on the list");
}

#[test]
fn every_recording_tells_its_section_of_the_sheet() {
    for (case, recording) in all() {
        assert!(recording.from.starts_with(|c: char| c.is_ascii_digit()), "{case}: {}", recording.from);
    }
}

#[test]
fn every_recording_is_played() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/wechat/calls");
    let files = std::fs::read_dir(folder).unwrap();
    let tests: String = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let unplayed: Vec<String> =
        all().into_iter().map(|(case, _)| case).filter(|case| !tests.contains(&format!("\"{case}\""))).collect();
    assert_eq!(unplayed, [""; 0]);
}

/// What follows each `Call::new(` in the client.
fn rows() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wechat/api");
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    // The documentation of `Call` has an example.
    let code: String =
        files.map(|file| file.lines().filter(|line| !line.trim().starts_with("//")).collect::<String>()).collect();
    code.split("Call::new(").skip(1).map(str::to_owned).collect()
}

#[test]
fn no_two_calls_share_a_name() {
    // The name comes first; those of the reports are their paths.
    let names = rows();
    let names: Vec<&str> =
        names.iter().filter_map(|row| row.trim_start().strip_prefix('"')?.split('"').next()).collect();
    assert!(names.len() > 70, "the calls were not found: {names:?}");
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
}

#[test]
fn every_call_of_the_client_is_recorded() {
    let recorded: Vec<String> = all().into_iter().map(|(_, recording)| recording.request.path).collect();
    let rows = rows();
    let paths: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.split('"').find(|text| text.starts_with('/'))).collect();
    assert!(paths.len() > 70, "the calls were not found: {paths:?}");
    // The token itself is the business of the tests of the client's core.
    for path in paths.iter().filter(|path| **path != "/cgi-bin/stable_token") {
        assert!(recorded.iter().any(|known| known.starts_with(path)), "{path} has no recording");
    }
}
