"""The network on a tiny encoder."""

from __future__ import annotations

import socket
from pathlib import Path
from random import Random

import pytest
from tiny_network import LABELS, ROWS, SIZE, maker, tiny

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from transformers import BertConfig, BertModel

from voice_agent.training.fit.batches import batches
from voice_agent.training.fit.network import ATTENTION, load_encoder

pytestmark = pytest.mark.train


def test_padding_does_not_change_an_answer() -> None:
    network = tiny().eval()
    examples = [maker()(one, Random(n), cut=False) for n, one in enumerate(ROWS)]
    (batch,) = batches(examples, 8, LABELS, Random(1))
    together = network(batch.ids, batch.types, batch.mask)

    for index in range(len(ROWS)):
        count = int(batch.mask[index].sum())
        one = slice(index, index + 1)
        alone = network(batch.ids[one, :count], batch.types[one, :count])
        assert torch.allclose(alone["intent"][0], together["intent"][index], atol=1e-5)
        assert torch.allclose(alone["tags"][0], together["tags"][index, :count], atol=1e-5)


def test_the_encoder_is_read_from_its_folder_and_from_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # As published: with a pooler, which is not wanted here.
    BertModel(BertConfig(**SIZE)).save_pretrained(tmp_path)
    capfd.readouterr()

    def no_network(*_: object) -> None:
        raise AssertionError("opened a socket")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    published = BertModel.from_pretrained(tmp_path, add_pooling_layer=False).state_dict()
    capfd.readouterr()
    read = load_encoder(tmp_path)

    assert capfd.readouterr() == ("", "")
    assert read.config._attn_implementation == ATTENTION
    assert read.state_dict().keys() == published.keys()
    for name, value in read.state_dict().items():
        assert torch.equal(value, published[name]), name
    with pytest.raises((OSError, ValueError), match="nowhere"):
        load_encoder(tmp_path / "nowhere")


def test_the_mean_is_over_the_turn_and_not_over_the_question() -> None:
    network = tiny().eval()
    ids = torch.tensor([[2, 4, 5, 3, 8, 9, 3]])
    types = torch.tensor([[0, 0, 0, 0, 1, 1, 1]])
    states = network.encoder(ids, token_type_ids=types).last_hidden_state

    expected = network.heads["intent"](states[:, :4].mean(1))
    assert torch.allclose(network(ids, types)["intent"], expected, atol=1e-5)
