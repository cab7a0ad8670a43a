//! The table itself: platform sheet 6.4, row by row, with words for staff.

use std::time::Duration;

use super::Explained;
use crate::app::platform::failure::{Decision, Scope, Unreachable};

/// What a code decides; some decisions need the time.
#[derive(Debug, Clone, Copy)]
pub(super) enum Class {
    /// This, at any time.
    Is(Decision),
    /// The same again, once the platform takes the same key again.
    SameKeyAgain,
    /// Nothing before tomorrow.
    DayIsUsedUp,
    /// Nothing before the next minute.
    MinuteIsUsedUp,
}

/// Codes with one decision and one advice.
pub(super) struct Group {
    pub(super) class: Class,
    pub(super) what_to_do: &'static str,
    pub(super) codes: &'static [(i64, &'static str)],
}

/// Of a code that is not in the table.
pub(super) const UNKNOWN: Explained = Explained {
    meaning: "微信返回了一个我们还不认识的错误码",
    what_to_do: "请把错误码和 rid 发给维护人员，按 rid 可以在微信后台查到原因。",
};

const OURS: &str = "这是程序或内容的问题，重发没有用。请把错误码和 rid 发给维护人员。";
const CONTENT: &str = "请按提示改短或改正内容，再发一次。";
const MEDIA: &str = "请换一个符合要求的文件，再上传一次。";
const MENU: &str = "请改正内容包里的菜单（menu.toml），先用 guiyan menu diff 看过再发布。";
const TAGS: &str = "请在用户标签里改正后再试。";
const CONSOLE: &str = "请用管理员微信登录微信公众平台，按站内通知处理，处理好之前相关功能停用。";

