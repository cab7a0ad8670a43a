//! The recordings themselves: none is missing, and none is there that nobody plays.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::recording::{Recording, folder, recordings};

/// Every call that the project needs, as the platform sheet lists them in section 7.
const CALLS: &str = "\
GET /cgi-bin/get_api_domain_ip
GET /cgi-bin/get_current_autoreply_info
GET /cgi-bin/get_current_selfmenu_info
GET /cgi-bin/draft/count
GET /cgi-bin/getcallbackip
GET /cgi-bin/material/get_materialcount
GET /cgi-bin/media/get
GET /cgi-bin/menu/delete
GET /cgi-bin/menu/get
GET /cgi-bin/tags/get
GET /cgi-bin/template/get_all_private_template
GET /cgi-bin/template/get_industry
GET /cgi-bin/ticket/getticket
GET /cgi-bin/user/get
GET /cgi-bin/user/info
GET /sns/auth
GET /sns/oauth2/access_token
GET /sns/oauth2/refresh_token
GET /sns/userinfo
GET /wxaapi/newtmpl/getcategory
GET /wxaapi/newtmpl/getpubtemplatekeywords
GET /wxaapi/newtmpl/getpubtemplatetitles
GET /wxaapi/newtmpl/gettemplate
POST /cgi-bin/callback/check
POST /cgi-bin/clear_quota
POST /cgi-bin/draft/add
POST /cgi-bin/draft/batchget
POST /cgi-bin/draft/delete
POST /cgi-bin/draft/get
POST /cgi-bin/draft/update
POST /cgi-bin/freepublish/batchget
POST /cgi-bin/freepublish/delete
POST /cgi-bin/freepublish/get
POST /cgi-bin/freepublish/getarticle
POST /cgi-bin/freepublish/submit
POST /cgi-bin/material/add_material
POST /cgi-bin/material/batchget_material
POST /cgi-bin/material/del_material
POST /cgi-bin/material/get_material
POST /cgi-bin/media/upload
POST /cgi-bin/media/uploadimg
POST /cgi-bin/menu/addconditional
POST /cgi-bin/menu/create
POST /cgi-bin/menu/delconditional
POST /cgi-bin/menu/trymatch
POST /cgi-bin/message/custom/send
POST /cgi-bin/message/custom/typing
POST /cgi-bin/message/mass/delete
POST /cgi-bin/message/mass/get
POST /cgi-bin/message/mass/preview
POST /cgi-bin/message/mass/send
POST /cgi-bin/message/mass/sendall
POST /cgi-bin/message/mass/speed/get
POST /cgi-bin/message/mass/speed/set
POST /cgi-bin/message/subscribe/bizsend
POST /cgi-bin/message/template/send
POST /cgi-bin/openapi/quota/clear
POST /cgi-bin/openapi/quota/get
POST /cgi-bin/openapi/rid/get
POST /cgi-bin/qrcode/create
POST /cgi-bin/tags/create
POST /cgi-bin/tags/delete
POST /cgi-bin/tags/getidlist
POST /cgi-bin/tags/members/batchblacklist
POST /cgi-bin/tags/members/batchtagging
POST /cgi-bin/tags/members/batchunblacklist
POST /cgi-bin/tags/members/batchuntagging
POST /cgi-bin/tags/members/getblacklist
POST /cgi-bin/tags/update
POST /cgi-bin/template/api_add_template
POST /cgi-bin/template/api_set_industry
POST /cgi-bin/template/del_private_template
POST /cgi-bin/user/info/batchget
POST /cgi-bin/user/info/updateremark
POST /cgi-bin/user/tag/get
POST /customservice/msgrecord/getmsglist
POST /datacube/getarticlesummary
POST /datacube/getarticletotal
POST /datacube/getinterfacesummary
POST /datacube/getinterfacesummaryhour
POST /datacube/getupstreammsg
POST /datacube/getupstreammsgdist
POST /datacube/getupstreammsgdistmonth
POST /datacube/getupstreammsgdistweek
POST /datacube/getupstreammsghour
POST /datacube/getupstreammsgmonth
POST /datacube/getupstreammsgweek
POST /datacube/getusercumulate
POST /datacube/getuserread
POST /datacube/getuserreadhour
POST /datacube/getusershare
POST /datacube/getusersharehour
POST /datacube/getusersummary
POST /wxaapi/newtmpl/addtemplate
POST /wxaapi/newtmpl/deltemplate";

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
