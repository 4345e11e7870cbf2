from __future__ import annotations

import pytest

from voice_agent.language.es.corrections import correction, replacement, takes_back


@pytest.mark.parametrize(
    "between", [", no, ", " perdón, ", " digo ", ", mejor ", " no, espera, un "]
)
def test_a_second_thought_takes_back(between: str) -> None:
    assert takes_back(between)


@pytest.mark.parametrize("between", [" y ", ", ", "", " con ", " sin nada de "])
def test_what_lies_between_two_values_is_no_second_thought(between: str) -> None:
    assert not takes_back(between)


def test_what_is_put_right() -> None:
    assert correction("perdón, quería decir el grande") == "grande"
    assert correction("uno grande mejor") == "uno grande"
    assert correction("he dicho cinco") == "cinco"
    assert correction("pensándolo bien, a las cinco") == "a las cinco"
    assert correction("cámbielo al jueves") == "jueves"
    assert correction("quiero un café") is None


def test_this_and_not_that() -> None:
    assert replacement("Marcos, no Miguel") == ("marcos", "miguel")
    assert replacement("no es Miguel sino Marcos") == ("marcos", "miguel")
    assert replacement("a las siete no, a las ocho") == ("ocho", "siete")
    assert replacement("no cuatro, cinco") == ("cinco", "cuatro")
    assert replacement("no, Miguel no, Marcos") == ("marcos", "miguel")
    assert replacement("no son cuatro, son cinco") == ("cinco", "cuatro")
    assert replacement("ay, no, cuatro") is None
    assert replacement("quiero un café") is None
    assert replacement("palabra " * 12) is None
