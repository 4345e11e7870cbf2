from __future__ import annotations

import pytest

from voice_agent.language.es.address_turn import Turn
from voice_agent.language.es.address_units import amended_unit, begins_unit, unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("segundo B", "2º B"),
        ("segundo, puerta B", "2º B"),
        ("piso tercero, puerta cuatro", "3º, puerta 4"),
        ("tercera planta", "3º"),
        ("planta 12, oficina 4", "12º, oficina 4"),
        ("primero primera", "1º 1ª"),
        ("3º 2ª", "3º 2ª"),
        ("2.º ext. dcha.", "2º exterior derecha"),
        ("bajos", "bajo"),
        ("ático izquierda", "ático izquierda"),
        ("portal 3, escalera izquierda, cuarto a", "portal 3, escalera izquierda, 4º A"),
        ("cuarto be de Barcelona", "4º B"),
        ("puerta 2", "puerta 2"),
        ("local 4B", "local 4B"),
    ],
)
def test_floor_and_door(text: str, value: str) -> None:
    found = unit(Turn(text), 0, after_number=False)
    assert found is not None
    assert found.value == value


def test_digits_are_a_floor_only_after_the_number_of_the_house() -> None:
    assert unit(Turn("2 B"), 0, after_number=False) is None
    found = unit(Turn("2 B"), 0, after_number=True)
    assert found is not None
    assert found.value == "2º B"


@pytest.mark.parametrize("text", ["mañana", "a las tres", "por favor", "2", ""])
def test_no_unit(text: str) -> None:
    assert unit(Turn(text), 0, after_number=True) is None


@pytest.mark.parametrize(
    ("kept", "anew", "both"),
    [
        ("2º B", "3º", "3º B"),
        ("2º B", "3º C", "3º C"),
        ("2º B", "C", "2º C"),
        ("portal 3, 2º B", "portal 4", "portal 4, 2º B"),
        ("2º B", "escalera A", "2º B, escalera A"),
        ("bajo izquierda", "derecha", "bajo derecha"),
    ],
)
def test_a_part_that_is_put_right_leaves_the_others(kept: str, anew: str, both: str) -> None:
    assert amended_unit(kept, anew) == both


def test_what_begins_a_unit() -> None:
    assert begins_unit(Turn("piso 3"), 0)
    assert begins_unit(Turn("tercero"), 0)
    assert not begins_unit(Turn("segundo Serrano"), 0)
    assert not begins_unit(Turn("piso alto"), 0)
