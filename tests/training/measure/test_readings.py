"""Turns read by a tiny model."""

from __future__ import annotations

from pathlib import Path

from toy_slm import LABELS, toy_playbook, write_model

from voice_agent.playbook.phrases import parse_phrase
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.model import GRAPH_FILE, TOKENIZER_FILE, SlmEngine
from voice_agent.training.data.corpus import Corpus
from voice_agent.training.data.rows import Row
from voice_agent.training.measure.readings import ReadTurn, public_turns


def row(text: str, group: str, **labels: object) -> Row:
    return Row(parse_phrase(text, ()), group, **{"split": "test", **labels})  # type: ignore[arg-type]


def test_public_turns_are_those_of_the_test_split_with_labels() -> None:
    rows = (
        row("send it", "clinc150/scope", intents=("pay",)),
        row("lovely", "moods", sentiment="positive"),
        row("how come", "why", reasoning=False),
        row("nothing known", "clinc150"),
        row("only to learn from", "clinc150", split="train", intents=("pay",)),
    )
    turns = public_turns(Corpus(rows, ()))

    assert [(turn.group, turn.said.text) for turn in turns] == [
        ("clinc150", "send it"),
        ("moods", "lovely"),
        ("why", "how come"),
    ]


def test_of_a_large_set_the_same_3000_are_measured() -> None:
    rows = tuple(row(f"turn {n}", "large", intents=("pay",)) for n in range(3010))
    turns = public_turns(Corpus(rows, ()))

    assert len(turns) == 3000
    assert turns == public_turns(Corpus(rows, ()))


def test_a_turn_is_read_with_the_engine_if_there_is_one(tmp_path: Path) -> None:
    write_model(tmp_path)
    graph = SlmGraph(tmp_path / GRAPH_FILE, LABELS)
    encoder = TurnEncoder.load(tmp_path / TOKENIZER_FILE, max_tokens=16, max_asked_tokens=6)
    engine = SlmEngine(graph, encoder, LABELS, toy_playbook())
    [turn] = public_turns(Corpus((row("my balance", "set", intents=("check_balance",)),), ()))

    read, seen = (ReadTurn.of(turn, one, graph, encoder) for one in (engine, None))

    assert read.reading is not None
    assert read.reading.intent == "check_balance"
    assert seen.reading is None
    assert read.words == seen.words == ((0, 2), (3, 10))
    assert int(read.logits.intent.argmax()) == LABELS.intents.index("check_balance")
