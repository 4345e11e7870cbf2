"""Measuring a model on held-out turns written for the playbook, and on public test splits."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from rich.console import Console
from rich.progress import track

from voice_agent.core.turn import Transcript
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.model import SlmEngine
from voice_agent.training.data.corpus import Corpus
from voice_agent.training.data.labelled import Turn
from voice_agent.training.measure.decisions import Decisions
from voice_agent.training.measure.readings import ReadTurn, public_turns
from voice_agent.training.measure.results import decisions_of, results_of, with_intents

_PART = "held-out: "  # begins the names of the groups of the held-out turns


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of measuring a model.

    Attributes:
        figures: Results by group: all held-out turns, each of their groups, each public set,
            latency.
        decisions: Decisions on all held-out turns and on each public set with intents.
        read: The held-out turns, read.
    """

    figures: dict[str, dict[str, float]]
    decisions: dict[str, Decisions]
    read: tuple[ReadTurn, ...] = ()


def measure(
    engine: SlmEngine,
    graph: SlmGraph,
    encoder: TurnEncoder,
    heldout: Sequence[Turn],
    corpus: Corpus,
    *,
    reference: SlmGraph | None = None,
    console: Console | None = None,
) -> Evaluation:
    """Measure a model on ``heldout`` and on the public sets of ``corpus``.

    With the fp32 graph as ``reference``, measure the agreement with it too.
    """

    def each(turns: Sequence[Turn], name: str) -> Iterable[Turn]:
        return track(turns, f"reading {name}", console=console, transient=True)

    read = [ReadTurn.of(turn, engine, graph, encoder) for turn in each(heldout, "held-out turns")]
    public = [
        ReadTurn.of(turn, None, graph, encoder)
        for turn in each(public_turns(corpus), "public sets")
    ]
    groups: defaultdict[str, list[ReadTurn]] = defaultdict(list)
    if read:
        groups["held-out turns"] = read
    for one in read:
        groups[_PART + one.turn.group].append(one)
    for one in public:
        groups[f"{one.turn.group} test"].append(one)
    figures = {name: results_of(members, engine) for name, members in groups.items()}
    everything = [one.turn for one in (*read, *public)]
    if reference is not None and everything:
        figures["int8 against fp32"] = _agreement(graph, reference, encoder, everything)
    if everything:
        figures["latency, one thread"] = _latency(engine, everything)
    rounded = {
        group: {key: value if key == "rows" else round(value, 4) for key, value in values.items()}
        for group, values in figures.items()
        # A model without a head has no results for rows that only have labels for that head.
        if values.keys() - {"rows"}
    }
    decided = {
        name: decisions_of(known, engine)
        for name, members in groups.items()
        if not name.startswith(_PART) and (known := with_intents(members))
    }
    return Evaluation(rounded, decided, tuple(read))


def _agreement(
    graph: SlmGraph, reference: SlmGraph, encoder: TurnEncoder, turns: Sequence[Turn]
) -> dict[str, float]:
    same = []
    for turn in Random(1).sample(list(turns), min(len(turns), 1500)):
        encoded = encoder.encode(turn.said.text, turn.asked)
        same.append(
            int(graph.run(encoded).intent.argmax()) == int(reference.run(encoded).intent.argmax())
        )
    return {"rows": len(same), "agreement": float(np.mean(same))}


def _latency(engine: SlmEngine, turns: Sequence[Turn]) -> dict[str, float]:
    taken = []
    for turn in Random(1).sample(list(turns), min(len(turns), 500)):
        transcript = Transcript(turn.said.text, 1.0)
        start = time.perf_counter()
        engine.read(transcript, asked=turn.asked)
        taken.append((time.perf_counter() - start) * 1000)
    return {
        "rows": len(taken),
        "p50_ms": float(np.percentile(taken, 50)),
        "p95_ms": float(np.percentile(taken, 95)),
    }
