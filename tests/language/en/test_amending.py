"""Values of which one part is put right."""

from __future__ import annotations

from voice_agent.language import EntitySpec
from voice_agent.language.en.amending import amended


def test_only_addresses_have_parts() -> None:
    old = {"number": "12", "street": "Oak Lane"}
    assert amended(EntitySpec(kind="address"), old, "number 14") == old | {"number": "14"}
    assert amended(EntitySpec(kind="address"), "12 Oak Lane", "number 14") is None
    assert amended(EntitySpec(kind="digits"), old, "number 14") is None
