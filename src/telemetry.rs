//! What the process says about itself: the log on standard error, the metrics as a page of text.

use std::io::IsTerminal;
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::config::{Log, LogFormat, LogLevel};

/// How often old samples are folded away; the exporter's memory grows in between.
const UPKEEP: Duration = Duration::from_secs(5);

/// Buckets in seconds, by name, dense around what should be seen: most answers take milliseconds, the platform
/// waits five seconds, and a cache round trip stays under one millisecond.
const BUCKETS: &[(&str, &[f64])] = &[
    ("guiyan_callback_seconds", &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 5.0]),
    ("guiyan_callback_deadline_margin_seconds", &[0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 3.5, 3.75, 3.9, 3.95, 3.99]),
    ("guiyan_cache_seconds", &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.3, 1.0]),
];
/// For a histogram without its own: without any it would come out as a summary, which cannot be added up over replicas.
const OTHER_BUCKETS: &[f64] = &[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// Starts the log. Standard error, so that what a command prints on standard output stays clean.
///
/// # Errors
/// If a log was started before.
pub fn start_log(log: Log) -> Result<(), TryInitError> {
    let to_stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer = match log.format {
        LogFormat::Json => to_stderr.json().flatten_event(true).boxed(),
        LogFormat::Pretty => to_stderr.with_ansi(std::io::stderr().is_terminal()).with_target(false).boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(filter(log.level))).try_init()
}

/// Our own events from `level` on. Of other crates only warnings: at lower levels some of them print SQL with its
/// values, or URLs with a password.
fn filter(level: LogLevel) -> Targets {
    let own = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    Targets::new().with_default(own.min(LevelFilter::WARN)).with_target("guiyan", own)
}

/// The process's metrics. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    recorder: PrometheusHandle,
}

impl Metrics {
    /// Starts to record what the `metrics` macros report anywhere in the process.
    ///
    /// # Errors
    /// If another recorder was installed before.
    pub fn install() -> Result<Self, BuildError> {
        Ok(Self { recorder: recorder()?.install_recorder()? })
    }

    /// All of it in Prometheus' text format.
    pub fn render(&self) -> String {
        self.recorder.render()
    }

    /// Keeps the exporter's memory bounded. Never ends: spawn it.
    pub async fn upkeep(self) {
        let mut timer = tokio::time::interval(UPKEEP);
        loop {
            timer.tick().await;
            self.recorder.run_upkeep();
        }
    }
}

fn recorder() -> Result<PrometheusBuilder, BuildError> {
    let mut builder = PrometheusBuilder::new().set_buckets(OTHER_BUCKETS)?;
    for (name, buckets) in BUCKETS {
        builder = builder.set_buckets_for_metric(Matcher::Full((*name).to_owned()), buckets)?;
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_come_out_as_buckets_that_replicas_can_add_up() {
        let recorder = recorder().unwrap().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            metrics::histogram!("guiyan_callback_seconds").record(0.003);
            metrics::histogram!("guiyan_callback_deadline_margin_seconds").record(3.97);
            metrics::histogram!("guiyan_cache_seconds").record(0.0004);
            metrics::histogram!("guiyan_something_else_seconds").record(0.3);
        });
        let page = Metrics { recorder: recorder.handle() }.render();
        for line in [
            r#"guiyan_callback_seconds_bucket{le="0.0025"} 0"#,
            r#"guiyan_callback_seconds_bucket{le="0.005"} 1"#,
            r#"guiyan_callback_deadline_margin_seconds_bucket{le="3.95"} 0"#,
            r#"guiyan_callback_deadline_margin_seconds_bucket{le="3.99"} 1"#,
            r#"guiyan_cache_seconds_bucket{le="0.0005"} 1"#,
            r#"guiyan_something_else_seconds_bucket{le="0.5"} 1"#,
        ] {
            assert!(page.contains(line), "no `{line}` in:\n{page}");
        }
    }

    #[test]
    fn other_crates_never_log_below_a_warning() {
        use tracing::Level;
        let loud = filter(LogLevel::Trace);
        assert!(loud.would_enable("guiyan::wechat", &Level::TRACE));
        assert!(loud.would_enable("sqlx::query", &Level::WARN) && !loud.would_enable("sqlx::query", &Level::INFO));
        let quiet = filter(LogLevel::Error);
        assert!(!quiet.would_enable("guiyan::wechat", &Level::WARN) && !quiet.would_enable("redis", &Level::WARN));
    }
}
