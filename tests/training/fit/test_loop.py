"""The training loop on a tiny network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_network import RECIPE, ROWS, encoder, fitted, maker, task, tiny

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from voice_agent.training.fit import checkpoint
from voice_agent.training.fit.checkpoint import CHECKPOINT
from voice_agent.training.fit.loop import fit
from voice_agent.training.fit.objective import Objective

pytestmark = pytest.mark.train


@pytest.mark.parametrize("every_s", [60.0, 0.0])
def test_learns_and_goes_on_after_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every_s: float
) -> None:
    monkeypatch.setattr(checkpoint, "EVERY_S", every_s)
    whole = task(recipe=replace(RECIPE, epochs=2, rows=64))
    objective = Objective(whole.labels, whole.recipe)
    steady = tiny()
    fitted(_made(tmp_path / "a"), whole, steady)

    class Killed(Exception):
        pass

    def kill(done: int, total: int, loss: float) -> None:
        if done > total * 0.75:
            raise Killed

    broken = tiny()
    with pytest.raises(Killed):
        fit(broken, whole, maker(whole), objective, _made(tmp_path / "b"), kill)
    resumed = tiny(seed=9)
    seen: list[int] = []
    fit(resumed, whole, maker(whole), objective, tmp_path / "b", lambda done, *_: seen.append(done))

    # At the end of the first epoch, or at the step at which it was killed.
    assert seen[0] == (9 if every_s else 15)
    assert (tmp_path / "b" / CHECKPOINT).exists()
    for name, value in steady.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-5), name


def test_a_checkpoint_of_other_rows_is_not_gone_on_from(tmp_path: Path) -> None:
    short = task(recipe=replace(RECIPE, epochs=1, rows=16))
    objective = Objective(short.labels, short.recipe)
    fitted(tmp_path, short, tiny())
    seen: list[int] = []

    fit(tiny(), short, maker(short), objective, tmp_path, lambda done, *_: seen.append(done))
    assert not seen
    relabelled = replace(short, rows=(*ROWS[:-1], replace(ROWS[-1], intents=("balance",))))
    fit(tiny(), relabelled, maker(short), objective, tmp_path, lambda done, *_: seen.append(done))
    assert seen[0] == 1


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_clean_copies_are_trained_beside_noisy_turns(tmp_path: Path) -> None:
    whole = task(recipe=replace(RECIPE, agreement=1.0, contrast=0.5, average=0.9))
    network = tiny()
    fitted(tmp_path, whole, network)
    turn = encoder().encode("what is my balance")

    with torch.no_grad():
        found = network(torch.from_numpy(turn.ids)[None], torch.from_numpy(turn.types)[None])
    assert found["intent"].argmax().item() == 2
