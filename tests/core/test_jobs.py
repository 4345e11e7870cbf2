"""The order of an engine's jobs: no thread, no clock."""

from __future__ import annotations

import itertools

import pytest

from voice_agent.core.jobs import Drop, FullError, Job, JobQueue, Kind, Waiting


class Queue:
    """A queue of named jobs that remembers what it dropped."""

    def __init__(self, limit: int = 100) -> None:
        self.dropped: list[tuple[str, Drop]] = []
        self.jobs: JobQueue[str] = JobQueue(limit, self._drop)

    def _drop(self, waiting: Waiting[str], why: Drop) -> None:
        self.dropped.append((waiting.work, why))

    def order(self, now: float = 0.0) -> list[str]:
        """Run all that waits, one after the other."""
        return [taken.work for taken in iter(lambda: self.jobs.take(now), None)]


def test_kinds_run_in_the_order_of_their_importance_whenever_they_came() -> None:
    for kinds in itertools.islice(itertools.permutations(Kind), 0, 5040, 97):
        queue = Queue()
        for kind in kinds:
            queue.jobs.push(Job(kind), kind.name, now=0.0)
        assert queue.order() == [kind.name for kind in Kind]


def test_within_a_kind_the_earliest_deadline_runs_first_and_then_who_came_first() -> None:
    queue = Queue()
    queue.jobs.push(Job(Kind.TURN), "late", now=0.0, deadline_at=9.0)
    queue.jobs.push(Job(Kind.TURN), "soon", now=0.0, deadline_at=2.0)
    queue.jobs.push(Job(Kind.TURN), "soon too", now=0.0, deadline_at=2.0)
    queue.jobs.push(Job(Kind.TURN, due_at=1.0), "needed first", now=0.0, deadline_at=9.0)
    assert queue.order() == ["needed first", "soon", "soon too", "late"]


def test_a_call_has_one_guess_waiting_and_the_newest_counts() -> None:
    queue = Queue()
    queue.jobs.push(Job(Kind.GUESS, "a"), "a1", now=0.0)
    queue.jobs.push(Job(Kind.GUESS, "b"), "b1", now=0.0)
    queue.jobs.push(Job(Kind.PARTIAL, "a"), "a partial", now=0.0)
    queue.jobs.push(Job(Kind.TURN, "a"), "a turn", now=0.0)
    queue.jobs.push(Job(Kind.GUESS, "a"), "a2", now=0.0)
    assert queue.dropped == [("a1", Drop.NEWER)]
    assert queue.order() == ["a turn", "b1", "a2", "a partial"]


def test_a_guess_that_runs_is_not_replaced() -> None:
    queue = Queue()
    queue.jobs.push(Job(Kind.GUESS, "a"), "a1", now=0.0)
    assert queue.jobs.take(0.0) is not None
    queue.jobs.push(Job(Kind.GUESS, "a"), "a2", now=0.0)
    assert queue.dropped == []


def test_a_guess_becomes_urgent_when_its_turn_is_over() -> None:
    queue, guess = Queue(), Job(Kind.GUESS, "a", needed_as=Kind.FINAL)
    queue.jobs.push(guess, "a1", now=0.0)
    queue.jobs.push(Job(Kind.TURN, "b"), "b turn", now=0.0)
    guess.is_needed()
    queue.jobs.push(Job(Kind.GUESS, "a"), "a2", now=0.0)
    assert queue.order() == ["a1", "b turn", "a2"]
    assert queue.dropped == []
    clause = Job(Kind.FIRST_CLAUSE)
    clause.is_needed()
    assert clause.kind is Kind.FIRST_CLAUSE


def test_what_is_too_late_never_runs() -> None:
    queue = Queue()
    queue.jobs.push(Job(), "late", now=0.0, deadline_at=1.0)
    queue.jobs.push(Job(), "in time", now=0.0, deadline_at=1.1)
    assert queue.order(now=1.0) == ["in time"]
    assert queue.dropped == [("late", Drop.LATE)]


@pytest.mark.parametrize("kind", Kind)
def test_a_full_queue_gives_up_guesses_for_what_is_more_important_only(kind: Kind) -> None:
    queue = Queue(limit=3)
    queue.jobs.push(Job(Kind.TURN), "runs", now=0.0)
    queue.jobs.take(0.0)
    queue.jobs.push(Job(Kind.FIRST_CLAUSE), "first", now=0.0)
    queue.jobs.push(Job(Kind.PARTIAL), "partial", now=0.0)
    if kind < Kind.PARTIAL:
        queue.jobs.push(Job(kind), "new", now=0.0)
        assert queue.dropped == [("partial", Drop.LESS)]
    else:
        with pytest.raises(FullError):
            queue.jobs.push(Job(kind), "new", now=0.0)
        assert queue.dropped == []


def test_what_a_turn_waits_for_is_never_given_up() -> None:
    queue = Queue(limit=1)
    queue.jobs.push(Job(Kind.LATER_CLAUSE), "later", now=0.0)
    with pytest.raises(FullError):
        queue.jobs.push(Job(Kind.FINAL), "final", now=0.0)
    queue.jobs.take(0.0)
    with pytest.raises(FullError):
        queue.jobs.push(Job(Kind.FINAL), "final", now=0.0)
    queue.jobs.done()
    queue.jobs.push(Job(Kind.FINAL), "final", now=0.0)


def test_the_wait_is_noted_and_the_oldest_is_known() -> None:
    queue, waits = Queue(), [(0.5, 0.6)]
    one = queue.jobs.push(Job(waits=waits), "one", now=1.0)
    queue.jobs.push(Job(Kind.GUESS), "two", now=2.0)
    assert queue.jobs.oldest_s(3.0) == 2.0
    assert queue.jobs.take(4.0) is one
    assert waits == [(0.5, 0.6), (1.0, 4.0)]
    assert (len(queue.jobs), queue.jobs.oldest_s(4.0)) == (1, 2.0)


def test_a_job_that_nobody_wants_is_forgotten() -> None:
    queue = Queue()
    one = queue.jobs.push(Job(), "one", now=0.0)
    two = queue.jobs.push(Job(), "two", now=0.0)
    queue.jobs.remove(one)
    queue.jobs.remove(one)
    assert queue.jobs.clear() == [two]
    assert (queue.order(), queue.dropped, queue.jobs.oldest_s(1.0)) == ([], [], 0.0)
