from __future__ import annotations

import random

import numpy as np

from benchmarks.accuracy.lossy_line import heard, over_the_line, packets, words

TONE = (8000 * np.sin(np.arange(8000) * 0.07)).astype(np.int16)


def test_a_line_without_faults_changes_nothing_but_the_law() -> None:
    found = heard(over_the_line(packets(TONE), 0.0, 0.0, random.Random(1)))
    assert found.size == 8000 + 5 * 160
    assert np.abs(found[:8000].astype(int) - TONE).max() < 300


def test_jitter_is_put_right() -> None:
    sent = packets(TONE)
    # One that overtakes the first is where the call begins.
    late = [*sent[:3], *over_the_line(sent[3:], 0.0, 40.0, random.Random(1))]
    assert late != sent
    assert np.array_equal(heard(late), heard(sent))


def test_the_share_that_is_lost_is_lost() -> None:
    arrived = over_the_line(packets(np.tile(TONE, 40)), 0.05, 0.0, random.Random(1))
    assert 0.03 < 1 - len(arrived) / 2005 < 0.07


def test_texts_are_compared_by_their_words() -> None:
    assert words("Op- Operator, it's  ME.") == "op operator it's me"