/// All that we know.
pub(super) const GROUPS: &[Group] = &[
    Group {
        class: Class::Is(Decision::Retry { after: Duration::ZERO }),
        what_to_do: "不用处理，程序会自动再试几次。一直这样就等几分钟再来。",
        codes: &[(-1, "微信系统繁忙")],
    },
    Group {
        class: Class::SameKeyAgain,
        what_to_do: "不用处理，程序过一分钟会自动再试。",
        codes: &[(45066, "同一次群发在一分钟内重复提交")],
    },
    Group {
        class: Class::Is(Decision::RefreshToken),
        what_to_do: "程序已经换了新凭证重试过一次。还不行的话，检查有没有别的系统在用同一个公众号的 AppSecret。",
        codes: &[(40001, "访问凭证无效，或者已经不是最新的"), (40014, "访问凭证的格式不对"), (42001, "访问凭证过期了")],
    },
    Group {
        class: Class::Is(Decision::DropFollower(Unreachable::Gone)),
        what_to_do: "这个人已经收不到消息，名单里会自动去掉，不用处理。要联系他请打电话。",
        codes: &[
            (40003, "不是本公众号的关注者"),
            (43004, "对方没有关注公众号"),
            (46004, "没有这个用户"),
            (50005, "对方没有关注公众号"),
        ],
    },
    Group {
        class: Class::Is(Decision::DropFollower(Unreachable::Blacklisted)),
        what_to_do: "要让他收到，先把他从黑名单里移出来。",
        codes: &[(43019, "对方在公众号的黑名单里")],
    },
    Group {
        class: Class::Is(Decision::DropFollower(Unreachable::Muted)),
        what_to_do: "这是他自己的选择，不要再发。急事请打电话。",
        codes: &[(48002, "对方关掉了“接收消息”")],
    },
    Group {
        class: Class::Is(Decision::DropFollower(Unreachable::Protected)),
        what_to_do: "微信不让给这个人发，不用再试。",
        codes: &[(70000, "微信为保护未成年人拦下了")],
    },
    Group {
        class: Class::Is(Decision::DropFollower(Unreachable::WindowClosed)),
        what_to_do: "等他再发消息或点菜单，或者改用模板消息、订阅通知。急事请打电话。",
        codes: &[(45015, "对方超过48小时没有和公众号互动")],
    },
    Group {
        class: Class::Is(Decision::DropFollower(Unreachable::WindowUsedUp)),
        what_to_do: "等他再发一条消息才能接着发。急事请打电话。",
        codes: &[(45047, "这一轮能发的客服消息条数用完了")],
    },
    Group {
        class: Class::Is(Decision::DropFollower(Unreachable::NotSubscribed)),
        what_to_do: "请他在页面上再点一次“订阅”，才能再发。",
        codes: &[(43101, "对方没有订阅这个通知，或者订阅次数用完了")],
    },
    Group {
        class: Class::Is(Decision::LoginAgain),
        what_to_do: "请他关掉页面，从公众号菜单重新进入。",
        codes: &[
            (40029, "网页登录的凭证无效"),
            (40163, "网页登录的凭证已经用过"),
            (42003, "网页登录的凭证过期了"),
            (42007, "对方改了密码，要重新登录"),
        ],
    },
    Group {
        class: Class::Is(Decision::UploadAgain),
        what_to_do: "临时素材只保存三天，程序会重新上传一次。还不行请换一个文件。",
        codes: &[(40007, "素材已经过期或不存在")],
    },
    Group {
        class: Class::DayIsUsedUp,
        what_to_do: "明天零点过后会自动继续。今天必须用的，请管理员在微信公众平台清零额度（每月10次）。",
        codes: &[(45009, "这个接口今天的次数用完了")],
    },
    Group {
        class: Class::MinuteIsUsedUp,
        what_to_do: "不用处理，过一分钟会自动继续。",
        codes: &[(45011, "这一分钟调用太频繁"), (42010, "群发太快")],
    },
    Group {
        class: Class::Is(Decision::AlreadyDone),
        what_to_do: "不用处理，这次群发之前已经提交成功。",
        codes: &[(45065, "同一次群发已经提交过了")],
    },
    Group {
        class: Class::Is(Decision::Harmless),
        what_to_do: "不用处理，没有影响。",
        codes: &[
            (46003, "公众号上还没有菜单"),
            (45072, "“正在输入”的指令不对"),
            (45080, "对方30秒内没有发过消息，不显示“正在输入”"),
            (45081, "已经显示“正在输入”了"),
        ],
    },
    Group {
        class: Class::Is(Decision::RetryFailed),
        what_to_do: "程序会把没成功的人单独再试一次。",
        codes: &[(45169, "同一个人正在被别处打标签"), (45171, "名单里有一部分人没有打上标签")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Account)),
        what_to_do: "请核对配置里的 wechat.app_id 和 wechat.app_secret 与微信公众平台上的是否一致，改好后重启。",
        codes: &[
            (40013, "AppID 不对"),
            (40125, "AppSecret 不对"),
            (40243, "AppSecret 被冻结了"),
            (40200, "账号类型不对"),
        ],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Account)),
        what_to_do: "请管理员把服务器的出口 IP 加到微信公众平台的“IP 白名单”里，几分钟后自动恢复。",
        codes: &[(40164, "服务器的 IP 不在公众号的白名单里")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Account)),
        what_to_do: "请管理员看手机微信上的确认通知，点“同意”。点过“拒绝”的要过一小时或一天才能再来。",
        codes: &[
            (89503, "这个 IP 调用接口要管理员确认"),
            (89504, "管理员还没有确认"),
            (89505, "要管理员先确认这次调用"),
            (89506, "管理员拒绝了这个 IP，24小时内不能再试"),
            (89507, "管理员拒绝了这个 IP，1小时内不能再试"),
        ],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Account)),
        what_to_do: CONSOLE,
        codes: &[(50004, "账号被禁止获取访问凭证"), (50007, "公众号被冻结了")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Feature)),
        what_to_do: "公众号没有这个功能的权限，程序已经停用它，改用别的办法。需要的话请在微信公众平台申请开通。",
        codes: &[(48001, "公众号没有这个接口的权限")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Feature)),
        what_to_do: CONSOLE,
        codes: &[
            (48003, "还没有同意群发的用户协议"),
            (48004, "这个接口被微信封禁了"),
            (48008, "没有发这种消息的权限"),
            (50002, "账号被限制，或者违规后接口被封"),
            (45062, "开通了广告的公众号不能用接口群发"),
        ],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Template)),
        what_to_do: "这个模板不能用了。请在微信公众平台的模板库里看它的状态，换一个模板，再更新内容包。",
        codes: &[(40036, "模板编号的长度不对"), (40037, "模板编号不对"), (43116, "这个模板被限制发送")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Work)),
        what_to_do: "模板消息不能带推销内容，再发可能被封。请改成纯通知的话，或者改用群发。",
        codes: &[(40249, "模板消息里有营销内容，被微信拦下")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Work)),
        what_to_do: "这一期的群发次数用完了，请等下一期（公众号是明天，服务号是下个月），或者改用别的办法通知。",
        codes: &[(45028, "没有群发次数了")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Work)),
        what_to_do: "这个月不能再清零了，请等到下个月，平时少调用一些。",
        codes: &[(48006, "这个月清零额度的次数用完了")],
    },
    Group {
        class: Class::Is(Decision::Stop(Scope::Work)),
        what_to_do: "这次群发已经停下。请把错误码和 rid 发给维护人员，弄清楚再发。",
        codes: &[
            (268488001, "群发失败，微信没有公布原因"),
            (9500001, "群发失败，微信没有公布原因"),
            (9500002, "群发失败，微信没有公布原因"),
        ],
    },
    Group {
        class: Class::Is(Decision::Bug),
        what_to_do: MEDIA,
        codes: &[
            (40004, "媒体文件的类型不对"),
            (40005, "文件的类型不对"),
            (40006, "文件的大小不对"),
            (40009, "图片太大"),
            (45001, "媒体文件太大"),
            (45006, "图片链接太长"),
            (45007, "语音太长"),
            (48022, "用接口上传的视频不能群发"),
        ],
    },
    Group {
        class: Class::Is(Decision::Bug),
        what_to_do: CONTENT,
        codes: &[
            (40039, "链接太长"),
            (40060, "文章序号不对"),
            (40062, "标题的长度不对"),
            (44004, "文字内容是空的"),
            (45002, "文字内容太长"),
            (45003, "标题太长"),
            (45004, "描述太长"),
            (45005, "链接太长"),
            (45008, "一条消息里文章太多"),
            (47003, "模板消息的内容不符合格式"),
            (48021, "自动保存的草稿不能群发，请手动存一次"),
            (45064, "没有权限在菜单里链接这个小程序"),
            (45113, "商品和卡券不能再发布了"),
        ],
    },
    Group {
        class: Class::Is(Decision::Bug),
        what_to_do: MENU,
        codes: &[
            (40016, "菜单按钮的个数不对"),
            (40017, "菜单按钮的类型不对"),
            (40018, "菜单按钮的名字长度不对"),
            (40019, "菜单按钮的 key 长度不对"),
            (40020, "菜单按钮的链接长度不对"),
            (40021, "菜单的版本号不对"),
            (40022, "子菜单的层级不对"),
            (40023, "子菜单按钮的个数不对"),
            (40024, "子菜单按钮的类型不对"),
            (40025, "子菜单按钮的名字长度不对"),
            (40026, "子菜单按钮的 key 长度不对"),
            (40027, "子菜单按钮的链接长度不对"),
            (40054, "子菜单按钮的链接不对"),
            (40055, "菜单按钮的链接域名不对"),
            (65301, "个性化菜单不存在"),
            (65302, "没有符合条件的用户"),
            (65303, "还没有默认菜单，不能建个性化菜单"),
            (65304, "个性化菜单的匹配规则是空的"),
            (65305, "个性化菜单太多了"),
            (65306, "不支持个性化菜单的账号"),
            (65307, "个性化菜单的内容是空的"),
            (65308, "个性化菜单里有点了没有反应的按钮"),
            (65309, "个性化菜单的开关是关着的"),
            (65310, "填了省份或城市，就要填国家"),
            (65311, "填了城市，就要填省份"),
            (65312, "个性化菜单的国家信息不对"),
            (65313, "个性化菜单的省份信息不对"),
            (65314, "个性化菜单的城市信息不对"),
            (65315, "个性化菜单的设置不对"),
            (65316, "菜单跳转的外部域名超过三个"),
            (65317, "个性化菜单的链接不对"),
            (65318, "个性化菜单的设置不对"),
            (65319, "个性化菜单的设置不对"),
            (65320, "个性化菜单用了已经不允许的个人信息条件"),
        ],
    },
    Group {
        class: Class::Is(Decision::Bug),
        what_to_do: TAGS,
        codes: &[
            (40152, "没有这个标签"),
            (45056, "标签太多，最多100个"),
            (45057, "标签下的人太多，要先清空才能删"),
            (45058, "系统自带的标签不能改"),
            (45059, "一个人身上的标签超过20个"),
            (45157, "标签名重复或者不合规定"),
            (45158, "标签名太长"),
            (45159, "标签编号不对"),
        ],
    },
    Group {
        class: Class::Is(Decision::Bug),
        what_to_do: "请到微信公众平台的“订阅通知”里检查模板，改好后更新内容包。",
        codes: &[
            (40246, "模板的关键词不对"),
            (40247, "要用类目模板的编号"),
            (200011, "账号被封禁，不能操作订阅通知"),
            (200012, "个人模板库满了，先删掉不用的"),
            (200013, "这个模板被封禁，不能选用"),
            (200014, "模板的编号不对"),
            (200016, "取公共模板的起始位置不对"),
            (200017, "取公共模板的条数不对"),
            (200018, "取公共模板时没有填类目"),
            (200019, "取公共模板的类目不对"),
            (200020, "选的模板关键词不对"),
            (200021, "模板的场景说明不对"),
            (200022, "添加模板的参数不对"),
            (200100, "取个人模板失败"),
        ],
    },
    Group {
        class: Class::Is(Decision::Bug),
        what_to_do: "先把它从自动回复和菜单里拿掉，再删。",
        codes: &[(48005, "素材正被自动回复或菜单使用")],
    },
    Group {
        class: Class::Is(Decision::Bug),
        what_to_do: OURS,
        codes: &[
            (40002, "凭证类型不对"),
            (40008, "消息类型不对"),
            (40031, "名单不对"),
            (40032, "名单的长度不对"),
            (40033, "请求里有转义的字符"),
            (40059, "群发消息的编号不对"),
            (40130, "按名单群发至少要两个人"),
            (40132, "微信号不对"),
            (40201, "检查回调的参数不对"),
            (40202, "检查回调的参数不对"),
            (40203, "检查回调的参数不对"),
            (41001, "请求里没有访问凭证"),
            (41002, "请求里没有 AppID"),
            (41004, "请求里没有 AppSecret"),
            (41006, "请求里没有素材编号"),
            (43002, "这个接口要用 POST"),
            (43003, "这个接口要用 HTTPS"),
            (44002, "请求的内容是空的"),
            (45067, "群发的编号太长"),
            (45083, "群发速度的档位不对"),
            (45084, "还没有设置过群发速度"),
            (47001, "请求的内容读不懂"),
            (65400, "没有开通新版客服功能"),
            (65416, "查聊天记录的参数不对"),
            (65417, "查聊天记录的时间段不对"),
            (76001, "这个 rid 查不到"),
            (76002, "这个 rid 不对"),
            (76003, "这个 rid 不是本账号的，不能查"),
            (76021, "没有这个接口路径，查不了额度"),
            (76022, "没有权限查这个接口的额度"),
        ],
    },
];
