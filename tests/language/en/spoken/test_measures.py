"""Percent, units, ranges, fractions, ordinals."""

from __future__ import annotations

import pytest

from voice_agent.language.en.spoken.measures import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Apt. 4B, gate 12K, 4B", "Apt. 4 B, gate 12 K, 4 billion"),
        ("1/2% or 5 m³", "one half percent or 5 cubic meters"),
        ("3.5 %", "3.5 percent"),
        (">= 10 and <= 20", "at least 10 and at most 20"),
        ("10 m/s", "10 meters per second"),
        ("19.9% or 5-10%", "19.9 percent or 5 to 10 percent"),
        ("3%-5%", "3 percent to 5 percent"),
        ("-2% and +3%", "minus 2 percent and plus 3 percent"),
        ("a 3.5%-rate", "a 3.5 percent rate"),
        ("2‰", "2 per mille"),
        ("1st, 2nd, 3rd, 11th", "first, second, third, eleventh"),
        ("22nd, 20th and 100th", "twenty-second, twentieth and one hundredth"),
        ("3-5 days", "3 to 5 days"),
        ("10–12, 2020-2025", "10 to 12, 2020 to 2025"),
        ("9 – 5", "9 to 5"),
        ("5-10k", "5 to 10 thousand"),
        ("5k, 3M and 1.5bn", "5 thousand, 3 million and 1.5 billion"),
        ("5 km or 1 km", "5 kilometers or 1 kilometer"),
        ("5 lbs, 20°C, 65 mph", "5 pounds, 20 degrees Celsius, 65 miles per hour"),
        ("100 km/h", "100 kilometers per hour"),
        ("10 min. later", "10 minutes later"),
        ("a 5-km run", "a 5 kilometer run"),
        ("5 dollars/month", "5 dollars per month"),
        ("5 dollars/mo. is", "5 dollars per month is"),
        ("1/2 cup, 3/4", "one half cup, three quarters"),
        ("2½ hours, 1 ¼", "2 and a half hours, 1 and one quarter"),
        ("4.5/5 stars, 8/10", "4.5 out of 5 stars, 8 out of 10"),
        ("50/50", "50 50"),
        ("I'm 5'11\" tall", "I'm 5 foot 11 tall"),
        ("a 4K TV, 2 tbsp", "a 4K TV, 2 tablespoons"),
        ("401(k), 401k", "4 0 1 K, 4 0 1 K"),
        ("~5, <10, ≥18", "about 5, less than 10, at least 18"),
        ("30-day, 3-in-1, 7-Eleven", "30-day, 3-in-1, 7-Eleven"),
        ("Just 5 in a row, 3 at most", "Just 5 in a row, 3 at most"),
        ("I have 3. M is a letter", "I have 3. M is a letter"),
        ("4 4 7 7, 12,000, 2.5", "4 4 7 7, 12,000, 2.5"),
    ],
)
def test_measure(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(spoken) == spoken
