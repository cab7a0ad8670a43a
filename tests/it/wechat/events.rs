//! Events as types, and as what followers do (platform sheet 3.3 to 3.11).

use guiyan::domain::dialogue::input::{self as dialogue, Input};
use guiyan::domain::passive_reply::Trigger;
use guiyan::wechat::config::Mode;
use guiyan::wechat::event::EventKind;
use guiyan::wechat::event::account::{AgentEvent, Verification};
use guiyan::wechat::event::job::{ArticleAddress, CopyrightCheck, CopyrightResult, MassSent, Published, TemplateSent};
use guiyan::wechat::event::menu::{MenuEvent, PictureSource, ScanResult, SentPictures};
use guiyan::wechat::event::notice::{NoticeChoice, NoticeSent};
use guiyan::wechat::message::Place;
use guiyan::wechat::push::{Body, Push};

use super::platform::{Platform, WORKER, assert_success, event};

fn kind(name: &str, fields: &str) -> EventKind {
    match Push::parse(event(name, fields).as_bytes()).unwrap().body {
        Body::Event(event) => event.kind,
        Body::Message(message) => panic!("{message:?}"),
    }
}

async fn input(name: &str, fields: &str) -> Input {
    let platform = Platform::new(Mode::Plain).await;
    assert_eq!(platform.push(event(name, fields)).await.status(), 200);
    let [inbound] = <[_; 1]>::try_from(platform.taken()).unwrap();
    assert_eq!(inbound.trigger, Trigger::Event);
    inbound.input
}

#[tokio::test]
async fn following_brings_the_scene_if_there_is_one() {
    let follow = |scene: Option<&str>| Input::Follow { scene: scene.map(str::to_owned) };
    assert_eq!(input("subscribe", "").await, follow(None));
    assert_eq!(input("subscribe", "<EventKey></EventKey>").await, follow(None));
    assert_eq!(input("subscribe", "<EventKey><![CDATA[]]></EventKey>").await, follow(None));
    assert_eq!(input("subscribe", "<EventKey>qrscene_</EventKey>").await, follow(None));
    let fair = "<EventKey><![CDATA[qrscene_fair_2026]]></EventKey><Ticket>gQEx</Ticket>";
    assert_eq!(input("subscribe", fair).await, follow(Some("fair_2026")));
    assert_eq!(input("subscribe", "<EventKey>qrscene_qrscene_7</EventKey>").await, follow(Some("qrscene_7")));
}

#[tokio::test]
async fn a_scan_keeps_a_scene_that_looks_like_a_prefix() {
    let scene = |scene: &str| Input::Scan { scene: scene.into() };
    assert_eq!(input("SCAN", "<EventKey>123</EventKey><Ticket>t</Ticket>").await, scene("123"));
    assert_eq!(input("SCAN", "<EventKey>qrscene_7</EventKey>").await, scene("qrscene_7"));
}

#[tokio::test]
async fn buttons_that_want_an_answer_are_clicks() {
    assert_eq!(input("CLICK", "<EventKey>jobs</EventKey>").await, Input::Click("jobs".into()));
    let scan = "<EventKey>check_in</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType>\
                <ScanResult>1</ScanResult></ScanCodeInfo>";
    assert_eq!(input("scancode_waitmsg", scan).await, Input::Click("check_in".into()));
}

#[tokio::test]
async fn leaving_and_withdrawing_name_the_right_person() {
    let platform = Platform::new(Mode::Plain).await;
    platform.push(event("unsubscribe", "<EventKey/>")).await;
    let ids = "<OpenID>oWithdrawn0000000000000001</OpenID><AppID>wx1</AppID><RevokeInfo>206</RevokeInfo>";
    for name in ["user_authorization_revoke", "user_authorization_cancellation"] {
        // The query names whoever sent it, perhaps the platform.
        platform.push_for("mphelper", event(name, ids)).await;
    }
    platform.push(event("user_authorization_revoke", &ids.replace("OpenID", "openid"))).await;
    let taken = platform.taken();
    assert!(taken.iter().all(|inbound| inbound.input == Input::Leave));
    let who: Vec<&str> = taken.iter().map(|inbound| inbound.openid.as_str()).collect();
    let other = "oWithdrawn0000000000000001";
    assert_eq!(who, [WORKER, other, other, other]);
}

