//! What people call an enterprise: `赣州雨燕服装有限公司` is `雨燕服装`, or just `雨燕`.
//!
//! A registered name is region, own name, industry, form of company, in this order.

use std::collections::HashMap;

use crate::domain::text::fold::{fold, normalise};

/// Forms of company, longer before their own endings.
const FORMS: [&str; 7] = ["股份有限公司", "有限责任公司", "有限公司", "集团公司", "集团", "公司", "厂"];
/// Characters that an own name has at least.
const OWN: usize = 2;
/// A beginning that so many enterprises share names a region …
const SHARED_BY: usize = 3;
/// … if they are also at least one in so many, because a group may have several subsidiaries.
const SHARED_BY_ONE_IN: usize = 10;

/// Takes names of enterprises apart.
#[derive(Debug)]
pub struct CompanyNames {
    regions: Vec<String>,
    industries: Vec<String>,
}

impl CompanyNames {
    /// Learns the regions from the names themselves; `trades` are further words for industries.
    pub fn learn<'a>(county: &str, names: impl Iterator<Item = &'a str>, trades: impl Iterator<Item = String>) -> Self {
        let mut beginnings: HashMap<String, usize> = HashMap::new();
        let mut count = 0;
        for name in names {
            *beginnings.entry(without_brackets(name).chars().take(OWN).collect()).or_default() += 1;
            count += 1;
        }
        let shared = |times: usize| times >= SHARED_BY && times * SHARED_BY_ONE_IN >= count;
        let mut regions: Vec<String> =
            beginnings.into_iter().filter(|(_, times)| shared(*times)).map(|(beginning, _)| beginning).collect();
        regions.push(county.trim_end_matches(REGION_KINDS).to_owned());
        let listed = include_str!("../data/industries.txt").split_whitespace().map(str::to_owned);
        Self { regions, industries: listed.chain(trades).collect() }
    }

    /// Own name and industry, folded: `雨燕服装`. Empty where there is nothing but region and form.
    pub fn core(&self, name: &str) -> String {
        let name = without_brackets(name);
        let mut core = name.as_str();
        while let Some(rest) = FORMS.iter().find_map(|form| core.strip_suffix(form)) {
            core = rest;
        }
        while let Some(rest) = self.regions.iter().find_map(|region| core.strip_prefix(region.as_str())) {
            core = rest.strip_prefix(REGION_KINDS).unwrap_or(rest);
        }
        core.to_owned()
    }

    /// The own name at the beginning of a core: `雨燕`. The core itself where no industry is known in it.
    pub fn own<'a>(&self, core: &'a str) -> &'a str {
        let from = core.char_indices().skip(OWN).map(|(at, _)| core.split_at(at));
        let mut own = from.filter(|(_, rest)| self.industries.iter().any(|industry| rest.starts_with(industry)));
        own.next().map_or(core, |(own, _)| own)
    }
}

const REGION_KINDS: [char; 3] = ['省', '市', '县'];

/// Folded, without `（赣州）`: what stands in brackets is a region.
fn without_brackets(name: &str) -> String {
    let mut inside = false;
    let mut outside = String::new();
    for c in normalise(name).chars() {
        match c {
            '(' => inside = true,
            ')' => inside = false,
            _ if inside => {}
            _ => outside.push(c),
        }
    }
    fold(&outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 20] = [
        "富联精密",
        "赣州雨燕服装有限公司",
        "江西优奕视界光电有限公司",
        "江西晶华微电子有限公司",
        "江西省感恩电子股份有限公司",
        "赣州市兴瑞鑫光电有限公司",
        "赣州市华锦体育用品有限公司",
        "威保（江西）运动器材有限公司",
        "震宇(兴国)塑胶制品厂有限公司",
        "江西恒辉新材料股份有限公司",
        "兴国尼克宝丹服饰有限责任公司",
        "江西兴家泰整家定制家居科技有限公司",
        "兴国兴氟化工有限公司",
        "兴国县鸿鑫服装洗水厂",
        "兴国县小而大食品有限公司",
        "全能科智服饰（赣州）有限公司",
        "江西新能原智能装备有限公司",
        "瓣仙制衣厂",
        "江西科力光光电有限公司",
        "兴国县宝华山混凝土有限公司",
    ];

    #[test]
    fn an_enterprise_is_called_by_its_own_name() {
        let names = CompanyNames::learn("兴国县", NAMES.into_iter(), std::iter::empty());
        let own = NAMES.map(|name| names.own(&names.core(name)).to_owned());
        let expected = [
            "富联",
            "雨燕",
            "优奕视界",
            "晶华",
            "感恩",
            "兴瑞鑫",
            "华锦",
            "威保",
            "震宇",
            "恒辉",
            "尼克宝丹",
            "兴家泰",
            "兴氟",
            "鸿鑫",
            "小而大",
            "全能科智",
            "新能原",
            "瓣仙",
            "科力光",
            "宝华山",
        ];
        assert_eq!(own, expected);
    }

    #[test]
    fn the_core_keeps_the_industry_and_loses_region_and_form() {
        let names = CompanyNames::learn("兴国县", NAMES.into_iter(), std::iter::empty());
        assert_eq!(names.core("赣州雨燕服装有限公司"), "雨燕服装");
        assert_eq!(names.core("震宇(兴国)塑胶制品厂有限公司"), "震宇塑胶制品");
        assert_eq!(names.core("兴国县有限公司"), "");
    }

    #[test]
    fn subsidiaries_of_one_group_do_not_make_a_region_of_its_name() {
        let group = ["富联精密", "富联电子", "富联科技"];
        let all: Vec<String> = (0..40).map(|n| char::from_u32(0x5000 + n * 3).unwrap().to_string().repeat(3)).collect();
        let names =
            CompanyNames::learn("兴国县", group.into_iter().chain(all.iter().map(String::as_str)), std::iter::empty());
        assert_eq!(names.own(&names.core("富联精密")), "富联");
    }
}
