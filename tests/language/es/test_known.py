"""What was spoken of or done before, in Spanish."""

from __future__ import annotations

import pytest

from voice_agent.language.es.known import goes_without, is_known, reports


def test_a_value_that_was_spoken_of() -> None:
    assert is_known("ponga leche de soja en el ")
    assert is_known("azúcar al ")
    assert not is_known("póngame un ")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Pues sin.", True),
        ("vale, sin eso entonces", True),
        ("tal cual", True),
        ("no", False),
        ("sin azúcar", False),
        ("vale", False),
    ],
)
def test_who_does_without(text: str, without: bool) -> None:
    assert goes_without(text) is without


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mi mujer ha pedido un cortado", True),
        ("mi jefe va a pedir un té luego", True),
        ("ya he pedido un cortado", True),
        ("ella siempre toma un té", True),
        ("mi mujer quiere un cortado", False),
        ("quiero un té", False),
        ("mi hijo va a tomar un té", False),
    ],
)
def test_what_is_only_told(text: str, told: bool) -> None:
    assert reports(text) is told