#[tokio::test]
async fn events_that_nobody_waits_for_are_answered_success() {
    let platform = Platform::new(Mode::Plain).await;
    for name in [
        "VIEW",
        "view_miniprogram",
        "scancode_push",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
        "LOCATION",
        "TEMPLATESENDJOBFINISH",
        "MASSSENDJOBFINISH",
        "PUBLISHJOBFINISH",
        "subscribe_msg_popup_event",
        "subscribe_msg_change_event",
        "subscribe_msg_sent_event",
        "kf_create_session",
        "kf_close_session",
        "kf_switch_session",
        "user_info_modified",
        "qualification_verify_success",
        "annual_renew",
        "WifiConnected",
    ] {
        assert_success(platform.push(event(name, "")).await).await;
    }
    assert_eq!(platform.taken(), []);
}

#[tokio::test]
async fn a_job_result_sent_by_the_platform_itself_is_taken() {
    let platform = Platform::new(Mode::Plain).await;
    let xml = event("MASSSENDJOBFINISH", "<MsgID>1</MsgID>").replace(WORKER, "mphelper");
    assert_success(platform.push_for(WORKER, xml).await).await;
}

#[test]
fn menu_events_have_their_fields() {
    let url = "https://example.gov.cn/jobs?a=1".to_owned();
    let view =
        kind("VIEW", "<EventKey><![CDATA[https://example.gov.cn/jobs?a=1]]></EventKey><MenuId>4294967300</MenuId>");
    assert_eq!(view, EventKind::Menu(MenuEvent::View { url, menu_id: Some(4_294_967_300) }));
    let path = "pages/index".to_owned();
    let mini = kind("view_miniprogram", "<EventKey>pages/index</EventKey>");
    assert_eq!(mini, EventKind::Menu(MenuEvent::ViewMiniProgram { path, menu_id: None }));
    let scan = ScanResult { kind: "barcode".into(), result: "EAN_13,6901234567890".into() };
    let pushed = kind(
        "scancode_push",
        "<EventKey>k</EventKey><ScanCodeInfo><ScanType>barcode</ScanType>\
         <ScanResult>EAN_13,6901234567890</ScanResult></ScanCodeInfo>",
    );
    assert_eq!(pushed, EventKind::Menu(MenuEvent::ScanPush { key: "k".into(), scan }));
}

#[test]
fn chosen_pictures_and_places_are_read_four_levels_deep() {
    let pictures = "<EventKey>ID_CARD</EventKey><SendPicsInfo><Count>2</Count>\n<PicList>\
                    <item><PicMd5Sum><![CDATA[aa]]></PicMd5Sum></item>\n<item><PicMd5Sum>bb</PicMd5Sum></item>\
                    </PicList></SendPicsInfo>";
    let sources = [
        ("pic_sysphoto", PictureSource::Camera),
        ("pic_photo_or_album", PictureSource::CameraOrAlbum),
        ("pic_weixin", PictureSource::WeixinAlbum),
    ];
    for (name, from) in sources {
        let sent = SentPictures { count: Some(2), md5_sums: vec!["aa".into(), "bb".into()] };
        let expected = MenuEvent::Pictures { key: "ID_CARD".into(), from, pictures: sent };
        assert_eq!(kind(name, pictures), EventKind::Menu(expected));
    }
    let place = "<EventKey>k</EventKey><SendLocationInfo><Location_X>26.3</Location_X><Location_Y>115.4</Location_Y>\
                 <Scale>16</Scale><Label>兴国县</Label><Poiname></Poiname></SendLocationInfo>";
    let read = Place { latitude: 26.3, longitude: 115.4, scale: Some(16), label: "兴国县".into() };
    let expected = MenuEvent::LocationSelect { key: "k".into(), place: Some(read), poi: None };
    assert_eq!(kind("location_select", place), EventKind::Menu(expected));
    let position = "<Latitude>26.3</Latitude><Longitude>115.4</Longitude><Precision>30.0</Precision>";
    let expected = EventKind::Position { latitude: Some(26.3), longitude: Some(115.4), precision: Some(30.0) };
    assert_eq!(kind("LOCATION", position), expected);
}

