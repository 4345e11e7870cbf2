"""Dates, however they are written."""

from __future__ import annotations

import pytest

from voice_agent.language.en.spoken.calendar import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "Wed 12/2 and between 3/1 and 3/15",
            "Wednesday December 2 and between March 1 and March 15",
        ),
        ("12/4 at 2 PM", "December 4 at 2 PM"),
        ("on 11/30 or 12/1", "on November 30 or December 1"),
        ("11/30–12/2", "November 30 to December 2"),
        ("1/2-3/4 cup or 3/4", "1/2-3/4 cup or 3/4"),
        ("10-Dec-2026", "December 10, 2026"),
        ("2026-12 and 2026-13", "December 2026 and 2026-13"),
        ("11/12/2026", "November 12, 2026"),
        ("3/4/26", "March 4, 2026"),
        ("3/4/84", "March 4, 1984"),
        ("25/12/2026", "December 25, 2026"),
        ("25.12.2026", "December 25, 2026"),
        ("12-18-2026", "December 18, 2026"),
        ("2026/12/18", "December 18, 2026"),
        ("2026-12-01", "December 1, 2026"),
        ("2026-12-01T15:30:00Z", "December 1, 2026 at 3:30 PM"),
        ("2026-13-01", "2026-13-01"),
        ("2026-12-01T25:30", "2026-12-01T25:30"),
        ("32/32/2026", "32/32/2026"),
        ("1.2.26", "1.2.26"),
        ("Dec. 3rd", "December 3"),
        ("December 3", "December 3"),
        ("Dec 3, 2026", "December 3, 2026"),
        ("Dec 3-5", "December 3 to 5"),
        ("3 Dec 2026", "December 3, 2026"),
        ("in Jan 2026", "in January 2026"),
        ("Jan. is cold", "January is cold"),
        ("since Jan. We", "since January. We"),
        ("Jan–Mar", "January to March"),
        ("due 11/27, please", "due November 27, please"),
        ("from 11/30 to 12/2.", "from November 30 to December 2."),
        ("expires 12/27", "expires December 2027"),
        ("1/2 cup", "1/2 cup"),
        ("Mon-Fri", "Monday to Friday"),
        ("open Mon.–Sat. We", "open Monday to Saturday. We"),
        ("today's 11/30", "today's November 30"),
        ("Mon. to Fri., all day", "Monday to Friday, all day"),
        ("on Sat. We", "on Saturday. We"),
        ("Sat 9 to 5", "Saturday 9 to 5"),
        ("Tues and Thurs", "Tuesday and Thursday"),
        ("the sun sat in May, mon ami", "the sun sat in May, mon ami"),
        ("Sun, sea and March on", "Sun, sea and March on"),
        ("in 5 May stay", "in 5 May stay"),
        ("Friday, November 27", "Friday, November 27"),
    ],
)
def test_date(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(spoken) == spoken
