"""Texts judged in one pass."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.stt.network.decoder_graph import NEVER
from voice_agent.stt.network.judging import Tree


def test_a_tree_has_common_beginnings_once() -> None:
    tree = Tree.of([[1, 2, 3], [1, 2, 4], [1, 2], [5], []])
    assert tree.tokens == (1, 2, 3, 4, 5)
    assert tree.parents == (-1, 0, 1, 1, -1)
    assert tree.ends == (2, 3, 1, 4, -1)
    assert tree.depths() == [0, 1, 2, 2, 0]


def test_a_token_sees_the_prompt_and_its_own_text() -> None:
    seen = Tree.of([[1, 2], [1, 3]]).mask(2) > NEVER / 2
    assert seen.astype(int).tolist() == [
        [1, 0, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [1, 1, 1, 0, 0],
        [1, 1, 1, 1, 0],
        [1, 1, 1, 0, 1],
    ]


def test_a_text_is_as_likely_as_all_its_tokens_and_its_end() -> None:
    shares = np.array([[0.5, 0.25, 0.25], [0.2, 0.4, 0.4], [0.1, 0.1, 0.8]], np.float32)
    scores = np.log(shares) + 3.0  # Not normalised.
    found = Tree.of([[4, 5], [4], []]).judge(scores, [4, 5, 9], end=9)
    assert found == pytest.approx(np.log([0.5 * 0.4 * 0.8, 0.5 * 0.4, 0.25]), abs=1e-5)
