//! The import table of the house, the homes of third-party crates, and what purity means.

use super::facts::{Fact, What, facts};
use super::sources::{Module, Source};

/// Which top modules each top module may name, besides itself. One that is not here may not exist.
const IMPORTS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["startup", "server", "config", "telemetry", "app", "domain"]),
    ("startup", STARTUP),
    ("server", &[]),
    ("telemetry", &["config"]),
    ("config", &["app", "domain"]),
    ("wechat", INWARD),
    ("storage", INWARD),
    ("cache", INWARD),
    ("site", INWARD),
    ("console", INWARD),
    ("worker", INWARD),
    ("simulator", INWARD),
    ("app", &["domain"]),
    ("domain", &[]),
];
const INWARD: &[&str] = &["app", "domain"];
const STARTUP: &[&str] = &[
    "config",
    "server",
    "telemetry",
    "wechat",
    "storage",
    "cache",
    "site",
    "console",
    "worker",
    "simulator",
    "app",
    "domain",
];

/// Single modules that one layer may name in another although the table says no.
///
/// The simulator signs, seals and reads as the platform does, with the pure files of its protocol. `xml` is among them
/// because the replies that it judges are XML, and quick-xml has one home.
const EXCEPTIONS: &[(&str, &[&str])] =
    &[("simulator", &["wechat::signature", "wechat::cipher", "wechat::envelope", "wechat::xml"])];

/// Where a third-party crate may be named: modules, with all that is below them.
const HOMES: &[(&[&str], &[&str])] = &[
    (&["axum", "axum_extra", "tower", "tower_http"], &["wechat", "site", "console", "simulator", "server"]),
    (&["hyper", "hyper_util"], &["server"]),
    (&["reqwest"], &["wechat", "simulator"]),
    (&["sea_orm", "sea_orm_migration", "sqlx"], &["storage"]),
    (&["redis"], &["cache"]),
    (&["quick_xml"], &["wechat"]),
    (&["fast_qr"], &["site", "console", "simulator"]),
    (&["resvg"], &["site", "simulator"]),
    (&["charts_rs"], &["console"]),
    (&["clap", "rustyline"], &["cli", "main"]),
    (&["config"], &["config"]),
    (&["tyme4rs"], &["domain::calendar"]),
    (&["minijinja"], &["app::render", "site", "console"]),
    (&["rust_xlsxwriter"], &["app::export"]),
    (&["icalendar"], &["app::site"]),
    (&["argon2", "totp_rs"], &["app::staff"]),
    (&["calamine", "csv", "encoding_rs", "zip"], &["app::import", "app::content"]),
    (&["tracing_subscriber", "metrics_exporter_prometheus"], &["telemetry"]),
];

/// What `domain` may not name, and what it should do instead.
const IMPURE: &[(&str, &str)] = &[
    ("tokio", "the domain does not wait"),
    ("tokio_util", "the domain does not wait"),
    ("futures_util", "the domain does not wait"),
    ("async_trait", "the domain does not wait"),
    ("rand", "randomness is an argument"),
    ("tracing", "the domain answers, its callers log"),
    ("metrics", "the domain answers, its callers count"),
    ("std::fs", "the domain does no I/O"),
    ("std::io", "the domain does no I/O"),
    ("std::net", "the domain does no I/O"),
    ("std::env", "settings are arguments"),
    ("std::process", "the domain does no I/O"),
    ("std::thread", "the domain does not wait"),
    ("std::time::SystemTime", "the time is an argument"),
    ("std::time::Instant", "the time is an argument"),
];