#[test]
fn job_results_are_read_in_any_letter_case() {
    for name in ["TEMPLATESENDJOBFINISH", "templatesendjobfinish", "TemplateSendJobFinish"] {
        let read = kind(name, "<MsgID>200163836</MsgID><Status><![CDATA[failed:user block]]></Status>");
        let expected = TemplateSent { id: Some(200_163_836), status: "failed:user block".into() };
        assert_eq!(read, EventKind::TemplateSent(expected), "{name}");
    }
}

#[test]
fn a_mass_send_brings_counts_addresses_and_the_copyright_check() {
    let fields = "<MsgID>3147483649</MsgID><Status><![CDATA[send success]]></Status><TotalCount>5230</TotalCount>\
        <FilterCount>5100</FilterCount><SentCount>5090</SentCount><ErrorCount>10</ErrorCount>\
        <CopyrightCheckResult><Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx>\
        <UserDeclareState>0</UserDeclareState><AuditState>11</AuditState>\
        <OriginalArticleUrl><![CDATA[https://o]]></OriginalArticleUrl><OriginalArticleType>1</OriginalArticleType>\
        <CanReprint>1</CanReprint><NeedReplaceContent>0</NeedReplaceContent>\
        <NeedShowReprintSource>1</NeedShowReprintSource></item></ResultList><CheckState>2</CheckState>\
        </CopyrightCheckResult><ArticleUrlResult><ResultList><item><ArticleIdx>1</ArticleIdx>\
        <ArticleUrl><![CDATA[https://mp.weixin.qq.com/s/EXAMPLE]]></ArticleUrl></item></ResultList><Count>1</Count>\
        </ArticleUrlResult>";
    let check = CopyrightResult {
        index: Some(1),
        declared: Some(0),
        audit: Some(11),
        original_url: Some("https://o".into()),
        original_type: Some(1),
        can_reprint: true,
        replace_content: false,
        show_source: true,
    };
    let expected = MassSent {
        id: Some(3_147_483_649),
        status: "send success".into(),
        total: Some(5_230),
        filtered: Some(5_100),
        sent: Some(5_090),
        failed: Some(10),
        copyright: Some(CopyrightCheck { state: Some(2), articles: vec![check] }),
        articles: vec![ArticleAddress { index: Some(1), url: "https://mp.weixin.qq.com/s/EXAMPLE".into() }],
    };
    assert_eq!(kind("MASSSENDJOBFINISH", fields), EventKind::MassSent(expected));
}

#[test]
fn a_publication_is_read_under_both_its_names_and_with_loose_white_space() {
    let fields = "<PublishEventInfo>\n <publish_id>2247503051</publish_id>\n <publish_status>0</publish_status>\n\
        <article_id>\n<![CDATA[b5O2OUs25HBxRceL7hfReg-U9QGeq9zQjiDvy]]>\n</article_id>\n<article_detail>\
        <count>1</count><item><idx>1</idx><article_url><![CDATA[https://a]]></article_url></item></article_detail>\
        <fail_idx>2</fail_idx><fail_idx>3</fail_idx></PublishEventInfo>";
    let expected = Published {
        id: Some(2_247_503_051),
        status: Some(0),
        article_id: Some("b5O2OUs25HBxRceL7hfReg-U9QGeq9zQjiDvy".into()),
        articles: vec![ArticleAddress { index: Some(1), url: "https://a".into() }],
        failed: vec![2, 3],
    };
    for name in ["PUBLISHJOBFINISH", "FREEPUBLISHJOBFINISH", "publishjobfinish"] {
        assert_eq!(kind(name, fields), EventKind::Published(expected.clone()));
    }
}

#[test]
fn subscription_notices_come_in_lists() {
    let popup = "<SubscribeMsgPopupEvent><List><TemplateId>a</TemplateId>\
        <SubscribeStatusString>accept</SubscribeStatusString><PopupScene>2</PopupScene></List><List>\
        <TemplateId>b</TemplateId><SubscribeStatusString>reject</SubscribeStatusString><PopupScene>1</PopupScene></List>\
        </SubscribeMsgPopupEvent>";
    let choice = |id: &str, accepted, scene| NoticeChoice { template_id: id.into(), accepted, scene };
    let expected = EventKind::NoticePopup(vec![choice("a", true, Some(2)), choice("b", false, Some(1))]);
    assert_eq!(kind("subscribe_msg_popup_event", popup), expected);
    let change = "<SubscribeMsgChangeEvent><List><TemplateId>a</TemplateId>\
        <SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgChangeEvent>";
    assert_eq!(kind("subscribe_msg_change_event", change), EventKind::NoticeChange(vec![choice("a", false, None)]));
    let sent = "<SubscribeMsgSentEvent><List><TemplateId>a</TemplateId><MsgID>1864323726461255680</MsgID>\
        <ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>";
    let expected = NoticeSent {
        template_id: "a".into(),
        id: Some(1_864_323_726_461_255_680),
        error_code: Some(0),
        status: "success".into(),
    };
    assert_eq!(kind("subscribe_msg_sent_event", sent), EventKind::NoticeSent(vec![expected]));
}

