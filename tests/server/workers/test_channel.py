from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from voice_agent.server.workers.channel import Reports, channel, give, given, report
from voice_agent.server.workers.policy import Phase

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    ours, theirs = channel()
    with ours, theirs:
        yield ours, theirs


def test_connections_go_over_as_they_are(ends: Ends) -> None:
    ours, theirs = ends
    callers = [socket.socketpair() for _ in range(3)]
    for accepted, _ in callers:
        assert give(ours, accepted)
        accepted.close()
    taken = list(given(theirs))
    for connection, (_, caller) in zip(taken, callers, strict=True):
        with connection, caller:
            connection.send(b"hello")
            assert caller.recv(5) == b"hello"


def test_a_worker_without_a_supervisor_knows(ends: Ends) -> None:
    ours, theirs = ends
    assert list(given(theirs)) == []
    ours.close()
    with pytest.raises(EOFError):
        list(given(theirs))


def test_a_worker_that_is_gone_takes_no_connection(ends: Ends) -> None:
    ours, theirs = ends
    theirs.close()
    with socket.socket() as connection, pytest.raises(BrokenPipeError):
        give(ours, connection)


def test_a_worker_that_reads_nothing_is_full_some_time(ends: Ends) -> None:
    ours, _ = ends
    with socket.socket() as connection:
        assert not all(give(ours, connection) for _ in range(2000))


def test_the_last_report_counts(ends: Ends) -> None:
    ours, theirs = ends
    reports = Reports(ours)
    assert reports.last() is None
    report(theirs, Phase.ANSWERING, 0)
    report(theirs, Phase.TAKING, 100_000)
    assert reports.last() == (Phase.TAKING, 0xFFFF)
    theirs.send(b"\x02")
    assert reports.last() is None
    theirs.send(b"\x00\x05")
    assert reports.last() == (Phase.TAKING, 5)
    theirs.close()
    with pytest.raises(EOFError):
        reports.last()


def test_a_report_to_nobody_is_no_error(ends: Ends) -> None:
    ours, theirs = ends
    ours.close()
    report(theirs, Phase.TAKING, 1)
