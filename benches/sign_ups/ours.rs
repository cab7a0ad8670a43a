//! Our way: the effect of a message, with all that it keeps.

use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::Outcome;
use guiyan::domain::form::Answer;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::storage::Database;

use crate::AT_ONCE;
use crate::database::{Fixture, apply, fair, put_fair, sign_up_with};

pub struct Contestant {
    database: Database,
}

impl Contestant {
    pub async fn new(fixture: &Fixture) -> Self {
        Self { database: fixture.open().await }
    }

    /// So many sign up for a fair that has a seat for each.
    pub async fn round(&self, round: usize, people: u32) {
        let fair = Activity { slug: format!("round-{round}"), ..fair("round", Some(people)) };
        let activity = put_fair(&self.database, &fair).await;
        let tasks = (0..AT_ONCE).map(|task| {
            let database = self.database.clone();
            tokio::spawn(async move {
                for n in (task..people).step_by(AT_ONCE as usize) {
                    let mobile = MobileNumber::parse(&format!("138{n:08}")).unwrap();
                    let answers = vec![
                        ("name".to_owned(), Answer::Name(PersonName::parse("钟秀英").unwrap())),
                        ("mobile".to_owned(), Answer::Mobile(mobile)),
                    ];
                    // Everybody is new: what is known of them is written too.
                    let who = format!("oRound{round}Person{n}");
                    let outcome = apply(&database, &who, sign_up_with(activity, answers)).await;
                    assert!(matches!(outcome, Outcome::SignedUp(_)), "{outcome:?}");
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    }
}
