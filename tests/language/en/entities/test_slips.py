"""Parts of a date or a time that are put right at once."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise
from voice_agent.language.en.entities.slips import without_slips
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 12, 1)  # A Tuesday.


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("January fifth, no, sixth", "january sixth"),
        ("January fifth no the sixth", "january sixth"),
        ("January, sorry, February fifth", "february fifth"),
        ("January fifth, no, February", "fifth february"),
        ("the twenty first, no, second", "the twenty second"),
        ("three thirty, no, forty five", "three forty five"),
        ("nine a m no p m", "nine p m"),
        ("nine am, I mean pm", "nine pm"),
        ("July fourth nineteen seventy six no seventy seven", "july fourth nineteen seventy seven"),
        ("ten fifteen no sixteen no twenty", "ten twenty"),
    ],
)
def test_the_part_said_last_replaces_the_one_of_its_kind(said: str, left: str) -> None:
    assert " ".join(token.word for token in without_slips(tokenise(said)).tokens) == left


@pytest.mark.parametrize(
    "said",
    [
        "January fifth",
        "three thirty, no, four",
        "three thirty, no, fifteen thirty",
        "January fifth, no, February sixth",
        "fifty, no, sixty",
        "no",
        "no the sixth",
        "the fifth, no",
    ],
)
def test_whole_values_and_single_ones_stay(said: str) -> None:
    turn = tokenise(said)
    assert without_slips(turn) is turn


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("date", "January fifth, no, sixth", "2027-01-06"),
        ("date", "the fifth of January, no, February", "2027-02-05"),
        ("date", "the twenty first, no, second", "2026-12-22"),
        ("time", "three thirty, no, forty five", "15:45"),
        ("time", "three fifty, no, fifteen", "15:15"),
        ("time", "three fifty, no, ten", "10:00"),
        ("time", "nine am, sorry, pm", "21:00"),
    ],
)
def test_the_rest_of_the_value_stays(kind: str, said: str, value: str) -> None:
    spec = EntitySpec.model_validate({"kind": kind})
    assert normalise(spec, said, today=TODAY) == value