#[tokio::test]
async fn what_followers_choose_of_notices_reaches_the_inbox() {
    let list = |wrapper: &str, items: &[&str]| {
        let items: String = items.iter().map(|fields| format!("<List>{fields}</List>")).collect();
        format!("<{wrapper}>{items}</{wrapper}>")
    };
    let chose = |id: &str, accepted| dialogue::NoticeChoice { template: id.into(), accepted };
    let accepts = "<TemplateId>a</TemplateId><SubscribeStatusString>accept</SubscribeStatusString>";
    let rejects = "<TemplateId>b</TemplateId><SubscribeStatusString>reject</SubscribeStatusString>";
    let popup =
        list("SubscribeMsgPopupEvent", &[accepts, rejects, "<SubscribeStatusString>accept</SubscribeStatusString>"]);
    let expected = Input::Notices(vec![chose("a", true), chose("b", false)]);
    assert_eq!(input("subscribe_msg_popup_event", &popup).await, expected);
    let change = list("SubscribeMsgChangeEvent", &[rejects]);
    assert_eq!(input("subscribe_msg_change_event", &change).await, Input::Notices(vec![chose("b", false)]));
    let sent = |code: i64| {
        list("SubscribeMsgSentEvent", &[&format!("<TemplateId>a</TemplateId><ErrorCode>{code}</ErrorCode>")])
    };
    assert_eq!(input("subscribe_msg_sent_event", &sent(43101)).await, Input::Notices(vec![chose("a", false)]));
    let platform = Platform::new(Mode::Plain).await;
    assert_success(platform.push(event("subscribe_msg_sent_event", &sent(0))).await).await;
    assert_eq!(platform.taken(), []);
}

#[test]
fn events_of_agents_and_of_the_account_have_their_fields() {
    let account = "name@gh_1".to_owned();
    let session = "<KfAccount>name@gh_1</KfAccount>";
    assert_eq!(kind("kf_create_session", session), EventKind::Agent(AgentEvent::Began { agent: account.clone() }));
    assert_eq!(kind("kf_close_session", session), EventKind::Agent(AgentEvent::Ended { agent: account.clone() }));
    let switched = "<FromKfAccount>name@gh_1</FromKfAccount><ToKfAccount>b</ToKfAccount>";
    let expected = AgentEvent::Switched { from: account, to: "b".into() };
    assert_eq!(kind("kf_switch_session", switched), EventKind::Agent(expected));
    let expires = "<ExpiredTime>1792403279</ExpiredTime>";
    let at = Some(1_792_403_279);
    let failed = "<FailTime>1792403279</FailTime><FailReason>资料不全</FailReason>";
    let reason = || "资料不全".to_owned();
    let cases = [
        ("qualification_verify_success", expires, Verification::Qualified { expires: at }),
        ("qualification_verify_fail", failed, Verification::NotQualified { at, reason: reason() }),
        ("naming_verify_success", expires, Verification::Named { expires: at }),
        ("naming_verify_fail", failed, Verification::NotNamed { at, reason: reason() }),
        ("annual_renew", expires, Verification::RenewSoon { expires: at }),
        ("verify_expired", expires, Verification::Expired { expires: at }),
    ];
    for (name, fields, expected) in cases {
        assert_eq!(kind(name, fields), EventKind::Verification(expected));
    }
}

#[test]
fn events_of_other_products_are_known_and_the_rest_is_not() {
    for name in ["user_get_card", "submit_invoice_title", "WifiConnected", "weapp_audit_fail", "media_id"] {
        assert_eq!(kind(name, ""), EventKind::Ignored, "{name}");
    }
    for name in ["click", "Subscribe", "scan", "location", "moon_landing"] {
        assert_eq!(kind(name, ""), EventKind::Unknown, "{name}");
    }
}
