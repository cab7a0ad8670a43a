//! What replicas share of the console: sessions at hand, and tries.

use std::time::Duration;

use ::redis::{Value, cmd};
use async_trait::async_trait;

use super::operation::Operation;
use super::{RedisCache, millis, not_ours};
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::staff::{ConsoleCache, SessionKey};

#[async_trait]
impl ConsoleCache for RedisCache {
    async fn recall(&self, key: &SessionKey) -> Result<Option<Vec<u8>>, CacheUnavailable> {
        let mut get = cmd("GET");
        get.arg(self.keys.session(key));
        match Operation::Console.bounded(self.link.send(&get)).await? {
            Value::BulkString(sealed) => Ok(Some(sealed)),
            Value::Nil => Ok(None),
            _ => Err(not_ours()),
        }
    }

    async fn keep(&self, key: &SessionKey, sealed: &[u8], life: Duration) -> Result<(), CacheUnavailable> {
        let mut set = cmd("SET");
        set.arg(self.keys.session(key)).arg(sealed).arg("PX").arg(millis(life));
        Operation::Console.bounded(self.link.send(&set)).await.map(drop)
    }

    async fn forget(&self, key: &SessionKey) -> Result<(), CacheUnavailable> {
        let mut delete = cmd("DEL");
        delete.arg(self.keys.session(key));
        Operation::Console.bounded(self.link.send(&delete)).await.map(drop)
    }

    async fn count_try(&self, of: &str, window: Duration) -> Result<u32, CacheUnavailable> {
        let (key, arguments) = (self.keys.tries(of), (millis(window),));
        match Operation::Console.bounded(self.count_try.run(&self.link, &[&key], arguments)).await? {
            Value::Int(tries) => Ok(u32::try_from(tries).unwrap_or(u32::MAX)),
            _ => Err(not_ours()),
        }
    }

    async fn forgive(&self, of: &str) -> Result<(), CacheUnavailable> {
        let mut delete = cmd("DEL");
        delete.arg(self.keys.tries(of));
        Operation::Console.bounded(self.link.send(&delete)).await.map(drop)
    }
}
