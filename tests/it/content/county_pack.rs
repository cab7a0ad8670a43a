//! The pack of Xingguo, as it ships.

use guiyan::app::content::files::PackFiles;
use guiyan::app::content::{Loaded, built_in, load};
use guiyan::app::import::flaw::Severity;
use guiyan::domain::activity::ActivityKind;
use guiyan::domain::id::{PolicyId, UnitId};

use crate::support::golden;

fn county() -> Loaded {
    load(&built_in()).unwrap_or_else(|flaws| panic!("{}", lines(&flaws)))
}

fn lines<T: ToString>(items: &[T]) -> String {
    items.iter().map(|item| item.to_string() + "\n").collect()
}

#[test]
fn the_compiled_in_pack_is_the_folder() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/xingguo");
    let mut files = PackFiles::new("config/xingguo");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert_eq!(built_in(), files);
}

#[test]
fn its_only_flaws_are_what_the_notice_does_not_say() {
    let warned: Vec<_> = county().warnings.into_iter().map(|flaw| (flaw.severity, flaw.field.unwrap())).collect();
    let mut expected = ["address", "follow_link"].map(|field| (Severity::Warning, field.to_owned())).to_vec();
    expected.extend(std::iter::repeat_n((Severity::Warning, "documents".to_owned()), 5));
    assert_eq!(warned, expected);
}

#[test]
fn annex_1_adds_up() {
    let pack = county().pack;
    assert_eq!(pack.units.len(), 27);
    assert!(pack.units.iter().zip(1..).all(|(unit, number)| unit.id == UnitId(number)));
    assert_eq!(pack.units.iter().map(|unit| unit.county_target).sum::<u32>(), 4046);
    assert_eq!(pack.units.iter().map(|unit| unit.fulian_target).sum::<u32>(), 954);
    assert_eq!(pack.units.iter().map(|unit| unit.total_target).sum::<u32>(), 5000);
}

#[test]
fn annex_2_is_all_there_and_nothing_is_invented() {
    let enterprises = county().enterprises;
    let summary = enterprises.summary();
    assert_eq!((summary.rows, summary.imported, summary.left_out), (69, 69, 0));
    assert_eq!((summary.openings, summary.people), (69, 6056));
    for draft in &enterprises.drafts {
        let [opening] = draft.openings.as_slice() else {
            panic!("{} has other than one opening", draft.enterprise.name)
        };
        assert_eq!((&opening.title, &opening.wage, &opening.requirements), (&None, &None, &None));
        assert_eq!(opening.expires_at, None);
        assert_eq!(opening.source, "兴府办字〔2024〕5号附件2");
    }
}

/// The year's aims, from the notice: 二（一）3 and （二）3.
#[test]
fn the_aims_are_those_of_the_notice() {
    let aims = county().pack.county.aims;
    assert_eq!((aims.year, aims.fairs, aims.outings, aims.retention), (2024, 50, 60, 30));
}

#[test]
fn every_policy_belongs_to_somebody() {
    let pack = county().pack;
    let asked: Vec<&PolicyId> = pack.claimants.iter().flat_map(|claimant| &claimant.policies).collect();
    assert_eq!(pack.policies.len(), 5);
    assert!(pack.policies.iter().all(|policy| asked.contains(&&policy.id)));
}

#[test]
fn a_worker_is_told_honestly_that_there_is_little_for_them() {
    let pack = county().pack;
    let worker = pack.claimants.iter().find(|claimant| claimant.id.as_str() == "worker").unwrap();
    assert!(worker.policies.is_empty());
    assert!(worker.otherwise.contains(&pack.county.hotline), "{}", worker.otherwise);
}

/// A poster tells people to send it.
#[test]
fn the_name_of_a_kind_leads_to_the_list_in_which_it_comes_first() {
    let keywords = county().pack.keywords;
    for kind in ActivityKind::ALL {
        let (rule, _) = keywords.find(kind.name()).unwrap_or_else(|| panic!("{}", kind.name()));
        assert_eq!(rule.button, Some(format!("kind_{}", kind.id())), "{}", kind.name());
    }
}

#[test]
fn the_real_flaws_of_annex_2_are_told_row_by_row() {
    let enterprises = county().enterprises;
    golden::compare("annex_2_flaws.txt", &(lines(&enterprises.flaws) + &enterprises.summary().to_string() + "\n"));
}

#[test]
fn every_row_of_annex_2_has_its_place_and_trade_or_none_on_purpose() {
    let table: String = county()
        .enterprises
        .drafts
        .iter()
        .zip(1..)
        .map(|(draft, number)| {
            let enterprise = &draft.enterprise;
            let place = enterprise.place.as_ref().map_or("-", |id| id.as_str());
            let trade = enterprise.trade.as_ref().map_or("-", |id| id.as_str());
            format!("{number}\t{}\t{trade}\t{place}\t{}\n", enterprise.name, enterprise.address)
        })
        .collect();
    golden::compare("annex_2_places_and_trades.txt", &table);
}
