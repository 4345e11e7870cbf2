"""A model in under a minute: heads by logistic regression on the frozen sentence encoder.

Needs no torch. The graph is that of the encoder with the heads behind it, so that serving,
calibrating and measuring read it as any other.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from rich.console import Console

from voice_agent import __version__
from voice_agent.core.files import replace_file
from voice_agent.core.onnx import open_onnx
from voice_agent.knowledge.encoder import GRAPH_FILE as ENCODER_FILE
from voice_agent.slm.encoding import EncodedTurn
from voice_agent.slm.graph import INPUTS
from voice_agent.slm.labels import Labels
from voice_agent.slm.linear import Floats, fit_linear, with_bias
from voice_agent.slm.model import GRAPH_FILE, TOKENIZER_FILE
from voice_agent.training.data.draw import draw_epoch
from voice_agent.training.fit.calibrate import recalibrate
from voice_agent.training.fit.examples import Example, maker_for
from voice_agent.training.fit.task import Task

ROWS = 6000
"""Rows that are drawn: twice as many are hardly better, and each takes 2 ms."""
_STEPS = 300
_DECAY = 1e-5
_FALSE_ALARMS = 0.1
"""Share of held-out turns that need no person; half of them are written to look as if they did."""
_POOLED = "fast/vector"
_BASE = "sentence encoder of voice-agent, frozen (Apache-2.0)"


def fast_task(task: Task) -> Task:
    """Return the task of a fast model: no tags, and nothing to say of turns that break off."""
    return replace(task, labels=replace(task.labels, kind="fast", completeness=False))


def fit_fast(task: Task, encoder: Path, out: Path, *, console: Console | None = None) -> Labels:
    """Fit the heads, write the graph and calibrate it on the held-out tenth.

    Args:
        task: What to learn; see ``fast_task``.
        encoder: Folder of the sentence encoder.
        out: Folder for the graph, ``labels.json`` and ``tokenizer.json``.
        console: Where to report.

    Raises:
        ModelError: The encoder is missing or damaged.
    """
    console = console or Console()
    begun = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(encoder / TOKENIZER_FILE, out / TOKENIZER_FILE)
    rng = Random(task.recipe.seed)
    make = maker_for(task, out / TOKENIZER_FILE)
    rows = draw_epoch(task.split("train"), ROWS, rng, task.shares)
    examples = [make(row, rng) for row in rows]
    pooled = with_pooling(onnx.load(encoder / ENCODER_FILE))
    vectors = _vectors(pooled, [one.turn for one in examples])
    heads = {
        name: fit_head(vectors, targets_of(name, examples, rng), size)
        for name, size in task.labels.heads.items()
    }
    if "escalation" in heads:
        held = [make(row, rng) for row in task.split("dev") if row.escalation is not None]
        none = [one for one in held if one.row.escalation == "none"]
        if none:
            seen = _vectors(pooled, [one.turn for one in none])
            heads["escalation"] = rarer_alarms(heads["escalation"], seen)
    replace_file(out / GRAPH_FILE, with_heads(pooled, heads).SerializeToString())
    made = {
        **task.labels.made_with,
        "voice_agent": __version__,
        "base": _BASE,
        "seed": task.recipe.seed,
        "rows": len(rows),
    }
    labels = recalibrate(replace(task, labels=replace(task.labels, made_with=made)), out)
    console.print(f"trained in {time.perf_counter() - begun:.0f} s: {out}")
    return labels


def targets_of(head: str, examples: Sequence[Example], rng: Random) -> dict[int, int]:
    """Return the class of each example that has one, by its index.

    Of intents that are equally right one is drawn.
    """
    if head == "intent":
        return {n: rng.choice(one.intents) for n, one in enumerate(examples) if one.intents}
    return {n: one.classes[head] for n, one in enumerate(examples) if head in one.classes}


def fit_head(vectors: Floats, targets: Mapping[int, int], size: int) -> Floats:
    """Fit one head; a class without examples is never chosen."""
    known = np.array(sorted(targets), dtype=np.intp)
    labels = np.array([targets[number] for number in known], dtype=np.intp)
    # Sentences are all near each other: their mean says nothing, and slows the fit down.
    mean = vectors.mean(axis=0)
    weights = fit_linear(vectors[known] - mean, labels, size, steps=_STEPS, decay=_DECAY)
    weights[-1] -= mean @ weights[:-1]
    unseen = np.bincount(labels, minlength=size) == 0
    weights[:, unseen] = 0.0
    weights[-1, unseen] = weights[-1].min() - 10.0
    return weights


def rarer_alarms(weights: Floats, others: Floats) -> Floats:
    """Lower the head for escalation until few of those who need no person would get one.

    Args:
        weights: The head, ``none`` first.
        others: Held-out turns that need no person.
    """
    logits = with_bias(others) @ weights
    lead = np.log(np.exp(logits[:, 1:]).sum(axis=1)) - logits[:, 0]
    found = weights.copy()
    found[-1, 1:] -= max(0.0, float(np.quantile(lead, 1 - _FALSE_ALARMS)))
    return found


def with_pooling(encoder: onnx.ModelProto) -> onnx.ModelProto:
    """Return the encoder with the mean of the turn's own tokens, of length 1, as its output."""
    graph = encoder.graph
    tokens, types = INPUTS
    nodes = [
        helper.make_node("Equal", [types, "fast/zero"], ["fast/own"]),
        helper.make_node("Cast", ["fast/own"], ["fast/weight"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["fast/weight", "fast/last"], ["fast/weights"]),
        helper.make_node("Mul", ["states", "fast/weights"], ["fast/states"]),
        helper.make_node("ReduceSum", ["fast/states", "fast/middle"], ["fast/sum"], keepdims=0),
        helper.make_node("LpNormalization", ["fast/sum"], [_POOLED], axis=-1, p=2),
    ]
    constants = {"fast/zero": 0, "fast/last": [-1], "fast/middle": [1]}
    values = [numpy_helper.from_array(np.array(v, np.int64), n) for n, v in constants.items()]
    inputs = [helper.make_tensor_value_info(types, TensorProto.INT64, ["batch", "tokens"])]
    made = onnx.ModelProto()
    made.CopyFrom(encoder)
    made.graph.node.extend(nodes)
    made.graph.initializer.extend(values)
    made.graph.input.extend(inputs)
    del made.graph.output[:]
    made.graph.output.append(
        helper.make_tensor_value_info(
            _POOLED, TensorProto.FLOAT, ["batch", _width(graph.output, "vector")]
        )
    )
    assert [one.name for one in made.graph.input] == [tokens, types]
    return made


def with_heads(pooled: onnx.ModelProto, heads: Mapping[str, Floats]) -> onnx.ModelProto:
    """Return the graph with an output for each head; weights are ``[size + 1, classes]``."""
    made = onnx.ModelProto()
    made.CopyFrom(pooled)
    del made.graph.output[:]
    for name, weights in heads.items():
        made.graph.initializer.extend(
            [
                numpy_helper.from_array(weights[:-1], f"fast/{name}/weight"),
                numpy_helper.from_array(weights[-1], f"fast/{name}/bias"),
            ]
        )
        made.graph.node.append(
            helper.make_node("Gemm", [_POOLED, f"fast/{name}/weight", f"fast/{name}/bias"], [name])
        )
        made.graph.output.append(
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", weights.shape[1]])
        )
    return made


def _vectors(pooled: onnx.ModelProto, turns: Sequence[EncodedTurn]) -> Floats:
    session = open_onnx(pooled.SerializeToString())
    tokens, types = INPUTS

    def vector(turn: EncodedTurn) -> Floats:
        found: Floats = session.run([_POOLED], {tokens: turn.ids[None], types: turn.types[None]})[
            0
        ][0]
        return found

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.stack(list(pool.map(vector, turns)))


def _width(outputs: Sequence[onnx.ValueInfoProto], name: str) -> int:
    shape = next(one for one in outputs if one.name == name).type.tensor_type.shape
    return int(shape.dim[-1].dim_value)
