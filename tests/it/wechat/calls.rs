//! Every outward call against its recording: what goes over the wire, and what the answer is taken for.

mod customer_service;
mod diagnostics;
mod draft;
mod followers;
mod limits;
mod login;
mod mass;
mod media;
mod menu;
mod notice;
mod publish;
mod qr;
mod recordings;
mod statistics;
mod tags;
mod template;
mod template_data;

use guiyan::domain::id::OpenId;
use jiff::Timestamp;

fn openid(text: &str) -> OpenId {
    OpenId::parse(text).unwrap()
}

/// The follower of the platform sheet's samples.
fn worker() -> OpenId {
    openid("oEMPcentre0000000000000000A1")
}

fn other() -> OpenId {
    openid("oEMPcentre0000000000000000B2")
}

/// The moment of the recordings: the first of March, midnight.
fn march() -> Timestamp {
    Timestamp::from_second(1_772_323_200).unwrap()
}
