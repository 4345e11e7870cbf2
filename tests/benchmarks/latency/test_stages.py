"""Every engine by itself."""

from __future__ import annotations

import numpy as np

from benchmarks.latency.stages import cut, sentences, timed


def test_pieces_have_exactly_their_length() -> None:
    assert [piece.size for piece in cut(np.arange(25, dtype=np.int16), 10)] == [10, 10]
    assert [piece.size for piece in cut(np.arange(4, dtype=np.int16), 10)] == [10]
    assert {len(text.split()) for text in sentences(["a b", "c"], 7)} == {7}


def test_warm_up_rounds_are_not_counted() -> None:
    calls: list[str] = []
    took = timed([("a", lambda: calls.append("a")), ("b", lambda: calls.append("b"))], 5)
    assert {name: len(ms) for name, ms in took.items()} == {"a": 5, "b": 5}
    assert calls[:2] == ["a", "b"]
    assert len(calls) == 16
