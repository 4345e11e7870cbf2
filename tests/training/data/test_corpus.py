"""Gathering rows: the playbook's own, the shared ones, and small copies of public formats."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import yaml

from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.rows import Row
from voice_agent.training.data.values import ValueMaker

SAYS = {
    "greeting": "Hello.",
    "not_understood": ["What?"],
    "not_heard": ["What?"],
    "llm_fallback": "Sorry. Shall I get somebody?",
    "action_failed": "Sorry.",
    "handoff": "Wait.",
    "goodbye": "Bye.",
}


def write_playbook(folder: Path, **changes: object) -> Playbook:
    data: dict[str, object] = {
        "name": "Toy",
        "persona": "A toy.",
        "says": SAYS,
        "entities": {
            "amount": {"kind": "money"},
            "account": {"kind": "list", "values": {"savings": ["saver"], "checking": []}},
        },
        "intents": {
            "check_balance": {"answer": "Plenty."},
            "move": {
                "details": {"sum": {"entity": "amount", "ask": "How much?"}},
                "confirm": "Move {sum}, {details}?",
                "answer": "Done.",
            },
            "person": {"route": "human"},
        },
    }
    folder.mkdir(exist_ok=True)
    phrases = {
        "check_balance": [f"what is in my [savings](account) number {n}" for n in range(20)],
        "move": ["move {amount}", "shift [ten dollars](amount)"],
        "out_of_scope": ["what is the weather"],
    }
    mapping = {"shared": {"person": "person", "done": "check_balance"}} | changes
    for name, content in (("playbook", data), ("phrases", phrases), ("datasets", mapping)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_playbook(folder)


def texts(rows: list[Row], playbook: Playbook) -> list[str]:
    make = ValueMaker(playbook.entities)
    return [row.phrase.realise(Random(1), make).text for row in rows]


def test_the_playbook_alone_teaches_every_head(tmp_path: Path) -> None:
    corpus = build_corpus(write_playbook(tmp_path), None, seed=1)
    train = corpus.split("train")

    assert {i for row in train for i in row.intents} >= {"check_balance", "move", "person"}
    assert {row.act for row in train} >= {"inform", "request", "affirm", "deny", "repeat", "bye"}
    assert {row.escalation for row in train} >= {"none", "person", "anger", "fraud", "emergency"}
    assert any(row.tagged and row.phrase.entities for row in train)
    assert {row.group for row in corpus.split("test")} == {"sentiment", "reasoning"}


def test_short_answers_carry_the_question_and_its_intent(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path)
    rows = [row for row in build_corpus(playbook, None, 1).rows if row.group == "answers"]

    assert {row.intents for row in rows} == {("move",)}
    assert all(row.asked and row.asked.pieces[0].text == "How much?" for row in rows)
    assert all("amount" in row.phrase.entities for row in rows)


def test_confirmations_read_back_details_and_results(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path)
    rows = [row for row in build_corpus(playbook, None, 1).rows if row.group == "confirmations"]
    asked = {texts([Row(row.asked, "x")], playbook)[0] for row in rows if row.asked}

    assert {row.act for row in rows} == {"affirm", "deny"}
    assert all(line.startswith("Move ") and line.endswith(", it?") for line in asked)


def test_a_yes_to_the_offer_of_a_person_wants_one(tmp_path: Path) -> None:
    rows = build_corpus(write_playbook(tmp_path), None, 1).rows

    offered = [row for row in rows if row.group == "closings" and row.escalation == "person"]
    assert offered
    assert {(row.intents, row.act) for row in offered} == {(("person",), "affirm")}


def test_an_intent_without_phrases_is_an_error(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path, shared={})

    with pytest.raises(ConfigError, match=r"phrases\.yaml: no phrases for person"):
        build_corpus(playbook, None, 1)


def test_stolen_cards_are_for_a_person_and_lost_ones_are_not() -> None:
    playbook = load_playbook(pipelines_folder() / "bank")
    rows = build_corpus(playbook, None, seed=1).rows
    cards = [row for row in rows if row.intents == ("card_lost_stolen",)]
    found = dict(zip(texts(cards, playbook), cards, strict=False))

    assert found["my card was stolen"].escalation == "fraud"
    assert found["someone took my card"].escalation == "fraud"
    assert found["I lost my card"].escalation == "none"


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_shipped_playbooks_give_a_corpus(name: str) -> None:
    playbook = load_playbook(pipelines_folder() / name)
    corpus = build_corpus(playbook, None, seed=1)
    make = ValueMaker(playbook.entities)
    for row in corpus.rows:
        said = row.phrase.realise(Random(1), make, swap=0.5)
        assert said.text
        assert all(said.text[a:b].strip() == said.text[a:b] for a, b, _ in said.spans)


def test_the_corpus_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib; from voice_agent.core.resources import pipelines_folder; "
        "from voice_agent.playbook.load import load_playbook; "
        "from voice_agent.training.data.corpus import build_corpus; "
        "corpus = build_corpus(load_playbook(pipelines_folder() / 'barista'), None, 1); "
        "print(hashlib.sha256(repr(corpus).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "5")
    }
    assert len(found) == 1
