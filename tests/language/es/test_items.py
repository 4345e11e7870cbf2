"""Spanish lists of what is asked for."""

from __future__ import annotations

import pytest

from voice_agent.language import Item
from voice_agent.language.es.items import items, more


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("dos cortados y un capuchino", [Item("dos cortados", 2, 0), Item("un capuchino")]),
        ("quiero tres cortados", [Item("quiero tres cortados", 3, 7)]),
        ("un cortado y un té, todo grande", [Item("un cortado, grande"), Item("un té, grande")]),
        ("un café con leche con dos de azúcar", []),
        ("una mesa para dos a las dos y media", []),
        ("un cortado con un poco de leche y un poquito de azúcar", []),
        ("quiero un cortado, perdón, un capuchino", []),
        ("un cortado, no, un té", []),
        ("un cortado", []),
    ],
)  # fmt: skip
def test_what_is_listed(text: str, listed: list[Item]) -> None:
    assert items(text) == listed


@pytest.mark.parametrize(
    ("text", "further"),
    [
        ("Que sean dos.", 1),
        ("mejor que sean tres", 2),
        ("póngame dos de esos", 1),
        ("otros dos", 2),
        ("dos más, por favor", 2),
        ("dos", 0),
        ("un cortado", 0),
        ("dos cortados", 0),
    ],
)
def test_more_of_the_same(text: str, further: int) -> None:
    assert more(text) == further
