//! The columns of a table of activities, by the headings that staff write.

use super::super::columns::Column;

macro_rules! columns {
    ($($name:ident: $label:literal [$($heading:literal),* $(,)?] $required:literal),+ $(,)?) => {
        $(pub const $name: Column =
            Column { label: $label, headings: &[$label, $($heading),*], required: $required };)+
        /// All of them.
        pub const ALL: &[&Column] = &[$(&$name),+];
    };
}

columns! {
    NUMBER: "编号" ["活动编号", "场次编号", "no", "id"] false,
    TITLE: "名称" ["活动名称", "活动", "标题", "主题", "活动主题"] true,
    KIND: "类别" ["活动类别", "类型", "活动类型", "种类"] true,
    DATE: "日期" ["活动日期", "举办日期", "开始日期"] true,
    LAST_DATE: "结束日期" ["最后一天"] false,
    FROM: "开始" ["开始时间", "几点开始", "时间", "起止时间", "活动时间"] true,
    TO: "结束" ["结束时间", "几点结束"] false,
    PLACE: "地点" ["活动地点", "地址", "举办地点", "在哪里"] true,
    MEET: "集合" ["集合地点", "集合点", "乘车", "怎么去", "交通"] false,
    UNIT: "主办单位" ["主办", "单位", "乡镇", "承办单位"] false,
    SEATS: "名额" ["人数", "名额人数", "限额", "计划人数"] false,
    SESSIONS: "场次" ["分场", "时段"] false,
    QUEUES: "排队" ["候补", "可排队"] false,
    FORMS: "报名表" ["表单", "报名表单"] false,
    BRING: "带什么" ["请带", "携带", "需要带", "带的东西"] false,
    PHONE: "电话" ["联系电话", "咨询电话", "联系方式"] false,
    OPENS: "报名开始" ["开始报名", "报名开始时间"] false,
    CLOSES: "报名截止" ["截止报名", "报名截止时间", "报名结束"] false,
    CANCELS: "退名截止" ["取消截止", "取消报名截止"] false,
    UNITS: "限乡镇" ["限单位", "限哪些乡镇"] false,
    AGES: "限年龄" ["年龄", "年龄要求"] false,
    STATE: "状态" ["备注状态", "是否取消"] false,
}
