//! The circuit breaker of one endpoint: a subgraph that fails is left alone for a while, and nobody waits for it.
//!
//! Written here because the breaker that services use for each other (crate `recloser`) lets every call through while it
//! probes: of a subgraph that has gone silent, more than half of all calls would then wait for their whole deadline.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// It looks back so far …
const WINDOW: Duration = Duration::from_secs(10);
/// … in steps of this.
const STEP: Duration = Duration::from_secs(1);
/// Of fewer calls nothing is concluded.
const CALLS: u32 = 20;
/// How long it stays open: always the same, since a subgraph that is back must be used within two seconds.
const OPEN: Duration = Duration::from_secs(1);
/// How many calls try out whether the subgraph is back, at one time and until it counts as back.
const PROBES: u32 = 3;

/// Counts calls and faults, and says whether another call may be made.
#[derive(Debug, Default)]
pub struct Breaker {
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// All calls pass.
    Closed(VecDeque<Step>),
    /// None passes.
    Open { until: Instant },
    /// A few pass. Named by when it began, so that calls of an earlier time do not count.
    HalfOpen { since: Instant, under_way: u32, succeeded: u32 },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed(VecDeque::new())
    }
}

/// What happened in one step of the window.
#[derive(Debug)]
struct Step {
    began: Instant,
    calls: u32,
    faults: u32,
}

/// A call that may be made. Dropped without a word, it counts as neither success nor fault: the caller went away.
#[derive(Debug)]
pub struct Pass<'a> {
    breaker: &'a Breaker,
    /// Of which half-open time it is a probe, if it is one.
    probe: Option<Instant>,
    is_counted: bool,
}

/// How the breaker changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It lets nothing through from now on.
    Opened,
    /// It lets everything through again.
    Closed,
}

impl Breaker {
    /// Permission to call, or none.
    pub fn enter(&self, now: Instant) -> Option<Pass<'_>> {
        let mut state = self.state();
        if let State::Open { until } = *state
            && now >= until
        {
            *state = State::HalfOpen { since: now, under_way: 0, succeeded: 0 };
        }
        let probe = match &mut *state {
            State::Closed(_) => None,
            State::HalfOpen { since, under_way, .. } if *under_way < PROBES => {
                *under_way += 1;
                Some(*since)
            }
            State::HalfOpen { .. } | State::Open { .. } => return None,
        };
        Some(Pass { breaker: self, probe, is_counted: false })
    }

    /// Whether it lets everything through.
    pub fn is_closed(&self) -> bool {
        matches!(*self.state(), State::Closed(_))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// The subgraph answered, or did not, as it should.
    pub fn count(mut self, is_fault: bool, now: Instant) -> Option<Change> {
        self.is_counted = true;
        let mut state = self.breaker.state();
        match &mut *state {
            State::Closed(steps) if self.probe.is_none() => {
                if !fails(steps, is_fault, now) {
                    return None;
                }
            }
            State::HalfOpen { since, under_way, succeeded } if self.probe == Some(*since) => {
                if !is_fault {
                    *under_way = under_way.saturating_sub(1);
                    *succeeded += 1;
                    if *succeeded < PROBES {
                        return None;
                    }
                    *state = State::default();
                    return Some(Change::Closed);
                }
            }
            // Of a time that is over: the breaker has changed since this call began.
            _ => return None,
        }
        *state = State::Open { until: now + OPEN };
        Some(Change::Opened)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if !self.is_counted
            && let Some(probe) = self.probe
            && let State::HalfOpen { since, under_way, .. } = &mut *self.breaker.state()
            && probe == *since
        {
            *under_way = under_way.saturating_sub(1);
        }
    }
}

