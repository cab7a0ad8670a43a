//! What goes wrong: about a fifth of all calls, and callbacks besides.

use guiyan::simulator::fault::{CallbackFaults, Fault, Manner};

use crate::support::pair::Pair;

/// The calls that send.
const SENDING: [&str; 5] = [
    "/cgi-bin/message/custom/send",
    "/cgi-bin/message/template/send",
    "/cgi-bin/message/subscribe/bizsend",
    "/cgi-bin/message/mass/preview",
    "/cgi-bin/message/mass/send",
];
/// The rounds in which calls hang: each takes the client's whole patience, so that once is enough.
const HANGING: usize = 1;

/// Any call, the token's own too.
const ANY: [(f64, Manner); 6] = [
    (0.05, Manner::Errcode { errcode: -1 }),
    (0.04, Manner::BadGateway),
    (0.02, Manner::Slow { millis: 5 }),
    (0.01, Manner::Slow { millis: 150 }),
    (0.01, Manner::Errcode { errcode: 40001 }),
    (0.005, Manner::Errcode { errcode: 42001 }),
];
/// Refusals of a send, for different reasons: two drop the follower, one stops the feature, one is a bug, one stops the
/// template.
const REFUSALS: [(f64, i64); 5] = [(0.01, 43004), (0.01, 45015), (0.005, 50002), (0.01, 47003), (0.005, 43116)];

/// The troubles of a round.
pub fn begin(pair: &Pair, round: usize) {
    let platform = pair.platform();
    platform.heal();
    platform.spoil_callbacks(CallbackFaults { drop: 0.05, repeat: 0.05, reorder: 0.05 });
    let spoil = |api: &str, rate, times, manner| {
        platform.spoil(Fault { api: api.to_owned(), rate, times, manner });
    };
    for (rate, manner) in ANY {
        spoil("*", rate, None, manner);
    }
    for api in SENDING {
        for (rate, errcode) in REFUSALS {
            spoil(api, rate, None, Manner::Errcode { errcode });
        }
        if round < HANGING {
            spoil(api, 0.01, None, Manner::HangBefore);
            spoil(api, 0.01, None, Manner::HangAfter);
        }
        // A minute that is used up: all else of this kind is held back for the round.
        spoil(api, 0.002, None, Manner::Errcode { errcode: 45011 });
    }
    // A day that is used up, once.
    if round == 0 {
        spoil(SENDING[0], 0.005, Some(1), Manner::Errcode { errcode: 45009 });
    }
    for (api, status) in [(1, "failed: system failed"), (2, "failed: system failed"), (4, "err(20008)")] {
        spoil(SENDING[api], 0.02, None, Manner::Result { status: status.to_owned() });
    }
}
