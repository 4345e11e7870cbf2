"""Where the intent head begins, and what it learns from few phrases."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from transformers import BertConfig, BertModel

from voice_agent.playbook.phrases import parse_phrase
from voice_agent.slm.encoding import EncodedTurn
from voice_agent.slm.labels import Labels
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.examples import Example
from voice_agent.training.fit.head_start import probe, start_intents
from voice_agent.training.fit.network import Network
from voice_agent.training.fit.task import Task

pytestmark = pytest.mark.train

LABELS = Labels("Toy", ("out_of_scope", "pay", "block", "close"), ())
WORDS = {"pay": [4, 5], "card": [6, 7], "rain": [8, 9]}


class Maker:
    """Reads a row's first word as two tokens."""

    def __call__(self, row: Row, rng: object, *, cut: bool = True) -> Example:
        import numpy as np

        ids = np.array([2, *WORDS[row.phrase.pieces[0].text], 3])
        turn = EncodedTurn(ids, np.zeros_like(ids), ((0, 1), (1, 2)), np.array([1, 2]))
        return Example(row, turn, tuple(LABELS.intents.index(i) for i in row.intents), (), {})


def row(word: str, *intents: str) -> Row:
    return Row(phrase=parse_phrase(word, ()), group="phrases", intents=intents)


def test_the_head_starts_with_what_the_encoder_tells_apart() -> None:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=10, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, hidden_dropout_prob=0.0,
    )  # fmt: skip
    network = Network(BertModel(config, add_pooling_layer=False), LABELS.heads)
    random = network.get_submodule("heads.intent").get_parameter("weight")[3].clone()
    rows = [*[row("pay", "pay")] * 40, row("card", "block"), row("rain", "out_of_scope")]
    rows.append(row("rain", "pay", "block"))
    task = Task(name="Toy", labels=LABELS, rows=tuple(rows))
    start_intents(network, task, Maker())  # type: ignore[arg-type]

    for one in rows[-4:-1]:
        turn = Maker()(one, None).turn
        ids = torch.tensor(turn.ids)[None]
        with torch.no_grad():
            logits = network(ids, torch.zeros_like(ids))["intent"][0, :3]
        assert LABELS.intents[int(logits.argmax())] == one.intents[0]
    # Nothing teaches "close": it begins as it was.
    assert torch.equal(network.get_submodule("heads.intent").get_parameter("weight")[3], random)


def test_a_class_of_many_rows_counts_as_one_of_few() -> None:
    torch.manual_seed(2)
    spread = torch.randn(110, 8)
    spread[:100, 0] += 1.0
    spread[100:, 0] -= 1.0
    target = torch.tensor([0] * 100 + [1] * 10)
    weight, bias = probe(5.0 * spread, target, 2)
    found = (5.0 * spread @ weight.T + bias).argmax(-1)

    assert (found[100:] == 1).float().mean() >= 0.7
    assert (found[:100] == 0).float().mean() >= 0.7
