"""Who asks for somebody, and who only speaks of one, in Spanish."""

from __future__ import annotations

import pytest

from voice_agent.language.es.staff import speaks_of_staff


@pytest.mark.parametrize(
    "text",
    [
        "Operadora, por favor",
        "quiero hablar con una persona",
        "¿Puedo hablar con alguien?",
        "páseme con el encargado",
        "póngame con un agente",
    ],
)
def test_a_wish_for_somebody(text: str) -> None:
    assert speaks_of_staff(text) == "asks"


@pytest.mark.parametrize(
    "text", ["mi hermana es operadora", "el agente me dijo que espere", "hablé con un empleado"]
)
def test_somebody_is_only_mentioned(text: str) -> None:
    assert speaks_of_staff(text) == "mentions"


@pytest.mark.parametrize("text", ["un café", "no quiero hablar con nadie", "no me pase con nadie"])
def test_wording_that_does_not_tell(text: str) -> None:
    assert speaks_of_staff(text) == "no"
