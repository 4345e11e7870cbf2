"""One clock: monotonic seconds, and the day where the callers are."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from voice_agent.core.clock import Clock


def test_the_day_is_that_of_the_callers_time_zone() -> None:
    moment = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)
    for zone, day in (("America/New_York", 28), ("Europe/Berlin", 29), ("Pacific/Auckland", 29)):
        clock = Clock(wall=lambda: moment, zone=ZoneInfo(zone))
        assert clock.today() == date(2026, 11, day)
        assert clock.local() == moment


def test_a_clock_can_be_set() -> None:
    clock = Clock.at(date(2026, 2, 28), lambda: 7.5)
    assert clock.today() == date(2026, 2, 28)
    assert clock.now() == 7.5


def test_left_alone_it_is_the_machines() -> None:
    before = time.monotonic()
    assert before <= Clock().now() <= time.monotonic()
    assert Clock().local().utcoffset() == datetime.now().astimezone().utcoffset()
