"""The pieces that need torch, on a tiny encoder."""

from __future__ import annotations

import socket
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
onnx = pytest.importorskip("onnx", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

from voice_agent.playbook.phrases import parse_phrase  # noqa: E402
from voice_agent.slm.decoding import (  # noqa: E402
    probabilities_in_scope,
    several_probabilities,
)
from voice_agent.slm.encoding import TurnEncoder  # noqa: E402
from voice_agent.slm.graph import INPUTS, SlmGraph  # noqa: E402
from voice_agent.slm.labels import Labels  # noqa: E402
from voice_agent.training.data.draw import PLAYBOOK_SHARES, draw_epoch  # noqa: E402
from voice_agent.training.data.rows import Row  # noqa: E402
from voice_agent.training.fit.batches import (  # noqa: E402
    IGNORE,
    ExampleMaker,
    batches,
)
from voice_agent.training.fit.calibrate import calibrate  # noqa: E402
from voice_agent.training.fit.export import export, quantise  # noqa: E402
from voice_agent.training.fit.loop import CHECKPOINT, fit  # noqa: E402
from voice_agent.training.fit.network import (  # noqa: E402
    ATTENTION,
    Network,
    load_encoder,
)
from voice_agent.training.fit.objective import losses  # noqa: E402
from voice_agent.training.fit.recipe import Recipe  # noqa: E402
from voice_agent.training.fit.task import Task  # noqa: E402
from voice_agent.training.fit.teacher import Teacher  # noqa: E402
from voice_agent.training.noise.noise import Noise  # noqa: E402

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
LABELS = Labels(
    playbook="Toy",
    intents=("out_of_scope", "pay", "balance"),
    entities=("amount",),
    sentiments=("negative", "neutral", "positive"),
    reasoning=True,
)


def tiny(seed: int = 1, labels: Labels = LABELS) -> Network:
    torch.manual_seed(seed)
    bert = BertModel(BertConfig(**SIZE, attn_implementation=ATTENTION), add_pooling_layer=False)
    return Network(bert, labels.heads)


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


RECIPE = Recipe(epochs=6, rows=96, batch=8, rate=2e-3, head_rate=5e-3, threads=1)


def task(rows: list[Row] = ROWS, recipe: Recipe = RECIPE, labels: Labels = LABELS) -> Task:
    quiet = Noise(spoilt=0.0, fillers=0.0, plain=1.0)
    return Task(
        name="Toy",
        labels=labels,
        rows=tuple(rows),
        recipe=recipe,
        make=lambda entity, rng: "ten dollars",
        swap=0.5,
        questions=(parse_phrase("what is today", ()),),
        shares=PLAYBOOK_SHARES,
        noise=quiet,
        dev_noise=quiet,
    )


def maker(of: Task | None = None) -> ExampleMaker:
    return ExampleMaker(encoder(), of or task())


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


def test_examples_tag_first_tokens_and_mask_what_is_unknown() -> None:
    tagged = maker()(ROWS[0], Random(3), cut=False)
    assert tagged.tags == (0, 0, 1, 2)
    scope = maker()(ROWS[3], Random(3), cut=False)
    assert set(scope.tags) == {IGNORE}
    assert scope.intents == (0,)
    assert "completeness" not in scope.classes


def test_masked_rows_do_not_move_the_loss() -> None:
    bare = Row(phrase=parse_phrase("yes please", ()), group="acts", act="affirm")
    examples = [maker()(bare, Random(1), cut=False)]
    (batch,) = batches(examples, 4, LABELS, Random(1))
    output = {
        name: torch.zeros(1, *size, requires_grad=True)
        for name, size in {
            "intent": (3,), "act": (8,), "tags": (batch.ids.shape[1], 3),
            "escalation": (6,), "completeness": (2,), "sentiment": (3,), "reasoning": (2,),
        }.items()
    }  # fmt: skip
    losses(output, batch, LABELS, 0.0).backward()

    moved = {n for n, t in output.items() if t.grad is not None and bool(t.grad.abs().sum() > 0)}
    assert moved == {"act", "completeness"}


def test_an_epoch_is_balanced_by_kind_and_intent() -> None:
    many = [row(f"pay bob {n}", "pay") for n in range(500)]
    drawn = draw_epoch([*many, *ROWS], 300, Random(1), PLAYBOOK_SHARES)

    assert abs(len(drawn) - 300) <= 2
    intents = [one.intents[0] for one in drawn if one.group == "phrases"]
    assert abs(intents.count("pay") - intents.count("balance")) <= 1


def test_learns_and_goes_on_after_a_kill(tmp_path: Path) -> None:
    whole = task(recipe=replace(RECIPE, epochs=2, rows=64))
    steady = tiny()
    fit(steady, whole, maker(whole), _made(tmp_path / "a"), lambda *_: None)

    class Killed(Exception):
        pass

    def kill(done: int, total: int, loss: float) -> None:
        if done > total * 0.75:
            raise Killed

    broken = tiny()
    with pytest.raises(Killed):
        fit(broken, whole, maker(whole), _made(tmp_path / "b"), kill)
    resumed = tiny(seed=9)
    seen: list[int] = []
    fit(resumed, whole, maker(whole), tmp_path / "b", lambda done, *_: seen.append(done))

    assert seen[0] > 1
    assert (tmp_path / "b" / CHECKPOINT).exists()
    for name, value in steady.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-5), name


