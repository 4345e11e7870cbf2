from __future__ import annotations

import pytest

from voice_agent.language.es.folding import words_of
from voice_agent.language.es.numbers import number_at, numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cero", 0),
        ("veintiún", 21),
        ("treinta y cinco", 35),
        ("cien", 100),
        ("ciento dos", 102),
        ("quinientas cuarenta y tres", 543),
        ("mil", 1_000),
        ("dos mil veintisiete", 2_027),
        ("ciento veinte mil trescientos", 120_300),
        ("un millón", 1_000_000),
        ("dos millones quinientos mil", 2_500_000),
        ("3 mil", 3_000),
    ],
)
def test_words_are_read_whole(text: str, value: float) -> None:
    said = words_of(text)
    assert number_at(said, 0) == (value, len(said))


def test_a_number_ends_where_another_begins() -> None:
    said = words_of("cuarenta y cuatro setenta y siete")
    first = number_at(said, 0)
    assert first == (44, 3)
    assert number_at(said, 3) == (77, 6)
    assert number_at(words_of("cinco y media"), 0) == (5, 1)
    assert number_at(words_of("café"), 0) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250,75", 1250.75),
        ("1.250", 1250.0),
        ("1,250.75", 1250.75),
        ("3,5", 3.5),
        ("3.50", 3.5),
        ("1,250", None),
        ("12:30", None),
        ("4-4", None),
    ],
)
def test_digits_that_may_mean_two_things_are_none(text: str, value: float | None) -> None:
    assert numeral(text) == value
