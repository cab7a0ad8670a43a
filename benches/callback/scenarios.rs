//! What the followers do, and what has to come back.

/// One message and a piece of the answer that is right for it.
pub struct Turn {
    pub say: Say,
    pub expect: &'static str,
}

pub enum Say {
    Words(&'static str),
    Click(&'static str),
}

/// Who is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Bare,
    Guiyan,
}

/// A server of its own, and the mode it is spoken to in.
#[derive(Clone, Copy)]
pub struct Contestant {
    pub who: Who,
    pub safe: bool,
    pub label: &'static str,
}

/// The rate of one contestant over that of another, by their places in the scenario.
pub struct Comparison {
    pub of: usize,
    pub to: usize,
    pub aim: Option<f64>,
}

pub struct Scenario {
    pub name: &'static str,
    pub contestants: &'static [Contestant],
    pub comparisons: &'static [Comparison],
    /// What every follower does first, before the clock starts.
    pub first: &'static [Turn],
    /// What every follower does then, over and over again.
    pub turns: &'static [Turn],
}

const fn says(words: &'static str, expect: &'static str) -> Turn {
    Turn { say: Say::Words(words), expect }
}

const BARE: Contestant = Contestant { who: Who::Bare, safe: false, label: "bare handler" };
const GUIYAN: Contestant = Contestant { who: Who::Guiyan, safe: false, label: "guiyan" };
const BARE_SAFE: Contestant = Contestant { who: Who::Bare, safe: true, label: "bare handler, encrypted" };
const GUIYAN_SAFE: Contestant = Contestant { who: Who::Guiyan, safe: true, label: "guiyan, encrypted" };

pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "a keyword with words of its own (工资多少)",
        contestants: &[BARE, GUIYAN],
        comparisons: &[Comparison { of: 1, to: 0, aim: Some(1.0) }],
        first: &[],
        turns: &[says("工资多少", "工资面议")],
    },
    Scenario {
        name: "a keyword with a list (政策)",
        contestants: &[BARE, GUIYAN],
        comparisons: &[Comparison { of: 1, to: 0, aim: Some(1.0) }],
        first: &[],
        turns: &[says("政策", "补贴")],
    },
    Scenario {
        name: "an activity with its free seats, which are in the database (招聘会, then its name)",
        contestants: &[BARE, GUIYAN],
        comparisons: &[Comparison { of: 1, to: 0, aim: None }],
        first: &[],
        turns: &[says("招聘会", "春风行动招聘会"), says("春风行动", "个名额")],
    },
    Scenario {
        name: "inside a form (a name, then 返回)",
        contestants: &[BARE, GUIYAN],
        comparisons: &[Comparison { of: 1, to: 0, aim: Some(0.7) }],
        first: &[Turn { say: Say::Click("join_1"), expect: "同意" }, says("同意", "叫什么名字")],
        turns: &[says("张三", "手机号"), says("返回", "叫什么名字")],
    },
    Scenario {
        name: "a keyword in safe mode (工资多少)",
        contestants: &[BARE_SAFE, GUIYAN_SAFE, GUIYAN],
        comparisons: &[Comparison { of: 1, to: 2, aim: Some(0.85) }, Comparison { of: 1, to: 0, aim: None }],
        first: &[],
        turns: &[says("工资多少", "工资面议")],
    },
];
