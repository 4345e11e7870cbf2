from __future__ import annotations

from voice_agent.language import EntitySpec
from voice_agent.language.es.lists import scan_list

MILK = EntitySpec(
    kind="list",
    values={"leche": [], "leche de avena": ["avena"], "café": ["cortado largo"]},
    modifiers=["un poco", "mucha"],
)


def values(text: str) -> list[str]:
    return [one.value for one in scan_list(MILK, text)]


def test_the_longest_value_wins_without_accents_and_in_the_plural() -> None:
    assert values("con leche de avena") == ["leche de avena"]
    assert values("dos CAFES y avena") == ["café", "leche de avena"]
    assert values("cortados largos") == []
    assert values("cortado, largo") == ["café"]


def test_a_modifier_belongs_to_its_value() -> None:
    (found,) = scan_list(MILK, "con un poco de leche")
    assert found.value == "un poco leche"
    assert "con un poco de leche"[found.start : found.end] == "un poco de leche"


def test_what_is_ruled_out_is_not_found() -> None:
    assert values("un café sin leche") == ["café"]
    assert values("no quiero leche") == []


def test_no_values_no_match() -> None:
    assert not [*scan_list(EntitySpec(kind="list", values={"x": []}), "")]
