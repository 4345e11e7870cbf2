"""Gathering rows: the playbook's own, the shared ones, and small copies of public formats."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from toy_corpus import texts, write_playbook

from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook.load import load_playbook
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.values import ValueMaker


def test_the_playbook_alone_teaches_every_head(tmp_path: Path) -> None:
    corpus = build_corpus(write_playbook(tmp_path), None, seed=1)
    train = corpus.split("train")

    assert {i for row in train for i in row.intents} >= {"check_balance", "move", "person"}
    assert {row.act for row in train} >= {"inform", "request", "affirm", "deny", "repeat", "bye"}
    assert {row.escalation for row in train} >= {"none", "person", "anger", "fraud", "emergency"}
    assert any(row.tagged and row.phrase.entities for row in train)
    assert {row.group for row in corpus.split("test")} == {"sentiment", "reasoning"}


def test_an_intent_without_phrases_is_an_error(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path, shared={})

    with pytest.raises(ConfigError, match=r"phrases\.yaml: no phrases for person"):
        build_corpus(playbook, None, 1)


def test_stolen_cards_are_for_a_person_and_lost_ones_are_not() -> None:
    playbook = load_playbook(pipelines_folder() / "bank")
    rows = build_corpus(playbook, None, seed=1).rows
    cards = [row for row in rows if row.intents == ("card_lost_stolen",)]
    found = dict(zip(texts((row.phrase for row in cards), playbook), cards, strict=False))

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


@pytest.mark.slow
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
