from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.training.fit.checkpoint import CHECKPOINT, Checkpoint

pytestmark = pytest.mark.train


class Counter:
    def __init__(self, count: int = 0) -> None:
        self.count = count

    def state_dict(self) -> dict[str, int]:
        return {"count": self.count}

    def load_state_dict(self, state_dict: Any) -> None:
        self.count = state_dict["count"]


def test_a_run_continues_in_the_middle_of_an_epoch(tmp_path: Path) -> None:
    torch.manual_seed(5)
    Checkpoint(tmp_path, {"rows": 1}, {"one": Counter(7)}).save(2, 30)
    expected = torch.rand(3)

    torch.manual_seed(9)
    part = Counter()
    resumed = Checkpoint(tmp_path, {"rows": 1}, {"one": part})
    assert resumed.load() == (2, 30)
    resumed.restore_noise()
    assert part.count == 7
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("stamp", [{"rows": 2}, {}])
def test_the_checkpoint_of_another_training_is_not_used(
    tmp_path: Path, stamp: dict[str, int]
) -> None:
    Checkpoint(tmp_path, {"rows": 1}, {"one": Counter(7)}).save(2, 30)
    part = Counter()
    assert Checkpoint(tmp_path, stamp, {"one": part}).load() == (0, 0)
    assert part.count == 0


def test_it_is_written_once_a_minute(tmp_path: Path) -> None:
    now = 0.0
    checkpoint = Checkpoint(tmp_path, {}, {}, lambda: now)
    checkpoint.save_if_due(0, 1)
    assert not (tmp_path / CHECKPOINT).exists()
    now = 60.0
    checkpoint.save_if_due(0, 2)
    assert checkpoint.load() == (0, 2)
    now = 119.0
    checkpoint.save_if_due(0, 3)
    assert checkpoint.load() == (0, 2)
