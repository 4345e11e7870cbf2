"""A model that goes on learning from the graph that is served."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_network import LABELS, encoder, fitted, task, tiny

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")
pytest.importorskip("onnx", reason="needs the 'train' extra")

from torch import Tensor

from voice_agent.core.errors import ModelError
from voice_agent.slm.labels import Labels
from voice_agent.training.fit.export import export, quantise
from voice_agent.training.fit.network import Network
from voice_agent.training.fit.onward import take_weights

pytestmark = pytest.mark.train
TURNS = ("pay bob ten dollars", "what is my balance", "rain today")


@pytest.fixture
def trained(tmp_path: Path) -> Network:
    """A trained network, which is also a model in ``tmp_path``."""
    network = fitted(tmp_path, task(), tiny()).eval()
    export(network, tmp_path / "slm.fp32.onnx")
    quantise(tmp_path / "slm.fp32.onnx", tmp_path / "slm.int8.onnx")
    LABELS.write(tmp_path / "labels.json")
    return network


def read(network: Network, text: str) -> dict[str, Tensor]:
    turn = encoder().encode(text, "")
    with torch.no_grad():
        found: dict[str, Tensor] = network.eval()(
            torch.from_numpy(turn.ids)[None], torch.from_numpy(turn.types)[None]
        )
    return found


def fresh(labels: Labels, of: Network) -> Network:
    """Another start, with the word vectors that every start has."""
    network = tiny(seed=7, labels=labels)
    network.embeddings.word_embeddings.load_state_dict(of.embeddings.word_embeddings.state_dict())
    return network


def test_goes_on_from_what_the_served_graph_says(trained: Network, tmp_path: Path) -> None:
    network = fresh(LABELS, trained)
    take_weights(network, LABELS, tmp_path)
    for text in TURNS:
        before, now = read(trained, text), read(network, text)
        for name in before:
            assert torch.allclose(before[name], now[name], atol=0.25), name


def test_classes_are_found_by_their_names(trained: Network, tmp_path: Path) -> None:
    more = replace(LABELS, intents=("out_of_scope", "balance", "loan", "pay"))
    network = fresh(more, trained)
    untaught = network.get_submodule("heads.intent").get_parameter("weight")[2].clone()
    take_weights(network, more, tmp_path)
    before, now = (read(one, TURNS[0])["intent"][0] for one in (trained, network))
    assert torch.allclose(now[[0, 3, 1]], before, atol=0.25)
    kept = network.get_submodule("heads.intent").get_parameter("weight")[2]
    assert torch.equal(kept, untaught)


def test_only_a_model_of_the_same_kind_goes_on(trained: Network, tmp_path: Path) -> None:
    (tmp_path / "slm.int8.onnx").write_bytes(b"junk")
    with pytest.raises(ModelError, match="go on learning"):
        take_weights(fresh(LABELS, trained), LABELS, tmp_path)
    less = replace(LABELS, reasoning=False)
    few = fitted(tmp_path, task(labels=less), tiny(labels=less))
    export(few.eval(), tmp_path / "slm.fp32.onnx")
    quantise(tmp_path / "slm.fp32.onnx", tmp_path / "slm.int8.onnx")
    less.write(tmp_path / "labels.json")
    with pytest.raises(ModelError, match=r"no heads\.reasoning"):
        take_weights(fresh(LABELS, trained), LABELS, tmp_path)
