//! Requests that wait for their answers.

use std::{future::poll_fn, task::Poll};

use bytes::Bytes;

use super::state::Outgoing;
use crate::{BoxFuture, FetchError, Subgraphs};

/// All requests of one stage. They are few, so each is looked at whenever one of them wakes the task: that takes less than
/// memory for each that says which one it was.
#[derive(Default)]
pub(super) struct InFlight<'a>(Vec<Waiting<'a>>);

struct Waiting<'a> {
    fetch: u32,
    first: usize,
    answer: BoxFuture<'a, Result<Bytes, FetchError>>,
}

impl<'a> InFlight<'a> {
    /// Sends a request.
    pub fn send(&mut self, subgraphs: &'a impl Subgraphs, outgoing: Outgoing) {
        let Outgoing { fetch, first, request } = outgoing;
        self.0.push(Waiting { fetch, first, answer: subgraphs.fetch(request) });
    }

    /// Waits for an answer: gives the fetch and the number of its first representation with it. Nothing if none is due.
    pub async fn next(&mut self) -> Option<(u32, usize, Result<Bytes, FetchError>)> {
        poll_fn(|context| {
            let answered = self.0.iter_mut().enumerate().find_map(|(index, waiting)| {
                match waiting.answer.as_mut().poll(context) {
                    Poll::Ready(answer) => Some((index, answer)),
                    Poll::Pending => None,
                }
            });
            match answered {
                Some((index, answer)) => {
                    let Waiting { fetch, first, .. } = self.0.swap_remove(index);
                    Poll::Ready(Some((fetch, first, answer)))
                }
                None if self.0.is_empty() => Poll::Ready(None),
                None => Poll::Pending,
            }
        })
        .await
    }
}
