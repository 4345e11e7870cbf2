from __future__ import annotations

import pytest

from voice_agent.phone.rtp_log import RtpLog
from voice_agent.transport.sip.rtp import Packet, write


def packet(number: int) -> bytes:
    return write(Packet(0, number & 0xFFFF, (160 * number) & 0xFFFFFFFF, 7, b"\xff" * 160))


def test_all_packets_in_time() -> None:
    log = RtpLog()
    for number in range(65_500, 65_600):
        log.note(packet(number), 20.0 * number)
    assert (log.received, log.expected, log.lost, log.again) == (100, 100, 0, 0)
    assert (log.jitter_ms, log.drift_ms) == (0.0, 0.0)


def test_what_is_lost_and_what_comes_twice_are_counted() -> None:
    log = RtpLog()
    for number in (1, 2, 2, 4, 3, 6):
        log.note(packet(number), 20.0 * number)
    # The one that was overtaken counts as late, and so as lost to the ear.
    assert (log.received, log.expected, log.again, log.lost) == (6, 6, 2, 2)
    log.note(b"junk", 0.0)
    assert log.received == 6


def test_a_clock_that_is_slow_drifts_and_one_that_trembles_does_not() -> None:
    slow, trembling = RtpLog(), RtpLog()
    for number in range(1000):
        slow.note(packet(number), 20.02 * number)
        trembling.note(packet(number), 20.0 * number + 5 * (number % 2))
    assert slow.drift_ms == pytest.approx(0.02 * 950, abs=0.1)
    assert trembling.drift_ms == 0.0
    assert trembling.jitter_ms == pytest.approx(5, abs=0.1)


def test_nothing_has_come() -> None:
    log = RtpLog()
    assert (log.expected, log.lost, log.drift_ms) == (0, 0, 0.0)
