"""Measuring a tiny model on a few turns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from toy_slm import LABELS as SMALL
from toy_slm import toy_playbook, write_model

from voice_agent.playbook.phrases import Realised, parse_phrase
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import SENTIMENTS
from voice_agent.slm.model import GRAPH_FILE, TOKENIZER_FILE, SlmEngine
from voice_agent.training.data.corpus import Corpus
from voice_agent.training.data.labelled import Turn
from voice_agent.training.data.rows import Row
from voice_agent.training.measure.evaluate import Evaluation, measure

LABELS = replace(SMALL, sentiments=SENTIMENTS, reasoning=True)
HELDOUT = [
    Turn(group="plain", said=Realised("balance", ()), asked="", intents=("check_balance",),
         act=None, escalation=None),
    Turn(group="moods", said=Realised("useless", ()), asked="", intents=(), act=None,
         escalation=None, sentiment="negative"),
]  # fmt: skip
PUBLIC = Row(parse_phrase("weather", ()), "clinc150", "test", intents=("out_of_scope",))


@pytest.fixture
def evaluated(tmp_path: Path) -> Evaluation:
    write_model(tmp_path, LABELS)
    graph = SlmGraph(tmp_path / GRAPH_FILE, LABELS)
    encoder = TurnEncoder.load(tmp_path / TOKENIZER_FILE, max_tokens=16, max_asked_tokens=6)
    engine = SlmEngine(graph, encoder, LABELS, toy_playbook())
    return measure(engine, graph, encoder, HELDOUT, Corpus((PUBLIC,), ()), reference=graph)


def test_each_group_and_each_public_set_has_results(evaluated: Evaluation) -> None:
    figures = evaluated.figures

    assert list(figures) == [
        "held-out turns",
        "held-out: plain",
        "held-out: moods",
        "clinc150 test",
        "int8 against fp32",
        "latency, one thread",
    ]
    assert figures["held-out turns"]["rows"] == 2
    assert figures["held-out: plain"] == {"rows": 1, "intent": 1.0, "refused": 0.0}
    assert figures["held-out: moods"] == {"rows": 1, "sentiment": 1.0}
    assert figures["clinc150 test"] == {"rows": 1, "oos_caught": 1.0}
    assert figures["int8 against fp32"] == {"rows": 3, "agreement": 1.0}


def test_decisions_are_kept_where_intents_are_known(evaluated: Evaluation) -> None:
    assert set(evaluated.decisions) == {"held-out turns", "clinc150 test"}
    assert evaluated.decisions["held-out turns"].said == ["check_balance"]
