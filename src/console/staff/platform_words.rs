//! Calls and refusals as staff read them.

/// A call of the platform, by its name in metrics.
pub fn call_name(call: &'static str) -> &'static str {
    match call {
        "stable_token" => "取访问凭证",
        "customer_service_send" => "客服消息",
        "template_send" => "模板消息",
        "mass_sendall" => "群发（全部或按标签）",
        "mass_send" => "群发（按名单）",
        "mass_preview" => "群发预览",
        "qrcode_create" => "带参数二维码",
        "user_get" => "取关注者名单",
        "user_info" => "取关注者信息",
        "user_remark" => "改备注",
        "media_upload" => "上传图片",
        "media_get" => "下载图片",
        "menu_create" => "发布菜单",
        "menu_get" => "读菜单",
        "menu_delete" => "删菜单",
        "draft_add" => "新建草稿",
        // The rest is for whoever keeps the server, who knows them by these.
        other => other,
    }
}

/// Why the callback refused something, by the reason's name in log and metrics: what it means, and what to do.
pub fn refusal(reason: &str) -> (&'static str, &'static str) {
    match reason {
        "signature" => (
            "签名不对",
            "偶尔有是别人在乱试，不用管。一直有：wechat.token 和公众平台后台“基本配置”里的 Token 不一样，请核对。",
        ),
        "timestamp" => ("时间对不上", "服务器的钟不准，或者有人重放旧消息。请核对服务器时间。"),
        "not_encrypted" => {
            ("收到明文，要的是密文", "公众平台后台的“消息加解密方式”和 wechat.mode 不一样，请改成一样。")
        }
        "base64" | "ciphertext_length" | "padding" | "message_length" | "app_id" | "encrypted" => (
            "解不开",
            "wechat.encoding_aes_key 或者 wechat.app_id 和公众平台后台不一样，请核对。刚换过密钥，旧的填在 encoding_aes_key_previous。",
        ),
        "openid_mismatch" => ("地址和正文说的不是一个人", "不是微信发来的，不用管。一直有，请告诉管服务器的人。"),
        "echostr" => ("验证请求不完整", "不是微信发来的，不用管。"),
        "too_large" => ("消息太大", "不是微信发来的，不用管。"),
        "slow" | "broken" => ("没有收完就断了", "网络不好。一直有，请告诉管服务器的人，看反向代理和带宽。"),
        _ => ("看不懂的内容", "不是微信发来的，或者微信改了格式。一直有，请把日志发给维护人员。"),
    }
}
