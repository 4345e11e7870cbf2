"""Results of a tiny model on turns whose labels are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from toy_slm import LABELS as SMALL
from toy_slm import toy_playbook, write_model

from voice_agent.playbook.phrases import Realised
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.labels import SENTIMENTS
from voice_agent.slm.model import GRAPH_FILE, TOKENIZER_FILE, SlmEngine
from voice_agent.training.data.labelled import Turn
from voice_agent.training.measure.readings import ReadTurn
from voice_agent.training.measure.results import FIGURE_NAMES, decisions_of, results_of

LABELS = replace(SMALL, sentiments=SENTIMENTS, reasoning=True)
BALANCE = {"intents": ("check_balance",)}
WEATHER = {"intents": ("out_of_scope",)}
QUIET = "the " * 14
"""Each word speaks a little against a human."""


class Reader:
    """Reads turns with the tiny model."""

    def __init__(self, folder: Path) -> None:
        write_model(folder, LABELS)
        self._graph = SlmGraph(folder / GRAPH_FILE, LABELS)
        self._encoder = TurnEncoder.load(folder / TOKENIZER_FILE, max_tokens=16, max_asked_tokens=6)
        self.engine = SlmEngine(self._graph, self._encoder, LABELS, toy_playbook())

    def read(self, text: str, *spans: tuple[int, int, str], **labels: Any) -> ReadTurn:
        turn = Turn(group="some", said=Realised(text, spans), asked="", **_defaults(labels))
        return ReadTurn.of(turn, self.engine, self._graph, self._encoder)

    def results(self, *read: ReadTurn) -> dict[str, float]:
        return results_of(read, self.engine)


def _defaults(labels: dict[str, Any]) -> dict[str, Any]:
    return {"intents": (), "act": None, "escalation": None, **labels}


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_intents_right_wrong_and_refused(reader: Reader) -> None:
    figures = reader.results(
        reader.read("balance", **BALANCE),
        reader.read("send", **BALANCE),
        reader.read("weather", **BALANCE),
        reader.read("balance", **BALANCE),
        reader.read("weather", **WEATHER),
    )

    assert figures["rows"] == 5
    assert figures["intent"] == 0.5
    assert figures["refused"] == 0.25
    assert figures["oos_caught"] == 1.0
    assert figures["oos_auroc"] == pytest.approx(0.875)
    assert "ece" not in figures


def test_calibration_takes_fifty_turns(reader: Reader) -> None:
    turns = [reader.read("balance", **BALANCE)] * 49
    figures = reader.results(*turns, reader.read("send", **BALANCE))

    assert figures["ece"] == pytest.approx(0.02, abs=0.02)
    assert figures["sure_right"] >= 0.97


def test_entities_by_value_and_by_span(reader: Reader) -> None:
    figures = reader.results(
        reader.read("send fifty dollars", (5, 18, "amount"), tagged=True, **BALANCE),
    )

    assert figures["entities"] == 1.0
    assert figures["entities_model"] == 1.0


def test_who_is_for_a_human(reader: Reader) -> None:
    figures = reader.results(
        reader.read("human", escalation="person"),
        reader.read("human", escalation="anger"),
        reader.read(QUIET, escalation="anger"),
        reader.read("human", escalation="none"),
        reader.read(QUIET, escalation="none"),
    )

    assert figures["escalation_recall"] == pytest.approx(2 / 3)
    assert figures["escalation_reason"] == 0.5
    assert figures["escalation_false"] == 0.5
    assert "intent" not in figures


def test_the_other_heads(reader: Reader) -> None:
    figures = reader.results(
        reader.read("yes", act="affirm"),
        reader.read("yes", act="deny"),
        reader.read("useless", sentiment="negative"),
        reader.read("compare", reasoning=True),
        reader.read("compare", reasoning=False),
    )

    assert figures == {"rows": 5, "act": 0.5, "sentiment": 1.0, "reasoning": 0.5}
    assert set(figures) <= set(FIGURE_NAMES)


def test_decisions_are_the_engines(reader: Reader) -> None:
    read = [reader.read("balance", **BALANCE), reader.read("weather", **BALANCE)]

    assert decisions_of(read, reader.engine).said == ["check_balance", "out_of_scope"]
