"""Times of day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language.en import normalise
from voice_agent.language.en.entities.times import scan_times, time_range
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.playbook.schema import EntitySpec

TODAY = date(2026, 11, 22)  # A Sunday.

TIME = [
    ("fiveish", "17:00"),
    ("around nineish", "09:00"),
    ("half past sevenish in the evening", "19:30"),
    ("six thirtyish", "18:30"),
    ("five zero five", "17:05"),
    ("zero seven thirty", "07:30"),
    ("oh eight hundred hours", "08:00"),
    ("sixteen thirty hours", "16:30"),
    ("15h30", "15:30"),
    ("at 16h", "16:00"),
    ("17 02", "17:02"),
    ("half an hour before noon", None),
    ("two hours after midnight", None),
    ("a minute to midnight", "23:59"),
    ("one minute past five", "17:01"),
    ("quarter 'til six", "17:45"),
    ("quarter past seventeen", "17:15"),
    ("twelve o'clock midnight", "00:00"),
    ("five uh six", "18:00"),
    ("one moment", None),
    ("one hundred", None),
    ("five five", None),
    ("one one one one", None),
    ("room 5", None),
    ("$5", None),
    ("table for four", None),
    ("two and a half hours", None),
    ("nine and a half", None),
    ("five past the hour", None),
    ("twenty past", None),
    ("five to", None),
    ("five till", None),
    ("ten of six", None),
    ("5:5", None),
    ("3 a", None),
    ("9-5", None),
    ("9am-5pm", None),
    ("4:30 - 5:30", None),
    ("from five to six", None),
    ("in the afternoon at 7", "19:00"),
    ("tomorrow morning at 6", "06:00"),
    ("10, tonight", "22:00"),
    ("last night at 8", "20:00"),
    ("Good morning, at three", "15:00"),
    ("in the morning or in the evening at 7", "07:00"),
    ("twelve tonight", "00:00"),
    ("one at night", "01:00"),
    ("eleven at night", "23:00"),
    ("9a", "09:00"),
    ("8:45p.", "20:45"),
    ("9 a m", "09:00"),
    ("noonish", "12:00"),
    ("seven ish", "07:00"),
    ("mid night", "00:00"),
    ("one min to one am", "00:59"),
    ("two minutes past six", "18:02"),
    ("twenty five past three", "15:25"),
    ("five to noon", "11:55"),
    ("quarter past midnight", "00:15"),
    ("a quarter to midnight", "23:45"),
    ("february twenty second 3:30", "15:30"),
    ("on march 15 at 3", "15:00"),
    ("march 15, 2027 at 9", "09:00"),
    ("15 december at 4", "16:00"),
    ("december 12 at 4", "16:00"),
    ("on the 22nd at 3", "15:00"),
    ("0900 hours", "09:00"),
    ("nineteen hundred hours", "19:00"),
    ("not two, three", "15:00"),
    ("a table for two at seven", "07:00"),
    ("in two hours", None),
    ("ten people", None),
    ("twenty dollars", None),
    ("one minute", None),
    ("hold on a second", None),
    ("in the morning", None),
    ("between two and four", None),
    ("from nine to noon", None),
    ("two to four", None),
    ("2 to 4", None),
    ("from two", "14:00"),
    ("between two", "14:00"),
    ("3.30pm", "15:30"),
    ("quarter past three in the afternoon", "15:15"),
    ("at 9", "09:00"),
    ("around two thirty", "14:30"),
    ("12:30 p.m.", "12:30"),
    ("12:15 a.m.", "00:15"),
    ("10:00", "10:00"),
    ("five to ten", "09:55"),
    ("ten fifteen", "10:15"),
    ("three in the morning", "03:00"),
    ("7:05pm", "19:05"),
    ("0900", "09:00"),
    ("1530", "15:30"),
    ("ten past eleven at night", "23:10"),
    ("half past three", "15:30"),
    ("quarter to nine", "08:45"),
    ("a quarter past ten", "10:15"),
    ("three thirty pm", "15:30"),
    ("3:30 p.m.", "15:30"),
    ("3:30", "15:30"),
    ("noon", "12:00"),
    ("midnight", "00:00"),
    ("at ten", "10:00"),
    ("10 a.m.", "10:00"),
    ("10am", "10:00"),
    ("ten o'clock", "10:00"),
    ("ten o clock", "10:00"),
    ("five past two", "14:05"),
    ("twenty to six", "17:40"),
    ("ten in the morning", "10:00"),
    ("seven in the evening", "19:00"),
    ("eight at night", "20:00"),
    ("15:30", "15:30"),
    ("03:30", "03:30"),
    ("twelve thirty", "12:30"),
    ("twelve am", "00:00"),
    ("twelve pm", "12:00"),
    ("seven oh five", "07:05"),
    ("half three", "15:30"),
    ("three p m", "15:00"),
    ("3 p.m", "15:00"),
    ("quarter to one", "12:45"),
    ("nine forty five am", "09:45"),
    ("at three no four pm", "16:00"),
    ("fourteen hundred hours", "14:00"),
    ("six", "18:00"),
    ("later", None),
    ("twenty five", None),
    ("9:15 AM", "09:15"),
    ("eleven fifty nine pm", "23:59"),
    ("one thirty in the afternoon", "13:30"),
    ("half past twelve", "12:30"),
    ("quarter of five", "16:45"),
]


@pytest.mark.parametrize(("text", "value"), TIME)
def test_time(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="time"), text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("between two and four", ("14:00", "16:00", 4)),
        ("from nine to noon", ("09:00", "12:00", 4)),
        ("nine till 5", ("09:00", "17:00", 3)),
        ("between two to four", None),
        ("from two and four", None),
        ("from", None),
        ("between two and", None),
        ("ten", None),
    ],
)
def test_a_range_of_times(text: str, span: tuple[str, str, int] | None) -> None:
    assert time_range(tokenise(text), 0) == span


def test_a_bare_hour_is_marked_only_beside_what_shows_it() -> None:
    marked = {
        text: [match.marked for match in scan_times(tokenise(text))]
        for text in ("ten", "at ten", "by ten", "by ten thirty", "at ten percent", "10:30", "noon",
                     "two tonight", "at two tonight", "ten am")
    }  # fmt: skip
    assert marked == {
        "ten": [False],
        "at ten": [True],
        "by ten": [False],
        "by ten thirty": [True],
        "at ten percent": [],
        "10:30": [True],
        "noon": [True],
        "two tonight": [False],
        "at two tonight": [True],
        "ten am": [True],
    }
