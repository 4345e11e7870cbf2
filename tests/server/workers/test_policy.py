from __future__ import annotations

import pytest

from voice_agent.server.workers.policy import (
    HUNG_S,
    MOST_DEATHS,
    STEADY_S,
    Deaths,
    Load,
    Phase,
    choose,
    phase,
    share,
)


def load(phase: Phase = Phase.TAKING, calls: int = 0, given: int = 0) -> Load:
    return Load(phase, calls, given)


@pytest.mark.parametrize(
    ("loads", "place"),
    [
        ([load(calls=2), load(calls=1)], 1),
        ([load(calls=1), load(calls=1)], 0),
        ([load(calls=1, given=1), load(calls=1)], 1),
        ([load(Phase.ANSWERING), load(calls=9)], 1),
        ([None, load(Phase.ANSWERING, 3), load(Phase.STARTING)], 1),
        ([None, load(Phase.STARTING)], None),
        ([], None),
    ],
)
def test_the_worker_with_the_fewest_calls_gets_the_next_connection(
    loads: list[Load | None], place: int | None
) -> None:
    assert choose(loads, 0.0) == place


def test_a_worker_that_says_nothing_gets_connections_last() -> None:
    quiet, busy = load(), load(calls=5)
    quiet.heard_at, busy.heard_at = 10.0, 12.0
    assert choose([quiet, busy], 12.0) == 0
    assert choose([quiet, busy], 12.1) == 1
    assert choose([quiet], 12.1) == 0


def test_a_worker_whose_lines_are_busy_gets_no_call_while_another_takes_some() -> None:
    assert phase(serves=True, takes=False) is Phase.ANSWERING
    assert phase(serves=True, takes=True) is Phase.TAKING
    assert phase(serves=False, takes=True) is Phase.STARTING
    full, polled = load(phase(serves=True, takes=False), calls=3), load(calls=2, given=4)
    assert choose([full, polled], 0.0) == 1
    assert choose([full, load(Phase.ANSWERING, calls=4)], 0.0) == 0


def test_equals_take_turns() -> None:
    loads: list[Load | None] = [Load(Phase.TAKING), Load(Phase.TAKING), Load(Phase.TAKING)]
    chosen = []
    for number in range(1, 7):
        place = choose(loads, 0.0)
        assert place is not None
        chosen.append(place)
        given = loads[place]
        assert given is not None
        given.give(number)
        given.given = 0
    assert chosen == [0, 1, 2, 0, 1, 2]


def test_a_report_replaces_what_was_guessed() -> None:
    one = load()
    one.give(7)
    one.report(Phase.TAKING, 0, 9.0)
    assert (one.calls, one.given, one.last_given) == (0, 1, 7), "its handshake may take longer"
    one.report(Phase.TAKING, 1, 10.0)
    assert (one.calls, one.given, one.taking_since) == (1, 0, 9.0)
    one.report(Phase.ANSWERING, 0, 20.0)
    assert (one.phase, one.taking_since) == (Phase.ANSWERING, 9.0)


def test_a_worker_hangs_only_once_it_has_reported() -> None:
    one = Load()
    assert not one.hung(1e9)
    one.report(Phase.TAKING, 0, 5.0)
    assert not one.hung(5.0 + HUNG_S)
    assert one.hung(5.1 + HUNG_S)


def test_a_worker_that_dies_again_and_again_waits_longer_and_is_given_up() -> None:
    deaths, waits = Deaths(), []
    for _ in range(MOST_DEATHS):
        deaths, wait_s = deaths.after(Load(taking_since=0.0), -9, 1.0)
        waits.append(wait_s)
    assert waits == [0.5, 1.0, 2.0, 4.0, None]


def test_a_worker_that_worked_for_long_begins_anew() -> None:
    deaths, wait_s = Deaths(3, True).after(Load(taking_since=0.0), -9, STEADY_S)
    assert (deaths.count, wait_s) == (1, 0.5)


def test_a_worker_that_cannot_start_is_given_up_at_once_unless_it_could_before() -> None:
    assert Deaths().after(Load(), 1, 1.0)[1] is None
    assert Deaths().after(Load(), -9, 1.0)[1] == 0.5
    assert Deaths(0, True).after(Load(), 1, 1.0)[1] == 0.5


def test_calls_are_shared_without_loss() -> None:
    assert [share(8, place, 3) for place in range(3)] == [3, 3, 2]
    assert [share(2, place, 2) for place in range(2)] == [1, 1]