/// Counts a call, and says whether half of them fail.
fn fails(steps: &mut VecDeque<Step>, is_fault: bool, now: Instant) -> bool {
    while steps.front().is_some_and(|step| now.duration_since(step.began) >= WINDOW) {
        steps.pop_front();
    }
    if steps.back().is_none_or(|step| now.duration_since(step.began) >= STEP) {
        steps.push_back(Step { began: now, calls: 0, faults: 0 });
    }
    if let Some(step) = steps.back_mut() {
        step.calls = step.calls.saturating_add(1);
        step.faults = step.faults.saturating_add(u32::from(is_fault));
    }
    let sum = |count: fn(&Step) -> u32| steps.iter().map(count).fold(0, u32::saturating_add);
    let (calls, faults) = (sum(|step| step.calls), sum(|step| step.faults));
    calls >= CALLS && faults >= calls.div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(breaker: &Breaker, now: Instant, is_fault: bool) -> Option<Change> {
        breaker.enter(now).unwrap().count(is_fault, now)
    }

    fn opened(now: Instant) -> Breaker {
        let breaker = Breaker::default();
        for _ in 1..CALLS {
            assert_eq!(call(&breaker, now, true), None);
        }
        assert_eq!(call(&breaker, now, true), Some(Change::Opened));
        breaker
    }

    #[test]
    fn it_opens_when_half_of_twenty_calls_fail_and_lets_nothing_through() {
        let now = Instant::now();
        let breaker = Breaker::default();
        for _ in 0..10 {
            assert_eq!(call(&breaker, now, false), None);
        }
        for _ in 0..9 {
            assert_eq!(call(&breaker, now, true), None);
        }
        assert!(breaker.is_closed());
        assert_eq!(call(&breaker, now, true), Some(Change::Opened));
        assert!(breaker.enter(now).is_none());
        assert!(breaker.enter(now + OPEN / 2).is_none());
    }

    #[test]
    fn faults_of_long_ago_are_forgotten() {
        let now = Instant::now();
        let breaker = Breaker::default();
        for _ in 1..CALLS {
            call(&breaker, now, true);
        }
        assert_eq!(call(&breaker, now + WINDOW, true), None);
        assert!(breaker.is_closed());
    }

    #[test]
    fn a_second_later_three_calls_at_a_time_probe_and_three_successes_close_it() {
        let now = Instant::now();
        let breaker = opened(now);
        let later = now + OPEN;
        let probes: Vec<_> = (0..PROBES).map(|_| breaker.enter(later).unwrap()).collect();
        assert!(breaker.enter(later).is_none());
        let changes: Vec<_> = probes.into_iter().map(|probe| probe.count(false, later)).collect();
        assert_eq!(changes, [None, None, Some(Change::Closed)]);
        assert!(breaker.is_closed());
    }

    #[test]
    fn a_probe_that_fails_opens_it_for_a_second_again_however_often() {
        let mut now = Instant::now();
        let breaker = opened(now);
        for _ in 0..10 {
            now += OPEN;
            assert_eq!(call(&breaker, now, true), Some(Change::Opened));
        }
        assert!(breaker.enter(now + OPEN).is_some());
    }

    #[test]
    fn a_caller_that_goes_away_says_nothing_of_the_subgraph() {
        let now = Instant::now();
        let breaker = opened(now);
        for _ in 0..10 {
            drop(breaker.enter(now + OPEN).unwrap());
        }
        assert!(!breaker.is_closed());
        let closed = Breaker::default();
        for _ in 0..100 {
            drop(closed.enter(now).unwrap());
        }
        assert!(closed.is_closed());
    }

    #[test]
    fn a_call_from_before_it_opened_changes_nothing() {
        let now = Instant::now();
        let breaker = Breaker::default();
        let slow: Vec<_> = (0..5).map(|_| breaker.enter(now).unwrap()).collect();
        for _ in 0..CALLS {
            call(&breaker, now, true);
        }
        let later = now + OPEN;
        let probe = breaker.enter(later).unwrap();
        for pass in slow {
            assert_eq!(pass.count(true, later), None);
        }
        assert_eq!(probe.count(false, later), None);
        assert!(breaker.enter(later).is_some());
    }
}
