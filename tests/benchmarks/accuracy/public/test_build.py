"""Training for public benchmarks, on a tiny network."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_network import LABELS, RECIPE, ROWS, encoder, fitted, maker, row, task, tiny

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from benchmarks.accuracy.public.calibrate import calibrated
from benchmarks.accuracy.public.crf import CrfNetwork
from benchmarks.accuracy.public.decoding import intents_in_scope, several_probabilities
from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.objective import PublicObjective
from benchmarks.accuracy.public.opinions import Teacher
from benchmarks.accuracy.public.task import PublicRecipe, PublicTask
from voice_agent.slm.graph import SlmGraph
from voice_agent.training.data.rows import Row
from voice_agent.training.fit.export import export

PUBLIC = PublicLabels(
    playbook="Toy",
    intents=LABELS.intents,
    entities=LABELS.entities,
    sentiments=LABELS.sentiments,
    reasoning=True,
)


def public(
    rows: list[Row] = ROWS,
    recipe: dict[str, Any] | None = None,
    labels: PublicLabels = PUBLIC,
    **more: Any,
) -> PublicTask:
    """The tiny task as one of a public benchmark."""
    return PublicTask(
        name="Toy",
        labels=labels,
        rows=tuple(rows),
        recipe=PublicRecipe(**{**asdict(RECIPE), **(recipe or {})}),
        **more,
    )


pytestmark = pytest.mark.train


def test_a_table_of_the_confidence_is_fitted_where_there_are_enough_rows(tmp_path: Path) -> None:
    network = tiny()
    fitted(tmp_path, task(), network)
    export(network, tmp_path / "fp32.onnx")
    graph = SlmGraph(tmp_path / "fp32.onnx", LABELS)
    # Every fourth row has another label than the same words have in the others.
    rows = [
        row(f"pay bob {n}", "balance" if n % 4 == 0 else "pay", split="dev") for n in range(400)
    ]
    found = calibrated(PUBLIC, graph, rows, maker(), seed=1)
    logits = graph.run(encoder().encode("pay bob 7")).intent

    assert intents_in_scope(logits, found).max() == pytest.approx(0.75, abs=0.06)
    assert found.confidence[-1][1] == pytest.approx(0.75, abs=0.05)
    assert calibrated(PUBLIC, graph, rows[:150] * 2, maker(), seed=1).confidence == ()
    alike = [row(f"pay bob {n}", "balance" if n < 60 else "pay", split="dev") for n in range(300)]
    assert calibrated(PUBLIC, graph, alike, maker(), seed=1).confidence == ()


def test_heads_follow_the_labels_and_several_intents_may_be_meant(tmp_path: Path) -> None:
    labels = PublicLabels(
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
    plain = public(rows=rows, recipe={"epochs": 20}, labels=labels)
    network = fitted(tmp_path, plain, tiny(labels=labels), PublicObjective(plain))
    export(network, tmp_path / "fp32.onnx")
    graph = SlmGraph(tmp_path / "fp32.onnx", labels)

    def meant(text: str) -> list[str]:
        found = several_probabilities(graph.run(encoder().encode(text)).intent, 1.0)
        return [name for name, p in zip(labels.intents, found, strict=True) if p > 0.5]

    assert meant("pay bob what is my balance") == ["pay", "balance"]
    assert meant("pay bob") == ["pay"]
    assert meant("rain today") == ["out_of_scope"]
    assert graph.run(encoder().encode("pay")).tags.size == 0
    found = calibrated(labels, graph, rows, maker(plain), seed=1)
    assert found.calibration.intent < 5.0
    assert found.confidence == ()


def test_a_crf_is_trained_and_left_out_of_the_graph(tmp_path: Path) -> None:
    whole = public(recipe={"crf": True})
    network = fitted(tmp_path, whole, tiny(kind=CrfNetwork), PublicObjective(whole))
    export(network, tmp_path / "fp32.onnx")

    assert isinstance(network, CrfNetwork)
    # "dollars" goes on with the amount; nothing in the rows goes on with another detail.
    assert network.transitions[1 + 1, 2] > network.transitions[1 + 1, 1]
    exact = SlmGraph(tmp_path / "fp32.onnx", LABELS)
    assert exact.run(encoder().encode("pay bob")).tags.shape == (2, 3)


def test_a_student_learns_what_its_teacher_thinks(tmp_path: Path) -> None:
    opinion = np.array([0.0, 9.0, 0.0], dtype=np.float32)
    teacher = Teacher(LABELS.intents, {"what is my balance": opinion})
    whole = public(recipe={"distillation": 3.0}, teacher=teacher)
    network = fitted(tmp_path, whole, tiny(), PublicObjective(whole))

    turn = encoder().encode("what is my balance")

    with torch.no_grad():
        found = network(torch.from_numpy(turn.ids)[None], torch.from_numpy(turn.types)[None])
    assert found["intent"].argmax().item() == LABELS.intents.index("pay")
