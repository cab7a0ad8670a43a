//! The records' contract, on SQLite and on a real PostgreSQL.

/// Every named case, once on each kind of database.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod sqlite {
            use crate::support::database::Fixture;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(Fixture::sqlite().await).await;
            })+
        }
        mod postgres {
            use crate::support::database::Fixture;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(Fixture::postgres().await).await;
            })+
        }
    };
}

mod amend;
mod archive;
mod audit;
mod campaign_calls;
mod campaigns;
mod content;
mod correcting;
mod desk;
mod door;
mod editions;
mod erasure;
mod errands;
mod mass;
mod merging;
mod on_paper;
mod once;
mod opening;
mod openings;
mod order;
mod outage;
mod paper;
mod people;
mod places;
mod privacy;
mod profile;
mod reach;
mod retention;
mod roll;
mod roster;
mod seasonal_menus;
mod seats;
mod sightings;
mod sources;
mod staff;
mod staff_phones;
mod storm;
mod talks;
mod telephone;
mod together;
mod uploads;
mod word_counts;
