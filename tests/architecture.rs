//! The house keeps its shape: imports point inward, crates stay at home, the domain is pure.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop there"
)]

#[path = "architecture/facts.rs"]
mod facts;
#[path = "architecture/names.rs"]
mod names;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/security.rs"]
mod security;
#[path = "architecture/sources.rs"]
mod sources;

use rules::breaches;
use sources::Source;

/// What the rules say of one file with this text.
fn breaches_in(file: &str, text: &str) -> Vec<String> {
    breaches(&[Source::new(file, text)])
}

/// Each planted line is found, on its line, with words that name the rule.
fn assert_found(planted: &[(&str, &str, &str)]) {
    for (file, line, rule) in planted {
        let found = breaches_in(file, &format!("//! A planted breach.\n{line}\n"));
        let place = format!("{file}:2: ");
        assert!(
            found.len() == 1 && found[0].starts_with(&place) && found[0].contains(rule),
            "`{line}` in {file}: expected one breach that says `{rule}`, found {found:#?}"
        );
    }
}

#[test]
fn the_house_is_in_order() {
    let sources = sources::shipped();
    assert!(sources.iter().any(|source| source.file == "src/domain/mod.rs"), "src was not read");
    let found = breaches(&sources);
    assert!(found.is_empty(), "{} breach(es):\n{}", found.len(), found.join("\n"));
}

#[test]
fn an_import_that_points_outward_is_found() {
    assert_found(&[
        ("src/domain/id.rs", "use crate::app::clock::Clock;", "domain may import nothing of ours"),
        ("src/domain/dialogue/mod.rs", "use super::super::app::clock;", "domain may import nothing of ours"),
        ("src/domain/id.rs", "use crate::{domain::form, storage};", "domain imports `crate::storage`"),
        ("src/app/inbox.rs", "fn f() { crate::cache::begin(); }", "app may import domain"),
        ("src/app/inbox.rs", "fn f(x: &crate::config::Config) {}", "app may import domain"),
        ("src/app/inbox.rs", "mod m { use super::super::super::wechat::Api; }", "app imports `crate::wechat::Api`"),
        ("src/app/inbox.rs", "fn f() { tokio::select! { x = crate::worker::run() => x } }", "app may import domain"),
        ("src/config.rs", "use crate::startup::build;", "config may import app, domain"),
        ("src/cli/serve.rs", "use crate::wechat::Callback;", "cli may import startup"),
        ("src/main.rs", "use guiyan::app;", "main may import cli"),
    ]);
}

#[test]
fn adapters_do_not_know_one_another() {
    let adapters = ["wechat", "storage", "cache", "site", "console", "worker", "simulator"];
    for from in adapters {
        for to in adapters.iter().filter(|to| **to != from) {
            let line = format!("use crate::{to}::Thing;");
            assert_found(&[(&format!("src/{from}/mod.rs"), &line, "may import app, domain")]);
        }
    }
}

#[test]
fn the_simulator_may_use_the_pure_protocol_files_and_no_more() {
    assert_eq!(
        breaches_in(
            "src/simulator/send.rs",
            "use crate::wechat::{signature, cipher::Cipher, envelope, xml::Document};"
        ),
        [""; 0]
    );
    assert_found(&[(
        "src/simulator/send.rs",
        "use crate::wechat::callback;",
        "simulator imports `crate::wechat::callback`",
    )]);
}

#[test]
fn a_crate_away_from_home_is_found() {
    assert_found(&[
        ("src/app/inbox.rs", "use axum::Router;", "axum belongs in wechat"),
        ("src/startup.rs", "use axum as web;", "axum belongs in wechat"),
        ("src/storage/mod.rs", "fn f() -> tower_http::limit::X {}", "tower_http belongs in"),
        ("src/storage/mod.rs", "extern crate reqwest;", "reqwest belongs in wechat, simulator"),
        ("src/app/records.rs", "#[derive(sea_orm::FromQueryResult)] struct Row;", "sea_orm belongs in storage"),
        ("src/worker/mod.rs", "fn f() { redis::cmd(\"PING\"); }", "redis belongs in cache"),
        ("src/simulator/mod.rs", "use quick_xml::Reader;", "quick_xml belongs in wechat"),
        ("src/app/render.rs", "use resvg::usvg;", "resvg belongs in site, simulator"),
        ("src/config.rs", "use clap::Parser;", "clap belongs in cli, main"),
        ("src/startup.rs", "use config::Config;", "config belongs in config"),
        ("src/app/import.rs", "use minijinja::Environment;", "minijinja belongs in app::render"),
        ("src/app/records.rs", "use calamine::Xlsx;", "calamine belongs in app::import, app::content"),
        ("src/app/site/card.rs", "use resvg::tiny_skia::Pixmap;", "resvg belongs in site"),
        ("src/server.rs", "use tracing_subscriber::fmt;", "tracing_subscriber belongs in telemetry"),
    ]);
}

