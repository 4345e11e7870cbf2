from __future__ import annotations

from typing import Any

import pytest

from benchmarks.accuracy import spanish_values
from benchmarks.accuracy.spanish_values import Case, cases, read


def test_every_answer_has_a_kind_a_text_and_a_value_of_the_kind() -> None:
    some = cases()
    assert len({case.said for case in some}) == len(some) > 70
    shapes: dict[str, Any] = {"money": dict, "address": dict, "number": (int, float)}
    for case in some:
        assert case.value is None or isinstance(case.value, shapes.get(case.kind, str)), case


def test_an_answer_is_read_as_one_to_a_question() -> None:
    assert read(Case("time", "siete y media", None)) == "19:30"


def test_what_is_read_wrongly_is_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    some = [Case("number", "tres", 3), Case("number", "cuatro", 5), Case("number", "nada", 6)]
    monkeypatch.setattr(spanish_values, "cases", lambda: some)
    monkeypatch.setattr("sys.argv", ["spanish_values", "--wrong"])
    spanish_values.main()
    assert capsys.readouterr().out.splitlines() == [
        "number     1 of   3 right, 1 wrong values",
        "all        1 of   3 right",
        "number: 'cuatro': 4, not 5",
        "number: 'nada': None, not 6",
    ]
