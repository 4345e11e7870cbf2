"""From an untrained network on a tiny encoder to the files of a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_network import LABELS, RECIPE, SIZE, encoder, fitted, task

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from transformers import BertConfig, BertModel

from voice_agent import __version__
from voice_agent.training.fit.build import made_with, start
from voice_agent.training.fit.export import export, quantise
from voice_agent.training.fit.recipe import going_on

pytestmark = pytest.mark.train


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    BertModel(BertConfig(**SIZE)).save_pretrained(folder)
    encoder()._tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_a_network_has_a_head_for_each_kind_of_label(base: Path, tmp_path: Path) -> None:
    of = task(recipe=replace(RECIPE, head_start=False))
    network, _ = start(of, tmp_path / "out", base)
    assert (tmp_path / "out" / "tokenizer.json").is_file()
    ids = torch.tensor([[2, 4, 3]])
    found = network(ids, torch.zeros_like(ids))
    assert {name: output.shape[-1] for name, output in found.items()} == of.labels.heads


def test_the_same_seed_gives_the_same_start(base: Path, tmp_path: Path) -> None:
    of = task(recipe=replace(RECIPE, head_start=False))
    one, two = (start(of, tmp_path / name, base)[0].state_dict() for name in ("a", "b"))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_the_labels_say_how_a_model_was_made() -> None:
    made = made_with(task())
    assert (made["voice_agent"], made["torch"]) == (__version__, torch.__version__)
    assert (made["seed"], made["epochs"], made["rows_per_epoch"]) == (1, 6, 96)


def test_a_model_that_goes_on_starts_from_its_weights(base: Path, tmp_path: Path) -> None:
    first = task(recipe=replace(RECIPE, head_start=False))
    known, _ = start(first, tmp_path / "model", base)
    fitted(tmp_path, first, known)
    export(known.eval(), tmp_path / "slm.fp32.onnx")
    quantise(tmp_path / "slm.fp32.onnx", tmp_path / "model" / "slm.int8.onnx")
    replace(LABELS, made_with={"seed": 7}).write(tmp_path / "model" / "labels.json")
    more = task(recipe=going_on(replace(RECIPE, seed=2), tmp_path / "model"))
    network, _ = start(more, tmp_path / "out", base)
    for name, weight in known.state_dict().items():
        assert torch.allclose(network.state_dict()[name], weight, atol=0.05), name
    assert made_with(more)["onward"] == {"seed": 7}
    assert "onward" not in made_with(first)
