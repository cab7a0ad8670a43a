//! The cache: one contract, on every backend; then what each of them has for itself.

/// Makes a test of every case for the embedded cache and for a single server, and one function of all for the others.
macro_rules! contract {
    ($($case:ident),+ $(,)?) => {
        mod on_embedded {
            $(#[tokio::test]
            async fn $case() {
                super::$case(&crate::cache::place::Place::embedded().await).await;
            })+
        }

        mod on_redis {
            $(#[tokio::test]
            async fn $case() {
                let server = crate::support::redis::RedisServer::start();
                super::$case(&crate::cache::place::Place::redis(&server.url(), &[server.port])).await;
            })+
        }

        /// All cases, one after another.
        pub async fn all(place: &Place) {
            $(println!("contract: {}", stringify!($case));
            $case(place).await;)+
        }
    };
}

mod addresses;
mod cluster;
mod console;
mod contract;
mod embedded;
mod outage;
pub mod place;
mod platform;
mod random;
mod sentinel;