#[test]
fn a_module_of_ours_is_not_taken_for_the_crate_of_its_name() {
    assert_eq!(breaches_in("src/cli/mod.rs", "use crate::config;\nfn f() { config::load(); }"), [""; 0]);
    assert_eq!(breaches_in("src/cache/mod.rs", "mod redis;\nuse self::redis::Store;"), [""; 0]);
    assert_found(&[("src/domain/id.rs", "use crate::app as rand; ", "domain imports `crate::app`")]);
}

#[test]
fn an_impure_domain_is_found() {
    assert_found(&[
        ("src/domain/id.rs", "async fn f() {}", "does not wait"),
        ("src/domain/id.rs", "trait T { async fn f(); }", "does not wait"),
        ("src/domain/id.rs", "fn f() { drop(async {}); }", "does not wait"),
        ("src/domain/id.rs", "fn f() { join!(async move { 1 }); }", "does not wait"),
        ("src/domain/id.rs", "use tokio::sync::Mutex;", "does not wait"),
        ("src/domain/id.rs", "use std::{fmt, fs};", "no I/O"),
        ("src/domain/id.rs", "fn f() { std::net::TcpStream::connect(1); }", "no I/O"),
        ("src/domain/id.rs", "fn f() { let x = std::env::var(\"X\"); }", "settings are arguments"),
        ("src/domain/id.rs", "use std::time::{Duration, SystemTime};", "the time is an argument"),
        ("src/domain/id.rs", "use std::time::Instant;", "the time is an argument"),
        ("src/domain/id.rs", "fn f() { jiff::Timestamp::now(); }", "the time is an argument"),
        ("src/domain/id.rs", "fn f() { println!(\"{}\", jiff::Zoned::now()); }", "the time is an argument"),
        ("src/domain/id.rs", "use jiff::Timestamp as T; fn f() { T::now(); }", "the time is an argument"),
        ("src/domain/id.rs", "fn f() -> u8 { rand::random() }", "randomness is an argument"),
    ]);
    assert_eq!(breaches_in("src/app/clock.rs", "use tokio::time;\nasync fn f() { g().await }"), [""; 0]);
}

#[test]
fn a_re_export_at_the_crate_root_is_found() {
    assert_found(&[
        ("src/lib.rs", "pub use serde::Serialize;", "nothing is re-exported"),
        ("src/app/inbox.rs", "use crate::OpenId;", "name the module it lives in"),
    ]);
}

#[test]
fn a_state_or_id_type_in_the_composition_root_is_found() {
    assert_found(&[
        ("src/startup.rs", "pub struct AppState;", "states and ids live"),
        ("src/server.rs", "enum ServerState {}", "states and ids live"),
        ("src/server.rs", "type RequestId = u64;", "states and ids live"),
    ]);
    assert_eq!(breaches_in("src/domain/id.rs", "pub struct UnitId(u16);"), [""; 0]);
}

#[test]
fn a_top_module_that_is_not_in_the_table_is_found() {
    let found = breaches_in("src/utils/mod.rs", "");
    assert!(found.len() == 1 && found[0].contains("`utils` is no part of the house"), "{found:?}");
}

#[test]
fn what_is_only_for_tests_is_exempt_and_no_more_than_that() {
    let inline = "#[cfg(test)]\nmod tests {\n    use crate::storage::Sqlite;\n}\n";
    assert_eq!(breaches_in("src/app/inbox.rs", inline), [""; 0]);
    assert_eq!(breaches_in("src/app/inbox.rs", "#[cfg(test)]\nuse crate::storage::Sqlite;"), [""; 0]);

    let own_file = [
        Source::new("src/app/inbox.rs", "#[cfg(test)]\nmod tests;"),
        Source::new("src/app/inbox/tests.rs", "use crate::storage::Sqlite;"),
    ];
    assert_eq!(breaches(&own_file), [""; 0]);

    assert_found(&[
        ("src/app/inbox.rs", "mod tests { use crate::storage::Sqlite; }", "app may import domain"),
        ("src/app/inbox.rs", "#[cfg(unix)] use crate::storage::Sqlite;", "app may import domain"),
    ]);
}
