"""Times of day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language.en import normalise
from voice_agent.playbook.schema import EntitySpec

TODAY = date(2026, 11, 22)  # A Sunday.

TIME = [
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