/// Every breach in these files, as `file:line: what is wrong; the rule`.
pub fn breaches(sources: &[Source]) -> Vec<String> {
    let read: Vec<(&Source, Vec<Fact>)> = sources.iter().map(|source| (source, facts(source))).collect();
    let exempt: Vec<&Module> = read.iter().flat_map(|(_, facts)| facts).filter_map(test_module).collect();
    let mut found = Vec::new();
    for (source, facts) in &read {
        if exempt.iter().any(|module| source.module.starts_with(module)) {
            continue;
        }
        found.extend(unknown_layer(source));
        for fact in facts {
            let layer = layer(&source.module);
            let breach = match &fact.what {
                What::Ours(path) => import(layer, path).or_else(|| clock(layer, path)),
                What::Theirs(path) => {
                    home(&fact.module, path).or_else(|| impure(layer, path)).or_else(|| clock(layer, path))
                }
                What::Type(name) => state_or_id(layer, name),
                What::Waits if layer == "domain" => Some("async code; domain is pure and does not wait".to_owned()),
                What::RootUse => Some("`use` in lib.rs; nothing is re-exported at the crate root".to_owned()),
                What::Waits | What::TestModule(_) => None,
            };
            found.extend(breach.map(|breach| format!("{}:{}: {breach}", source.file, fact.line)));
        }
    }
    found
}

fn test_module(fact: &Fact) -> Option<&Module> {
    if let What::TestModule(module) = &fact.what { Some(module) } else { None }
}

fn layer(module: &[String]) -> &str {
    module.first().map_or("lib", String::as_str)
}

fn row(layer: &str) -> Option<&'static [&'static str]> {
    IMPORTS.iter().find(|(name, _)| *name == layer).map(|(_, allowed)| *allowed)
}

fn unknown_layer(source: &Source) -> Option<String> {
    let layer = layer(&source.module);
    (layer != "lib" && row(layer).is_none()).then(|| {
        format!("{}:1: `{layer}` is no part of the house; tests/architecture/rules.rs lists them", source.file)
    })
}

fn import(from: &str, path: &[String]) -> Option<String> {
    let to = path.first()?;
    let written = path.join("::");
    if row(to).is_none() {
        return Some(format!("`crate::{written}` is at the crate root; name the module it lives in"));
    }
    let allowed = row(from)?;
    if to == from || allowed.contains(&to.as_str()) || excepted(from, path) {
        return None;
    }
    let may = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
    Some(format!("{from} imports `crate::{written}`; {from} may import {may}"))
}

fn excepted(from: &str, path: &[String]) -> bool {
    EXCEPTIONS.iter().filter(|(layer, _)| *layer == from).any(|(_, modules)| within(path, modules))
}

fn home(module: &[String], path: &[String]) -> Option<String> {
    let name = path.first()?;
    let (_, homes) = HOMES.iter().find(|(crates, _)| crates.contains(&name.as_str()))?;
    let at = module.join("::");
    (!within(module, homes)).then(|| format!("`{}` in {at}; {name} belongs in {}", path.join("::"), homes.join(", ")))
}

/// Whether a path is one of these, or below one of them.
fn within(path: &[String], ancestors: &[&str]) -> bool {
    ancestors.iter().any(|ancestor| {
        path.iter().map(String::as_str).zip(ancestor.split("::")).all(|(a, b)| a == b)
            && path.len() >= ancestor.split("::").count()
    })
}

fn impure(layer: &str, path: &[String]) -> Option<String> {
    let (_, why) = IMPURE.iter().find(|(name, _)| within(path, &[name]))?;
    (layer == "domain").then(|| format!("`{}` in domain; {why}", path.join("::")))
}

fn clock(layer: &str, path: &[String]) -> Option<String> {
    (layer == "domain" && path.last().is_some_and(|last| last == "now"))
        .then(|| format!("`{}` in domain; the time is an argument", path.join("::")))
}

fn state_or_id(layer: &str, name: &str) -> Option<String> {
    let belongs_inside = name.ends_with("State") || name.ends_with("Id");
    (belongs_inside && matches!(layer, "startup" | "server"))
        .then(|| format!("`{name}` in {layer}; states and ids live in the layer that they belong to"))
}
