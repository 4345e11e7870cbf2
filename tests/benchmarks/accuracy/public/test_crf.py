"""The loss of a CRF."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from voice_agent.training.fit.examples import IGNORE

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from benchmarks.accuracy.public.crf import crf_loss

pytestmark = pytest.mark.train


def test_the_crf_loss_is_that_of_all_paths_written_out() -> None:
    torch.manual_seed(3)
    emissions, transitions = torch.randn(2, 4, 3), torch.randn(4, 3)
    tags = torch.tensor([[IGNORE, 1, IGNORE, 2], [IGNORE] * 4])
    words = emissions[0, [1, 3]]

    def score(path: tuple[int, ...]) -> Any:
        first, second = path
        moved = transitions[0, first] + transitions[1 + first, second]
        return moved + words[0, first] + words[1, second]

    every = torch.stack([score(path) for path in product(range(3), repeat=2)])
    wanted = (torch.logsumexp(every, 0) - score((1, 2))) / 2
    assert crf_loss(emissions, tags, transitions, IGNORE) == pytest.approx(wanted.item(), abs=1e-5)