def test_a_checkpoint_of_other_rows_is_not_gone_on_from(tmp_path: Path) -> None:
    short = task(recipe=replace(RECIPE, epochs=1, rows=16))
    fit(tiny(), short, maker(short), tmp_path, lambda *_: None)
    seen: list[int] = []

    fit(tiny(), short, maker(short), tmp_path, lambda done, *_: seen.append(done))
    assert not seen
    relabelled = replace(short, rows=(*ROWS[:-1], replace(ROWS[-1], intents=("balance",))))
    fit(tiny(), relabelled, maker(short), tmp_path, lambda done, *_: seen.append(done))
    assert seen[0] == 1


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_exported_and_quantised_graphs_answer_like_the_network(tmp_path: Path) -> None:
    network = tiny()
    fit(network, task(), maker(), tmp_path, lambda *_: None)
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

    assert {one.name: shape(one) for one in graph.input} == dict.fromkeys(
        INPUTS, ("batch", "tokens")
    )
    assert [one.name for one in graph.output] == list(LABELS.heads)
    assert shape(graph.output[2]) == ("batch", "tokens", 3)
    # One for each product of the layer and its heads; masks would add Where.
    kinds = Counter(node.op_type for node in graph.node)
    assert kinds["Softmax"] == 1
    assert kinds["MatMul"] + kinds["Gemm"] == 8 + len(LABELS.heads)
    assert kinds["Where"] == 0


def test_calibration_separates_scope(tmp_path: Path) -> None:
    network = tiny()
    fit(network, task(), maker(), tmp_path, lambda *_: None)
    export(network, tmp_path / "fp32.onnx")
    fitted = calibrate(SlmGraph(tmp_path / "fp32.onnx", LABELS), ROWS, maker(), seed=1)

    assert 0 < fitted.scope.threshold <= 0.5
    assert 0.2 <= fitted.intent <= 5.0
    assert fitted.scope.weights != (1.0, 0.0)
    assert fitted.confidence == ()


def test_a_table_of_the_confidence_is_fitted_where_there_are_enough_rows(tmp_path: Path) -> None:
    network = tiny()
    fit(network, task(), maker(), tmp_path, lambda *_: None)
    export(network, tmp_path / "fp32.onnx")
    graph = SlmGraph(tmp_path / "fp32.onnx", LABELS)
    # Every fourth row has another label than the same words have in the others.
    rows = [
        row(f"pay bob {n}", "balance" if n % 4 == 0 else "pay", split="dev") for n in range(400)
    ]
    fitted = calibrate(graph, rows, maker(), seed=1)
    logits = graph.run(encoder().encode("pay bob 7")).intent

    assert probabilities_in_scope(logits, fitted).max() == pytest.approx(0.75, abs=0.06)
    assert fitted.confidence[-1][1] == pytest.approx(0.75, abs=0.05)
    assert calibrate(graph, rows[:150] * 2, maker(), seed=1).confidence == ()
    alike = [row(f"pay bob {n}", "balance" if n < 60 else "pay", split="dev") for n in range(300)]
    assert calibrate(graph, alike, maker(), seed=1).confidence == ()


