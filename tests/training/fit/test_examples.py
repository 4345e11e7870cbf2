"""Rows as encoded examples."""

from __future__ import annotations

from random import Random

from tiny_network import ROWS, maker

from voice_agent.training.fit.examples import IGNORE


def test_examples_tag_first_tokens_and_mask_what_is_unknown() -> None:
    tagged = maker()(ROWS[0], Random(3), cut=False)
    assert tagged.tags == (0, 0, 1, 2)
    scope = maker()(ROWS[3], Random(3), cut=False)
    assert set(scope.tags) == {IGNORE}
    assert scope.intents == (0,)
    assert "completeness" not in scope.classes
