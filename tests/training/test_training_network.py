"""The pieces that need torch, on a tiny encoder."""

from __future__ import annotations

import socket
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
onnx = pytest.importorskip("onnx", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

from voice_agent.slm.encoding import TurnEncoder  # noqa: E402
from voice_agent.slm.graph import INPUTS, OUTPUTS, SlmGraph  # noqa: E402
from voice_agent.slm.labels import Labels  # noqa: E402
from voice_agent.training.batches import (  # noqa: E402
    IGNORE,
    ExampleMaker,
    batches,
    draw_epoch,
)
from voice_agent.training.calibrate import calibrate  # noqa: E402
from voice_agent.training.export import export, quantise  # noqa: E402
from voice_agent.training.fit import CHECKPOINT, fit, losses  # noqa: E402
from voice_agent.training.network import (  # noqa: E402
    ATTENTION,
    Network,
    head_sizes,
    load_encoder,
)
from voice_agent.training.noise import Noise  # noqa: E402
from voice_agent.training.phrases import parse_phrase  # noqa: E402
from voice_agent.training.recipe import Recipe  # noqa: E402
from voice_agent.training.rows import Row  # noqa: E402

pytestmark = pytest.mark.train

WORDS = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "pay", "bob", "ten", "dollars", "what", "is", "my",
    "balance", "rain", "today", "yes", "please",
]  # fmt: skip
SIZE = {
    "vocab_size": len(WORDS), "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
    "intermediate_size": 64, "max_position_embeddings": 64, "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}  # fmt: skip
LABELS = Labels(playbook="Toy", intents=("out_of_scope", "pay", "balance"), entities=("amount",))


def tiny(seed: int = 1) -> Network:
    torch.manual_seed(seed)
    bert = BertModel(BertConfig(**SIZE, attn_implementation=ATTENTION), add_pooling_layer=False)
    return Network(bert, head_sizes(intents=3, acts=len(LABELS.acts), tags=3, escalations=6))


def encoder() -> TurnEncoder:
    tokenizer = Tokenizer(
        models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return TurnEncoder(tokenizer, max_tokens=16, max_asked_tokens=6)


def row(line: str, intent: str, **labels: object) -> Row:
    labels = {"act": "request", "escalation": "none", "tagged": True, "group": "phrases"} | labels
    return Row(phrase=parse_phrase(line, ("amount",)), intents=(intent,), **labels)  # type: ignore[arg-type]


ROWS = [
    row("pay bob [ten dollars](amount)", "pay"),
    row("pay bob", "pay"),
    row("what is my balance", "balance"),
    row("rain today", "out_of_scope", group="scope", tagged=False),
]


def maker() -> ExampleMaker:
    quiet = Noise(spoilt=0.0, fillers=0.0, plain=1.0)
    question = parse_phrase("what is today", ())
    return ExampleMaker(encoder(), LABELS, lambda entity, rng: "ten dollars", quiet, [question])


def test_padding_does_not_change_an_answer() -> None:
    network = tiny().eval()
    examples = [maker()(one, Random(n), cut=False) for n, one in enumerate(ROWS)]
    (batch,) = batches(examples, 8, 3, Random(1))
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
    with pytest.raises(OSError, match="nowhere"):
        load_encoder(tmp_path / "nowhere")


def test_the_mean_is_over_the_turn_and_not_over_the_question() -> None:
    network = tiny().eval()
    ids = torch.tensor([[2, 4, 5, 3, 8, 9, 3]])
    types = torch.tensor([[0, 0, 0, 0, 1, 1, 1]])
    states = network.encoder(ids, token_type_ids=types).last_hidden_state

    expected = network.heads["intent"](states[:, :4].mean(1))
    assert torch.allclose(network(ids, types)["intent"], expected, atol=1e-5)


def test_examples_tag_first_tokens_and_mask_what_is_unknown() -> None:
    tagged = maker()(ROWS[0], Random(3), cut=False)
    assert tagged.tags == (0, 0, 1, 2)
    scope = maker()(ROWS[3], Random(3), cut=False)
    assert set(scope.tags) == {IGNORE}
    assert scope.intents == (0,)
    assert scope.complete == IGNORE


def test_masked_rows_do_not_move_the_loss() -> None:
    bare = Row(phrase=parse_phrase("yes please", ()), group="acts", act="affirm")
    examples = [maker()(bare, Random(1), cut=False)]
    (batch,) = batches(examples, 4, 3, Random(1))
    output = {
        name: torch.zeros(1, *size, requires_grad=True)
        for name, size in {
            "intent": (3,), "act": (8,), "tags": (batch.ids.shape[1], 3),
            "escalation": (6,), "completeness": (2,),
        }.items()
    }  # fmt: skip
    losses(output, batch, 0.0).backward()

    moved = {n for n, t in output.items() if t.grad is not None and bool(t.grad.abs().sum() > 0)}
    assert moved == {"act", "completeness"}


def test_an_epoch_is_balanced_by_kind_and_intent() -> None:
    many = [row(f"pay bob {n}", "pay") for n in range(500)]
    drawn = draw_epoch([*many, *ROWS], 300, Random(1))

    assert abs(len(drawn) - 300) <= 2
    intents = [one.intents[0] for one in drawn if one.group == "phrases"]
    assert abs(intents.count("pay") - intents.count("balance")) <= 1


def test_learns_and_goes_on_after_a_kill(tmp_path: Path) -> None:
    recipe = Recipe(epochs=2, rows=64, batch=8, rate=2e-3, head_rate=5e-3, threads=1)
    steady = tiny()
    fit(steady, ROWS, maker(), recipe, _made(tmp_path / "a"), lambda *_: None)

    class Killed(Exception):
        pass

    def kill(done: int, total: int, loss: float) -> None:
        if done > total * 0.75:
            raise Killed

    broken = tiny()
    with pytest.raises(Killed):
        fit(broken, ROWS, maker(), recipe, _made(tmp_path / "b"), kill)
    resumed = tiny(seed=9)
    seen: list[int] = []
    fit(resumed, ROWS, maker(), recipe, tmp_path / "b", lambda done, *_: seen.append(done))

    assert seen[0] > 1
    assert (tmp_path / "b" / CHECKPOINT).exists()
    for name, value in steady.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-5), name


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_exported_and_quantised_graphs_answer_like_the_network(tmp_path: Path) -> None:
    network = tiny()
    recipe = Recipe(epochs=6, rows=96, batch=8, rate=2e-3, head_rate=5e-3, threads=1)
    fit(network, ROWS, maker(), recipe, tmp_path, lambda *_: None)
    export(network, tmp_path / "fp32.onnx")
    quantise(tmp_path / "fp32.onnx", tmp_path / "int8.onnx")
    exact = SlmGraph(tmp_path / "fp32.onnx", LABELS)
    small = SlmGraph(tmp_path / "int8.onnx", LABELS)

    for text, asked in (("pay bob ten dollars", ""), ("rain", "what is today"), ("my balance", "")):
        turn = encoder().encode(text, asked)
        with torch.no_grad():
            own = network(torch.from_numpy(turn.ids)[None], torch.from_numpy(turn.types)[None])
        logits = exact.run(turn)
        np.testing.assert_allclose(logits.intent, own["intent"][0].numpy(), atol=1e-4)
        np.testing.assert_allclose(logits.tags, own["tags"][0].numpy()[turn.firsts], atol=1e-4)
        assert int(small.run(turn).intent.argmax()) == int(logits.intent.argmax())
    assert small.run(encoder().encode("what is my balance")).intent.argmax() == 2


def test_the_graph_takes_any_length_and_holds_nothing_that_slows_serving(tmp_path: Path) -> None:
    export(tiny().eval(), tmp_path / "fp32.onnx")
    graph = onnx.load(str(tmp_path / "fp32.onnx")).graph

    def shape(value: onnx.ValueInfoProto) -> tuple[str | int, ...]:
        axes = value.type.tensor_type.shape.dim
        return tuple(axis.dim_param or axis.dim_value for axis in axes)

    assert {one.name: shape(one) for one in graph.input} == dict.fromkeys(INPUTS, ("batch", "tokens"))
    assert [one.name for one in graph.output] == list(OUTPUTS)
    assert shape(graph.output[2]) == ("batch", "tokens", 3)
    # One for each product of the layer and its heads; masks would add Where.
    kinds = Counter(node.op_type for node in graph.node)
    assert kinds["Softmax"] == 1
    assert kinds["MatMul"] + kinds["Gemm"] == 8 + len(OUTPUTS)
    assert kinds["Where"] == 0


def test_calibration_separates_scope(tmp_path: Path) -> None:
    network = tiny()
    recipe = Recipe(epochs=6, rows=96, batch=8, rate=2e-3, head_rate=5e-3, threads=1)
    fit(network, ROWS, maker(), recipe, tmp_path, lambda *_: None)
    export(network, tmp_path / "fp32.onnx")
    fitted = calibrate(SlmGraph(tmp_path / "fp32.onnx", LABELS), ROWS, maker(), seed=1)

    assert 0 < fitted.scope.threshold <= 0.5
    assert 0.2 <= fitted.intent <= 5.0
    assert fitted.scope.weights != (1.0, 0.0)
