from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.pieces import impossible, join, missing, other, pick, vague

TODAY = date(2026, 11, 22)
PHONE = EntitySpec(kind="phone")


def test_a_number_comes_in_pieces() -> None:
    parts = ["seis uno dos", "treinta y cuatro cincuenta y seis", "siete ocho"]
    assert missing(PHONE, parts[:1]) == 6
    assert join(PHONE, parts[:2], today=TODAY) is None
    assert join(PHONE, parts, today=TODAY) == "+34612345678"
    assert missing(PHONE, parts) == 0


def test_a_piece_after_a_no_replaces_the_last_one() -> None:
    four = EntitySpec(kind="digits", min_length=4, max_length=4)
    assert join(four, ["44", "77", "no 78"], today=TODAY) == "4478"
    assert join(four, ["44", "4477"], today=TODAY) == "4477"
    assert join(EntitySpec(kind="number"), ["tres", "cuatro"], today=TODAY) == 4


def test_which_of_the_given_values() -> None:
    values = ["Ana Ruiz", "Ana Gil", "Luis"]
    assert pick(values, ("a Ana Gil",)) == ("Ana Gil",)
    assert pick(values, ("a Ana",)) == ("Ana Ruiz", "Ana Gil")
    assert pick(values, ("nadie", "luis")) == ("Luis",)
    assert pick(values, ("nadie",)) == ()


def test_the_other_of_two() -> None:
    assert other(["a", "b"], "a", "el otro, por favor") == "b"
    assert other(["a", "b", "c"], "a", "el otro") is None


def test_why_it_cannot_be() -> None:
    assert impossible(EntitySpec(kind="date"), "el 30 de febrero") == "Febrero no tiene día 30."
    assert impossible(PHONE, "el 30 de febrero") == ""


@pytest.mark.parametrize(
    ("kind", "text", "low", "name"),
    [
        ("time", "por la mañana", "06:00", ""),
        ("time", "me da igual", None, "any"),
        ("money", "la mitad", None, "half"),
        ("date", "la semana que viene", "2026-11-23", ""),
        ("date", "mejor el fin de semana", "2026-11-28", ""),
        ("time", "a primera hora", "08:00", ""),
        ("time", "pues a última hora de la tarde", "19:00", ""),
        ("time", "entre las cinco y las seis", "17:00", ""),
    ],
)
def test_what_an_answer_leaves_open(kind: str, text: str, low: str | None, name: str) -> None:
    found = vague(EntitySpec.model_validate({"kind": kind}), text, today=TODAY)
    assert found is not None
    assert (found.low, found.name) == (low, name)
    assert bool(found.ask) == (not name)


def test_a_value_is_not_vague() -> None:
    assert vague(EntitySpec(kind="time"), "a las tres", today=TODAY) is None
    assert vague(EntitySpec(kind="time"), "un café", today=TODAY) is None
