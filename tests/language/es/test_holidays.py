from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.es.folding import fold
from voice_agent.language.es.holidays import scan_holidays

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "coming", "last"),
    [
        ("Nochebuena", "2026-12-24", "2025-12-24"),
        ("el día de Reyes", "2027-01-06", "2026-01-06"),
        ("Viernes Santo", "2027-03-26", "2026-04-03"),
        ("el día de la madre", "2027-05-02", "2026-05-03"),
        ("el día de la Constitución", "2026-12-06", "2025-12-06"),
    ],
)
def test_days_with_a_name(text: str, coming: str, last: str) -> None:
    for past, day in ((False, coming), (True, last)):
        (found,) = scan_holidays(fold(text), TODAY, past=past)
        assert found.value == day


@pytest.mark.parametrize("text", ["la calle San José", "la iglesia del Pilar", "el viernes"])
def test_what_is_called_like_a_day(text: str) -> None:
    assert not [*scan_holidays(fold(text), TODAY, past=False)]
