//! The platform sheet's table of errcodes (6.4), class by class.

use std::time::Duration;

use guiyan::app::platform::china_day::ChinaDay;
use guiyan::app::platform::failure::{Decision, Scope, Unreachable};
use jiff::{Timestamp, ToSpan};

pub const BUSY: &[i64] = &[-1];
pub const SAME_KEY: &[i64] = &[45066];
pub const TOKEN: &[i64] = &[40001, 40014, 42001];
pub const UNREACHABLE: &[(Unreachable, &[i64])] = &[
    (Unreachable::Gone, &[40003, 43004, 46004, 50005]),
    (Unreachable::Blacklisted, &[43019]),
    (Unreachable::Muted, &[48002]),
    (Unreachable::Protected, &[70000]),
    (Unreachable::WindowClosed, &[45015]),
    (Unreachable::WindowUsedUp, &[45047]),
    (Unreachable::NotSubscribed, &[43101]),
];
pub const STOPPED: &[(Scope, &[i64])] = &[
    (Scope::Account, &[40013, 40125, 40243, 40200, 40164, 50004, 50007, 89503, 89504, 89505, 89506, 89507]),
    (Scope::Feature, &[48001, 48003, 48004, 48008, 50002, 45062]),
    (Scope::Template, &[40036, 40037, 43116]),
    (Scope::Work, &[40249, 45028, 48006, 268_488_001, 9_500_001, 9_500_002]),
];
pub const MINUTE: &[i64] = &[45011, 42010];
pub const DAY: &[i64] = &[45009];
/// The last two are of the refresh token: the sheet has them where it speaks of the login (7.12).
pub const LOGIN: &[i64] = &[40029, 40163, 42003, 42007, 40030, 42002];
pub const REST: &[(Decision, &[i64])] = &[
    (Decision::UploadAgain, &[40007]),
    (Decision::AlreadyDone, &[45065]),
    (Decision::Harmless, &[45072, 45080, 45081, 46003]),
    (Decision::RetryFailed, &[45169, 45171]),
];

/// Requests that are wrong, and would be every time. Of the ranges of 76001 and 200011 these are the codes that exist.
pub fn wrong() -> Vec<i64> {
    let ranges = (40016..=40027).chain(45001..=45008).chain(65301..=65320).chain(40201..=40203).chain(76001..=76003);
    let single = [
        // Media, lists, texts.
        40004, 40005, 40006, 40009, 48022, 40031, 40032, 40130, 40152, 40033, 40008, 40039, 40054, 40055, 40059, 40060,
        40062, 40132, 40246, 40247, 47003, 48021, //
        // What every call could be refused with.
        40002, 41001, 41002, 41004, 41006, 43002, 43003, 44002, 44004, 47001, //
        45056, 45057, 45058, 45059, 45064, 45067, 45083, 45084, 45113, 45157, 45158, 45159, 48005, 65400, 65416, 65417,
        76021, 76022, 200_100,
    ];
    ranges.chain(single).chain(200_011..=200_014).chain(200_016..=200_022).collect()
}

/// Every code with what it decides at this time.
pub fn every(now: Timestamp) -> Vec<(i64, Decision)> {
    let all = |codes: &[i64], decision| codes.iter().map(|code| (*code, decision)).collect::<Vec<_>>();
    let mut every = [
        all(BUSY, Decision::Retry { after: Duration::ZERO }),
        all(SAME_KEY, Decision::Retry { after: Duration::from_secs(60) }),
        all(TOKEN, Decision::RefreshToken),
        all(MINUTE, Decision::Pause { until: now + 60.seconds() }),
        all(DAY, Decision::Pause { until: ChinaDay::of(now).renewed_at }),
        all(LOGIN, Decision::LoginAgain),
        all(&wrong(), Decision::Bug),
    ]
    .concat();
    every.extend(UNREACHABLE.iter().flat_map(|(why, codes)| all(codes, Decision::DropFollower(*why))));
    every.extend(STOPPED.iter().flat_map(|(scope, codes)| all(codes, Decision::Stop(*scope))));
    every.extend(REST.iter().flat_map(|(decision, codes)| all(codes, *decision)));
    every
}
