//! No call is left out: each one of the list is made in a test of this folder, or is named here with the reason.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::calls::CALLS;
use crate::support::pair::Pair;

/// What the simulator does not have. The sheet names these calls but none of their fields, and a simulator that took
/// them from our client would prove nothing; `wechat::calls` plays them from recordings.
const EXCEPTIONS: [(&str, &str); 8] = [
    ("/cgi-bin/get_current_autoreply_info", "sheet 7.14 tells what it is for, and no field"),
    ("/datacube/getuserread", "sheet 7.11 tells the span alone; nobody reads articles in the simulator"),
    ("/datacube/getuserreadhour", "as getuserread"),
    ("/datacube/getusershare", "as getuserread: nobody shares them either"),
    ("/datacube/getusersharehour", "as getuserread"),
    ("/datacube/getupstreammsgdist", "sheet 7.11 tells the span alone; its intervals are nowhere written"),
    ("/datacube/getupstreammsgdistweek", "as getupstreammsgdist"),
    ("/datacube/getupstreammsgdistmonth", "as getupstreammsgdist"),
];

/// The paths that the tests of this folder say they have made: `pair.made([…])` holds them against what arrived.
fn made() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pair");
    let paths = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file());
    let files = paths.map(|path| std::fs::read_to_string(path).unwrap());
    let said = files.flat_map(|file| {
        let lists = file.split("pair.made([").skip(1).filter_map(|rest| rest.split("])").next());
        lists.flat_map(|list| list.split('"').skip(1).step_by(2).map(str::to_owned)).collect::<Vec<_>>()
    });
    said.filter(|path| path.starts_with('/')).collect()
}

#[test]
fn every_call_of_the_client_is_made_against_the_simulator() {
    let wanted: BTreeSet<&str> = CALLS.lines().filter_map(|call| call.split(' ').nth(1)).collect();
    let made = made();
    let excepted: BTreeSet<&str> = EXCEPTIONS.iter().map(|(path, _)| *path).collect();
    let covered: BTreeSet<&str> = made.iter().map(String::as_str).chain(excepted.iter().copied()).collect();
    assert_eq!(wanted.difference(&covered).collect::<Vec<_>>(), [&""; 0], "not made");
    assert_eq!(covered.difference(&wanted).collect::<Vec<_>>(), [&""; 0], "not on the list");
    assert!(excepted.iter().all(|path| !made.contains(*path)), "an exception that is none");
}

#[tokio::test]
async fn what_is_excepted_is_really_not_there() {
    let pair = Pair::new().await;
    for (path, _) in EXCEPTIONS {
        let url = format!("{}{path}", pair.simulated.address);
        assert_eq!(pair.simulated.client.get(url).send().await.unwrap().status(), 404, "{path}");
    }
}
