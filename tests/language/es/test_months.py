from __future__ import annotations

from voice_agent.language.es.folding import fold
from voice_agent.language.es.months import MONTH_NUMBERS, MONTHS


def test_every_month_has_its_number() -> None:
    assert [MONTH_NUMBERS[fold(name)] for name in MONTHS] == [*range(1, 13)]
    assert MONTH_NUMBERS["setiembre"] == 9