def test_heads_follow_the_labels_and_several_intents_may_be_meant(tmp_path: Path) -> None:
    labels = Labels(
        playbook="Set",
        intents=("out_of_scope", "pay", "balance"),
        entities=(),
        acts=(),
        escalations=(),
        completeness=False,
        several=True,
    )
    both = row("pay bob what is my balance", "pay", tagged=False)
    rows = [
        replace(both, intents=("pay", "balance")),
        row("pay bob", "pay"),
        row("what is my balance", "balance"),
        row("rain today", "out_of_scope"),
    ]
    plain = replace(
        task(rows, replace(RECIPE, epochs=20), labels), questions=(), shares={}, noise=None
    )
    network = tiny(labels=labels)
    fit(network, plain, maker(plain), tmp_path, lambda *_: None)
    export(network, tmp_path / "fp32.onnx")
    graph = SlmGraph(tmp_path / "fp32.onnx", labels)

    def meant(text: str) -> list[str]:
        found = several_probabilities(graph.run(encoder().encode(text)).intent, 1.0)
        return [name for name, p in zip(labels.intents, found, strict=True) if p > 0.5]

    assert meant("pay bob what is my balance") == ["pay", "balance"]
    assert meant("pay bob") == ["pay"]
    assert meant("rain today") == ["out_of_scope"]
    assert graph.run(encoder().encode("pay")).tags.size == 0
    fitted = calibrate(graph, rows, maker(plain), seed=1, several=True)
    assert fitted.intent < 5.0


def test_a_crf_is_trained_and_left_out_of_the_graph(tmp_path: Path) -> None:
    whole = task(recipe=replace(RECIPE, crf=True))
    network = Network(tiny().encoder, LABELS.heads, crf=True)
    fit(network, whole, maker(whole), tmp_path, lambda *_: None)
    export(network, tmp_path / "fp32.onnx")

    assert network.transitions is not None
    # "dollars" goes on with the amount; nothing in the rows goes on with another detail.
    assert network.transitions[1 + 1, 2] > network.transitions[1 + 1, 1]
    exact = SlmGraph(tmp_path / "fp32.onnx", LABELS)
    assert exact.run(encoder().encode("pay bob")).tags.shape == (2, 3)


def test_twins_are_trained_beside_their_noisy_selves(tmp_path: Path) -> None:
    whole = task(recipe=replace(RECIPE, agreement=1.0, contrast=0.5, average=0.9))
    network = tiny()
    fit(network, whole, maker(whole), tmp_path, lambda *_: None)
    turn = encoder().encode("what is my balance")

    with torch.no_grad():
        found = network(torch.from_numpy(turn.ids)[None], torch.from_numpy(turn.types)[None])
    assert found["intent"].argmax().item() == 2


def test_a_student_learns_what_its_teacher_thinks(tmp_path: Path) -> None:
    opinion = np.array([0.0, 9.0, 0.0], dtype=np.float32)
    teacher = Teacher(LABELS.intents, {"what is my balance": opinion})
    recipe = replace(RECIPE, distillation=3.0)
    whole = replace(task(recipe=recipe), teacher=teacher)
    network = tiny()
    fit(network, whole, maker(whole), tmp_path, lambda *_: None)

    turn = encoder().encode("what is my balance")

    with torch.no_grad():
        found = network(torch.from_numpy(turn.ids)[None], torch.from_numpy(turn.types)[None])
    assert found["intent"].argmax().item() == LABELS.intents.index("pay")
