"""Counting what recognisers write instead."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from voice_agent.playbook.phrases import Realised, parse_phrase
from voice_agent.training.noise.heard import Pair
from voice_agent.training.noise.mining import count, read_nbest

ENTITIES = ("amount", "payee", "date", "roast", "size", "milk")


def realised(marked: str) -> Realised:
    return parse_phrase(marked, ENTITIES).realise(Random(0), lambda entity, rng: "")


def pair(marked: str, heard: str, intent: str = "pay", number: int = 0) -> Pair:
    said = realised(marked)
    return Pair(number, intent, said.text, said.spans, heard)


def test_confusions_are_counted_once_a_sentence_and_only_with_known_words() -> None:
    pairs = [
        pair("pay my bill", "pay my bell", number=0),
        pair("pay my bill", "Pay my bell", number=1),
        pair("the bill please", "the bell please", number=2),
    ]
    nbest = [["the bill", "the bell", "the bil"], ["a bell", "a bill"], []]
    assert count(pairs, nbest) == {("bill", "bell"): 3, ("bell", "bill"): 1}


def test_nbest_lists_are_read_where_they_are(tmp_path: Path) -> None:
    assert list(read_nbest(tmp_path)) == []
    folder = tmp_path / "dstc10_spoken"
    folder.mkdir()
    line = json.dumps({"text": "a", "nbest": ["a", "b"]})
    (folder / "task2_val_user_turns.jsonl").write_text(f"{line}\n{line}\n")
    assert list(read_nbest(tmp_path)) == [["a", "b"], ["a", "b"]]
