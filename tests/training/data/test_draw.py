"""Which rows an epoch has."""

from __future__ import annotations

from collections import Counter
from random import Random

from tiny_network import ROWS, row

from voice_agent.training.data.draw import PLAYBOOK_SHARES, draw_epoch


def test_an_epoch_is_balanced_by_kind_and_intent() -> None:
    many = [row(f"pay bob {n}", "pay") for n in range(500)]
    drawn = draw_epoch([*many, *ROWS], 300, Random(1), PLAYBOOK_SHARES)

    assert abs(len(drawn) - 300) <= 2
    intents = [one.intents[0] for one in drawn if one.group == "phrases"]
    assert abs(intents.count("pay") - intents.count("balance")) <= 1


def test_without_shares_every_row_comes_once_before_any_comes_twice() -> None:
    rows = [row(str(number), "pay") for number in range(10)]

    assert Counter(draw_epoch(rows, 0, Random(1), {})) == Counter(rows)
    assert set(Counter(draw_epoch(rows, 25, Random(1), {})).values()) == {2, 3}
