"""Numbers that are read digit by digit, and those that are not."""

from __future__ import annotations

import pytest

from voice_agent.language.en.spoken.digit_groups import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1-800-555-0199", "1, 8 0 0, 5 5 5, 0 1 9 9"),
        ("(212) 555-0199", "2 1 2, 5 5 5, 0 1 9 9"),
        ("212.555.0199", "2 1 2, 5 5 5, 0 1 9 9"),
        ("+1 415 555 2671", "4 1 5, 5 5 5, 2 6 7 1"),
        ("+44 7911 123456", "plus 4 4, 7 9 1 1, 1 2 3 4 5 6"),
        ("(212)555-0199", "2 1 2, 5 5 5, 0 1 9 9"),
        ("212/555-0199", "2 1 2, 5 5 5, 0 1 9 9"),
        ("0800 123 4567", "0 8 0 0, 1 2 3, 4 5 6 7"),
        ("020 7946 0958", "0 2 0, 7 9 4 6, 0 9 5 8"),
        ("1-800-FLOWERS", "1, 8 0 0, FLOWERS"),
        (
            "tracking 9400 1118 9922 3397 5612 34",
            "tracking 9 4 0 0, 1 1 1 8, 9 9 2 2, 3 3 9 7, 5 6 1 2, 3 4",
        ),
        ("555-0199", "5 5 5, 0 1 9 9"),
        ("(202) 555-0143 x12", "2 0 2, 5 5 5, 0 1 4 3 extension 1 2"),
        ("A1B2C3", "A 1 B 2 C 3"),
        ("4111 1111 1111 1111", "4 1 1 1, 1 1 1 1, 1 1 1 1, 1 1 1 1"),
        ("4111-1111-1111-1111", "4 1 1 1, 1 1 1 1, 1 1 1 1, 1 1 1 1"),
        ("3782 822463 10005", "3 7 8 2, 8 2 2 4 6 3, 1 0 0 0 5"),
        ("123-45-6789", "1 2 3, 4 5, 6 7 8 9"),
        ("**** 4477", "ending in 4 4 7 7"),
        ("XXXX-XXXX-4477", "ending in 4 4 7 7"),
        ("card ending in ••••4477", "card ending in 4 4 7 7"),
        ("The card ending 4477 has", "The card ending 4 4 7 7 has"),
        ("account 12345678", "account 1 2 3 4, 5 6 7 8"),
        ("account number: 123456789", "account number: 1 2 3, 4 5 6, 7 8 9"),
        ("order 12345 is", "order 1 2 3 4 5 is"),
        ("PIN 4471", "PIN 4 4 7 1"),
        ("your code is 123-456", "your code is 1 2 3, 4 5 6"),
        ("sort code 20-00-00", "sort code 2 0, 0 0, 0 0"),
        ("GB29 NWBK 6016 1331 9268 19", "G B 2 9, N W B K, 6 0 1 6, 1 3 3 1, 9 2 6 8, 1 9"),
        ("AB12CD34", "A B 1 2, C D 3 4"),
        ("a 0042", "a 0 0 4 2"),
        ("call 1234567890", "call 1 2 3, 4 5 6, 7 8 9 0"),
        ("90210-1234", "9 0 2 1 0, 1 2 3 4"),
        # These are counted, not dictated.
        ("account 200 dollars", "account 200 dollars"),
        ("order 250 apples", "order 250 apples"),
        ("number 12", "number 12"),
        ("12,345 people and 1,000,000 more", "12,345 people and 1,000,000 more"),
        ("in 2026, 1984", "in 2026, 1984"),
        ("0.125 and 10.0001", "0.125 and 10.0001"),
        ("COVID19, MP3 and B2B", "COVID19, MP3 and B2B"),
        ("5000000 views", "5000000 views"),
        ("4 4 7 7", "4 4 7 7"),
        ("plus 4 4 7 9 1 1", "plus 4 4 7 9 1 1"),
    ],
)
def test_digits(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(spoken) == spoken
