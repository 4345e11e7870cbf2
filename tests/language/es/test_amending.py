from __future__ import annotations

from voice_agent.language import EntitySpec
from voice_agent.language.es.amending import amended

KEPT = {"street": "Calle Mayor", "number": "12"}


def test_only_an_address_has_parts() -> None:
    assert amended(EntitySpec(kind="address"), KEPT, "número 14") == KEPT | {"number": "14"}
    assert amended(EntitySpec(kind="address"), None, "número 14") is None
    assert amended(EntitySpec(kind="digits"), "1234", "número 14") is None
