"""Where symbols are in a recording."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.training.ears.aligning import aligned, cut


def scores(*said: int, symbols: int = 4) -> np.ndarray:
    """One row for each frame; ``said`` is what is likely there."""
    rows = np.full((len(said), symbols), 0.01, np.float32)
    rows[np.arange(len(said)), said] = 1.0
    return np.log(rows / rows.sum(1, keepdims=True))


@pytest.mark.parametrize(
    ("said", "symbols", "frames"),
    [
        ((0, 1, 0, 2, 0), (1, 2), [1, 3]),
        ((0, 1, 0, 0, 1, 0), (1, 1), [1, 4]),
        ((1, 2, 3), (1, 2, 3), [0, 1, 2]),
        ((0, 3, 0), (3,), [1]),
        ((0, 0), (), []),
    ],
)
def test_each_symbol_is_where_it_is_clearest(
    said: tuple[int, ...], symbols: tuple[int, ...], frames: list[int]
) -> None:
    assert aligned(scores(*said), symbols) == frames


def test_the_same_symbol_twice_has_a_blank_between() -> None:
    first, second = aligned(scores(0, 1, 1, 1, 0), (1, 1))
    assert second - first >= 2


def test_cuts_in_the_silence_between() -> None:
    sound = np.concatenate([np.ones(3000), np.zeros(1000), np.ones(3000)])
    one, other = cut(sound, [2, 8], 640)
    assert 3000 < one.size < 4000
    assert one.size + other.size == sound.size


def test_one_symbol_has_all_of_the_sound() -> None:
    assert [part.size for part in cut(np.ones(500), [0], 640)] == [500]
