"""Days and times that a turn moves."""

import pytest

from voice_agent.language.base import Shift
from voice_agent.language.en.shifts import shift


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("could it go a day earlier?", Shift(-1)),
        ("make it two days later", Shift(2)),
        ("a week sooner, please", Shift(-7)),
        ("3 days after that", Shift(3)),
        ("the day before", Shift(-1)),
        ("the next day.", Shift(1)),
        ("the following week that is", Shift(7)),
        ("an hour later", Shift(minutes=60)),
        ("half an hour earlier", Shift(minutes=-30)),
        ("a quarter of an hour later", Shift(minutes=15)),
        ("forty-five minutes later", Shift(minutes=45)),
        ("the day before yesterday", None),
        ("the day after tomorrow", None),
        ("two days before Christmas", None),
        ("three days after the first", None),
        ("half a day later", None),
        ("in an hour", None),
        ("later", None),
        ("Can we push that by two days?", Shift(2)),
        ("postpone it a week", Shift(7)),
        ("move it up by a day", Shift(-1)),
        ("bring the time forward by an hour", Shift(minutes=-60)),
        ("move it to two days from now", None),
        ("move 50 dollars", None),
        ("put it two days from Monday", None),
    ],
)
def test_by_how_much(text: str, by: Shift | None) -> None:
    assert shift(text) == by
