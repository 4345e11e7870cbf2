from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.dial.permission import Attempt, Rules, read_hours, read_number, refusal, zones_of

BERLIN, NEW_YORK = "+4930123456", "+12125550100"
MONDAY_NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "hour_utc", "may"),
    [(BERLIN, 7, False), (BERLIN, 8, True), (BERLIN, 18, True), (BERLIN, 19, False),
     (NEW_YORK, 12, False), (NEW_YORK, 14, True)],
)  # fmt: skip
def test_hours_are_those_of_the_callee(number: str, hour_utc: int, may: bool) -> None:
    why = refusal(number, MONDAY_NOON.replace(hour=hour_utc), Rules(), (), ())
    assert (not why) is may


def test_a_number_that_may_be_anywhere_needs_the_hours_of_all_places() -> None:
    toll_free = "+18005550100"
    assert len(zones_of(toll_free)) > 3
    assert "calls are made 09:00 to 20:00" in refusal(
        toll_free, MONDAY_NOON.replace(hour=14), Rules(), (), ()
    )
    assert not refusal(
        toll_free, MONDAY_NOON.replace(hour=14), Rules(), (), (), [ZoneInfo("America/New_York")]
    )


def test_sundays_and_unknown_places() -> None:
    assert "Sunday" in refusal(BERLIN, MONDAY_NOON - timedelta(days=1), Rules(), (), ())
    assert "time zone" in refusal(BERLIN, MONDAY_NOON, Rules(), (), (), [])


def test_the_list_comes_first() -> None:
    assert "do-not-call" in refusal(BERLIN, MONDAY_NOON.replace(hour=2), Rules(), {BERLIN}, ())


def test_attempts() -> None:
    def past(*hours: float) -> list[Attempt]:
        return [Attempt(MONDAY_NOON - timedelta(hours=h), "no_answer") for h in hours]

    assert "the last attempt" in refusal(BERLIN, MONDAY_NOON, Rules(), (), past(3.9))
    assert not refusal(BERLIN, MONDAY_NOON, Rules(), (), past(4.1, 50))
    assert "3 times within 7 days" in refusal(BERLIN, MONDAY_NOON, Rules(), (), past(5, 50, 167))
    assert not refusal(BERLIN, MONDAY_NOON, Rules(), (), past(5, 50, 169, 170, 171))


def test_what_is_written() -> None:
    assert read_hours("9:00-17:30") == (time(9), time(17, 30))
    assert read_number("+49 (30) 123456") == BERLIN
    for wrong in ("", "9-17", "17:00-09:00", "25:00-26:00"):
        with pytest.raises(ConfigError, match="--hours"):
            read_hours(wrong)
    for wrong in ("", "030123456", "junk", "+1", "+4930123456789012345"):
        with pytest.raises(ConfigError, match="telephone number"):
            read_number(wrong)
