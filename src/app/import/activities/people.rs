//! Who holds it, who may come, and by which form they sign up.

use super::super::cells::parts;
use super::super::columns::Column;
use super::column;
use super::reading::Reading;
use super::times;
use crate::app::content::unasked;
use crate::domain::activity::{ActivityKind, Eligibility};
use crate::domain::form::Form;
use crate::domain::id::{FormId, UnitId};
use crate::domain::pack::Pack;
use crate::domain::text::unit::{self, UnitMatch};

/// Most forms of an activity: as many as one says first as what one comes.
const MOST_FORMS: usize = 4;

impl Reading<'_> {
    /// The unit that holds it; `Some(None)` for the county itself.
    pub fn unit(&mut self) -> Option<Option<UnitId>> {
        let cell = self.cell(&column::UNIT);
        let county = &self.pack.county;
        if cell.is_empty() || cell == county.centre || cell == county.name {
            return Some(None);
        }
        self.unit_named(&column::UNIT, &cell).map(Some)
    }

    fn unit_named(&mut self, column: &Column, name: &str) -> Option<UnitId> {
        match unit::find(name, &self.pack.units) {
            UnitMatch::One(id) => Some(id),
            UnitMatch::Several(ids) => {
                let names: Vec<&str> =
                    ids.iter().filter_map(|id| self.pack.unit(*id)).map(|unit| unit.name.as_str()).collect();
                self.refuse(column, &format!("“{name}”可能是{}，请写全称", names.join("、")))
            }
            UnitMatch::None => self.refuse(column, &format!("没有“{name}”这个乡镇或单位")),
        }
    }

    pub fn eligibility(&mut self) -> Option<Eligibility> {
        let cell = self.cell(&column::UNITS);
        let mut units = Vec::new();
        for name in parts(&cell).into_iter().filter(|name| *name != "不限") {
            units.push(self.unit_named(&column::UNITS, name)?);
        }
        let cell = self.cell(&column::AGES);
        let (min_age, max_age) = match cell.as_str() {
            "" | "不限" => (None, None),
            _ => match times::ages(&cell) {
                Some(ages) => ages,
                None => return self.refuse(&column::AGES, "年龄要写成18-60、18以上或60以下"),
            },
        };
        Some(Eligibility { units, min_age, max_age })
    }
}

/// The forms that the row names, or the usual one of its kind. What decides who may come has to be asked in each.
pub(super) fn form_of(
    reading: &mut Reading<'_>,
    kind: ActivityKind,
    eligibility: Option<&Eligibility>,
) -> Option<Vec<FormId>> {
    let cell = reading.cell(&column::FORMS);
    let pack = reading.pack;
    let mut forms = Vec::new();
    for name in parts(&cell) {
        match pack.forms.iter().find(|form| form.title == name || form.id.as_str() == name) {
            Some(form) => forms.push(form),
            None => return reading.refuse(&column::FORMS, &format!("没有“{name}”这张报名表。有：{}", titles(pack))),
        }
    }
    if forms.is_empty() {
        match usual(pack, kind) {
            Some(form) => forms.push(form),
            None => return reading.refuse(&column::FORMS, &format!("请写用哪张报名表：{}", titles(pack))),
        }
    }
    if forms.len() > MOST_FORMS {
        return reading.refuse(&column::FORMS, &format!("最多{MOST_FORMS}张报名表"));
    }
    for form in &forms {
        if let Some(reason) = eligibility.and_then(|rule| unasked(rule, form).into_iter().next()) {
            return reading.refuse(&column::FORMS, &reason);
        }
    }
    Some(forms.into_iter().map(|form| form.id.clone()).collect())
}

fn titles(pack: &Pack) -> String {
    pack.forms.iter().map(|form| form.title.as_str()).collect::<Vec<_>>().join("、")
}

/// The form that is called as the kind is; a fair's for every fair, and the plain one else.
fn usual(pack: &Pack, kind: ActivityKind) -> Option<&Form> {
    let fair =
        matches!(kind, ActivityKind::JobFair | ActivityKind::SingleEmployerFair | ActivityKind::SchoolEnterpriseFair);
    let named = |id: &str| pack.forms.iter().find(|form| form.id.as_str() == id);
    named(kind.id()).or_else(|| named("job_fair").filter(|_| fair)).or_else(|| named("activity"))
}
