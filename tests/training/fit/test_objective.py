"""What training minimises, and the average of the weights it keeps."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from voice_agent.training.fit.averaging import Average  # noqa: E402
from voice_agent.training.fit.batches import IGNORE  # noqa: E402
from voice_agent.training.fit.crf import crf_loss  # noqa: E402
from voice_agent.training.fit.objective import agreement, contrast, distillation  # noqa: E402

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


def test_the_average_forgets_where_it_began_and_goes_on_after_a_kill() -> None:
    weight = torch.nn.Parameter(torch.tensor([100.0]))
    average = Average([weight], 0.9)
    for _ in range(200):
        weight.data = 2.0 - weight.data if weight.item() < 50 else torch.tensor([0.0])
        average.update()
    resumed = Average([weight], 0.9)
    resumed.load(**average.state())  # type: ignore[arg-type]
    resumed.take()

    assert weight.item() == pytest.approx(1.0, abs=0.11)


def test_twins_that_agree_cost_nothing() -> None:
    one = torch.randn(3, 4)

    assert agreement(torch.cat([one, one])).item() == pytest.approx(0.0, abs=1e-6)
    assert agreement(torch.cat([one, one.flip(1)])).item() > 0.1


def test_a_student_that_thinks_as_its_teacher_costs_nothing() -> None:
    one = torch.randn(3, 4)

    assert distillation(one, one + 5.0).item() == pytest.approx(0.0, abs=1e-6)
    assert distillation(one, one.flip(1)).item() > 0.1


def test_contrast_wants_turns_of_an_intent_together() -> None:
    x, y = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    intent = torch.eye(3)[[1, 1, 2, 2, 0, 0]]
    sorted_ = contrast(torch.stack([x, x, y, y, x, y]), intent)
    mixed = contrast(torch.stack([x, y, x, y, x, y]), intent)

    assert sorted_ < mixed
    assert contrast(torch.stack([x, y]), torch.eye(3)[[0, 0]]).item() == 0.0
