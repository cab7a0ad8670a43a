//! What each kind of account may do (platform sheet 8.1).

use guiyan::simulator::account::{Account, Kind};
use serde_json::json;

use crate::support::simulated::{Answer, Simulated, code};

/// One harmless call of each row of the matrix: GET where there is no body.
const CALLS: [(&str, bool); 12] = [
    ("/cgi-bin/getcallbackip", false),
    ("/cgi-bin/menu/get", false),
    ("/cgi-bin/message/custom/typing", true),
    ("/cgi-bin/message/mass/sendall", true),
    ("/cgi-bin/message/mass/send", true),
    ("/cgi-bin/template/get_all_private_template", false),
    ("/cgi-bin/qrcode/create", true),
    ("/wxaapi/newtmpl/gettemplate", false),
    ("/cgi-bin/tags/get", false),
    ("/sns/auth", false),
    ("/cgi-bin/draft/count", false),
    ("/cgi-bin/freepublish/batchget", true),
];

fn account(kind: Kind, verified: bool, government: bool) -> Account {
    Account { kind, verified, government }
}

/// Which of the calls are let in: `1` for those.
async fn let_in(simulated: &Simulated, account: Account) -> String {
    simulated.platform.set_account(account);
    let mut row = String::new();
    for (path, is_post) in CALLS {
        let answer = match is_post {
            true => simulated.post(path, json!({})).await,
            false => simulated.get(path, &[]).await,
        };
        row.push(if code(&answer) == 48001 { '0' } else { '1' });
    }
    row
}

#[tokio::test]
async fn each_kind_of_account_has_its_rights_and_48001_for_the_rest() {
    let simulated = Simulated::new().await;
    let matrix = [
        (account(Kind::Subscription, false, false), "100000000010"),
        (account(Kind::Subscription, true, false), "111100001011"),
        (account(Kind::Subscription, true, true), "111100001111"),
        (account(Kind::Service, false, false), "100000000010"),
        (account(Kind::Service, true, false), "111111111111"),
    ];
    for (account, expected) in matrix {
        assert_eq!(let_in(&simulated, account).await, expected, "{account:?}");
    }
}

#[tokio::test]
async fn the_cells_that_nobody_is_sure_of_are_rules() {
    let open = Simulated::with(
        |settings| {
            settings.rules.unverified_service_menu = true;
            settings.rules.subscription_account_notices = true;
        },
        |_| Answer::body("success"),
    )
    .await;
    assert_eq!(let_in(&open, account(Kind::Service, false, false)).await, "110000000010");
    assert_eq!(let_in(&open, account(Kind::Subscription, true, false)).await, "111100011011");
}
