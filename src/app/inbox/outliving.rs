//! Work that is done where it is waited for, and goes on in the background when nobody waits any more.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// A future that is not stopped by being dropped: neither a deadline nor a platform that hangs up leaves work
/// half-way. A task of its own from the start would do the same, and cost every message two more turns of the
/// scheduler.
pub(super) struct Outliving<F, L, A>
where
    F: Future<Output: Send> + Send + 'static,
    L: FnOnce(F::Output) -> A + Send + Unpin + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    work: Option<Pin<Box<F>>>,
    /// What is done with the result when nobody waits for it any more.
    unheard: Option<L>,
    tracker: TaskTracker,
    runtime: Handle,
    /// Whoever waits for the tracker waits for this work too, wherever it is done.
    _tracked: TaskTrackerToken,
}

impl<F, L, A> Outliving<F, L, A>
where
    F: Future<Output: Send> + Send + 'static,
    L: FnOnce(F::Output) -> A + Send + Unpin + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    /// Needs a runtime around it, on which the work goes on, and then `unheard` with its result.
    pub(super) fn new(work: F, tracker: &TaskTracker, unheard: L) -> Self {
        Self {
            work: Some(Box::pin(work)),
            unheard: Some(unheard),
            tracker: tracker.clone(),
            runtime: Handle::current(),
            _tracked: tracker.token(),
        }
    }
}

impl<F, L, A> Future for Outliving<F, L, A>
where
    F: Future<Output: Send> + Send + 'static,
    L: FnOnce(F::Output) -> A + Send + Unpin + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // Out of its place while it runs: work that panics is over.
        let Some(mut work) = self.work.take() else { return Poll::Pending };
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            self.work = Some(work);
        }
        polled
    }
}

impl<F, L, A> Drop for Outliving<F, L, A>
where
    F: Future<Output: Send> + Send + 'static,
    L: FnOnce(F::Output) -> A + Send + Unpin + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    fn drop(&mut self) {
        if let (Some(work), Some(unheard)) = (self.work.take(), self.unheard.take()) {
            self.tracker.spawn_on(async move { unheard(work.await).await }, &self.runtime);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_that_is_waited_for_is_done_on_the_spot() {
        let tracker = TaskTracker::new();
        let unheard = |_| async { panic!("it was waited for") };
        assert_eq!(Outliving::new(async { 7 }, &tracker, unheard).await, 7);
        assert!(tracker.is_empty());
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_goes_on_and_the_tracker_waits_for_it() {
        let tracker = TaskTracker::new();
        let (go, may_go) = oneshot::channel::<()>();
        let (done, is_done) = oneshot::channel();
        let work = async move {
            may_go.await.unwrap();
            7
        };
        let unheard = |result| async move { done.send(result).unwrap() };
        let waited = tokio::time::timeout(Duration::from_millis(5), Outliving::new(work, &tracker, unheard)).await;
        assert!(waited.is_err());
        assert_eq!(tracker.len(), 1);
        go.send(()).unwrap();
        assert_eq!(is_done.await.unwrap(), 7);
        tracker.close();
        tracker.wait().await;
    }

    #[tokio::test]
    async fn work_that_was_never_begun_is_done_too() {
        let tracker = TaskTracker::new();
        let (done, is_done) = oneshot::channel();
        drop(Outliving::new(async move { done.send(()).unwrap() }, &tracker, |()| async {}));
        is_done.await.unwrap();
    }

    #[tokio::test]
    async fn work_that_panicked_is_over() {
        let tracker = TaskTracker::new();
        let broken = Outliving::new(async { std::panic::resume_unwind(Box::new("broken")) }, &tracker, |()| async {});
        let ended: Result<(), _> = tokio::spawn(broken).await;
        assert!(ended.unwrap_err().is_panic());
        assert!(tracker.is_empty());
    }
}
