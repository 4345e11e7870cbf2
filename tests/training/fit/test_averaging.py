"""The average of the weights."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from voice_agent.training.fit.averaging import Average

pytestmark = pytest.mark.train


def test_the_average_forgets_where_it_began_and_goes_on_after_a_kill() -> None:
    weight = torch.nn.Parameter(torch.tensor([100.0]))
    average = Average([weight], 0.9)
    for _ in range(200):
        weight.data = 2.0 - weight.data if weight.item() < 50 else torch.tensor([0.0])
        average.update()
    resumed = Average([weight], 0.9)
    resumed.load_state_dict(average.state_dict())
    resumed.take()

    assert weight.item() == pytest.approx(1.0, abs=0.11)
