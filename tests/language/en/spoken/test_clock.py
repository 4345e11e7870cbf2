"""Times of day, however they are written."""

from __future__ import annotations

import pytest

from voice_agent.language.en.spoken.clock import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("6:05p and 9:30a", "6:05 PM and 9:30 AM"),
        ("1h30m, 2h 1min", "1 hour 30 minutes, 2 hours 1 minute"),
        ("12:00 noon", "noon"),
        ("noon–1pm and 11am-noon", "noon to 1 PM and 11 AM to noon"),
        ("3:30pm", "3:30 PM"),
        ("3:30 p.m. today", "3:30 PM today"),
        ("10:00 AM", "10 AM"),
        ("12:00 PM", "noon"),
        ("12am", "midnight"),
        ("12:05 am", "12:05 AM"),
        ("15:00", "3 PM"),
        ("09:30", "9:30 AM"),
        ("00:30", "12:30 AM"),
        ("12:00", "noon"),
        ("24:00", "midnight"),
        ("9:00", "9 o'clock"),
        ("9:15 and 10:45", "9:15 and 10:45"),
        ("17h30", "5:30 PM"),
        ("18:00 hrs", "6 PM"),
        ("23:59:59", "11:59 PM"),
        ("9am-5pm", "9 AM to 5 PM"),
        ("9 a.m.–5 p.m. ET", "9 AM to 5 PM ET"),
        ("9-5pm", "9 to 5 PM"),
        ("9:00–17:00", "9 AM to 5 PM"),
        ("8:30 am – 12:00 pm", "8:30 AM to noon"),
        ("24/7", "24 7"),
        ("a ratio of 3:1", "a ratio of 3 to 1"),
        ("at 5 p.m. We open", "at 5 PM. We open"),
        ("at 5 p.m.", "at 5 PM."),
        ("version 2.5.1", "version 2.5.1"),
        ("3:30 PM, 10 AM and noon", "3:30 PM, 10 AM and noon"),
        ("5 amps, 7 pm", "5 amps, 7 PM"),
    ],
)
def test_time(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(spoken) == spoken
