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

const CONSOLE: &str = "请用管理员微信登录微信公众平台，按站内通知处理，处理好之前相关功能停用。";

/// What is busy, used up, out of reach or for staff to settle; what is wrong with a request is in `wrong_requests`.
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
            (40030, "网页登录的续期凭证无效，或者已经用过"),
            (42002, "网页登录的续期凭证过期了"),
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
];
