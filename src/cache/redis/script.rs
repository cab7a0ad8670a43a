//! A script on the server.

use ::redis::{Cmd, ErrorKind, RedisResult, ServerErrorKind, ToRedisArgs, Value};

use super::link::Link;

/// A Lua script and its name on the server.
pub(super) struct Script {
    code: &'static str,
    sha1: String,
}

impl Script {
    /// Takes the code; the server gets it at first use.
    pub(super) fn new(code: &'static str) -> Self {
        Self { code, sha1: ::redis::Script::new(code).get_hash().to_owned() }
    }

    /// Runs it in one round trip, or in two where the server does not have it: at first use, after a restart, on
    /// a new master. The second is an `EVAL`, which runs and keeps it on the very node that has the keys;
    /// a `SCRIPT LOAD` would ask every master of a cluster, and fail with the one that is down.
    pub(super) async fn run(&self, link: &Link, keys: &[&str], arguments: impl ToRedisArgs) -> RedisResult<Value> {
        match link.send(&command("EVALSHA", &self.sha1, keys, &arguments)).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                link.send(&command("EVAL", self.code, keys, &arguments)).await
            }
            result => result,
        }
    }
}

fn command(verb: &str, body: &str, keys: &[&str], arguments: &impl ToRedisArgs) -> Cmd {
    // Room for verb, body, keys and the short arguments; only long dialogues and replies make it grow.
    let mut command = Cmd::with_capacity(12, 512);
    command.arg(verb).arg(body).arg(keys.len()).arg(keys);
    arguments.write_redis_args(&mut command);
    command
}
