"""Said against heard: alignment, marks, what is kept; sound on a telephone line."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.playbook.load import read_yaml
from voice_agent.playbook.phrases import Realised, parse_phrase
from voice_agent.playbook.turn_files import HeardSentences
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.labelled import heard_rows
from voice_agent.training.data.mapping import load_mapping
from voice_agent.training.data.rows import split_by_text
from voice_agent.training.data.values import ValueMaker
from voice_agent.training.noise.aligning import (
    word_error_rate,
)
from voice_agent.training.noise.heard import Pair, collect, mine, sentences, write_heard

ENTITIES = ("amount", "payee", "date", "roast", "size", "milk")


def realised(marked: str) -> Realised:
    return parse_phrase(marked, ENTITIES).realise(Random(0), lambda entity, rng: "")


def marks(sentence: Realised | None) -> list[tuple[str, str]]:
    assert sentence is not None
    return [(sentence.text[start:end], name) for start, end, name in sentence.spans]


def pair(marked: str, heard: str, intent: str = "pay", number: int = 0) -> Pair:
    said = realised(marked)
    return Pair(number, intent, said.text, said.spans, heard)


def test_what_came_out_the_same_or_means_nothing_is_left_out() -> None:
    pairs = [
        pair("pay my bill", "Pay my bill."),
        pair("pay [twenty dollars](amount) to my account", "Pay $20 to my count."),
        pair("pay [twenty dollars](amount) to my account", "pay $20 to my count"),
        pair("pay the rent by Friday please", "Hey there went my fries."),
        pair("shut my account", "Check my account.", intent="close"),
        pair("pay my loan", "pay my lone", intent="long gone"),
    ]
    phrases = {"pay": ["pay my bill"], "balance": ["check my account"], "close": ["close it"]}
    heard = collect(pairs, phrases, keep=10)
    assert heard.spoken == 6
    assert heard.phrases == {"pay": ["Pay [$20](amount) to my count."]}
    assert 0.0 < heard.word_error_rate < 1.0


def test_no_more_than_wanted_is_kept_of_every_intent() -> None:
    names = ["alpha", "bravo", "charlie", "delta"]
    pairs = [
        pair(f"please pay my {name} bill", f"please bay my {name} bill", intent)
        for intent in ("pay", "settle")
        for name in names
    ]
    heard = collect(pairs, {"pay": [], "settle": []}, keep=4)
    assert {intent: len(lines) for intent, lines in heard.phrases.items()} == {
        "pay": 2,
        "settle": 2,
    }


@pytest.fixture(scope="module")
def bank() -> Playbook:
    return load_playbook(pipelines_folder() / "bank")


def test_sentences_come_from_training_phrases_in_turn(bank: Playbook) -> None:
    rows = build_corpus(bank, None, 1).split("train")
    chosen = sentences(rows, bank, 60, seed=3)
    assert chosen == sentences(rows, bank, 60, seed=3) != sentences(rows, bank, 60, seed=4)
    assert [one.number for one in chosen] == list(range(60))
    assert len({one.said for one in chosen}) > 50
    assert all("{" not in one.said and "<" not in one.said for one in chosen)
    kept_aside = {
        line
        for lines in bank.phrases.values()
        for line in lines
        if split_by_text(line, 0.1) == "dev" and "[" not in line and "{" not in line
    }
    assert kept_aside.isdisjoint(one.said for one in chosen)


def test_heard_files_are_what_training_reads(bank: Playbook, tmp_path: Path) -> None:
    line = 'Pay: [$20](amount), "now" - it\'s #1'
    write_heard(
        tmp_path / "heard.yaml",
        HeardSentences(spoken=7, word_error_rate=0.1, phrases={"pay_bill": [line]}),
        "bank",
        1,
    )
    copy = bank.model_copy(update={"folder": tmp_path})
    (row,) = heard_rows(copy, load_mapping(copy))
    assert row.intents == ("pay_bill",)
    assert row.split == "train"
    assert marks(row.phrase.realise(Random(0), ValueMaker(bank.entities))) == [("$20", "amount")]


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_the_shipped_files_fit_their_playbooks(name: str) -> None:
    playbook = load_playbook(pipelines_folder() / name)
    rows = list(heard_rows(playbook, load_mapping(playbook)))
    assert 300 < len(rows) <= 1250
    whole = HeardSentences.model_validate(read_yaml(playbook.folder / "heard.yaml"))
    assert whole.spoken > len(rows)
    assert 0.05 < whole.word_error_rate < 0.3


@pytest.mark.real
def test_sentences_are_spoken_and_recognised_once(tmp_path: Path) -> None:
    work = tmp_path / "pairs.jsonl"
    config = load_pipeline("bank")
    pairs = list(mine(config, work, most=4, seed=1, threads=1))
    assert len(work.read_text().splitlines()) == 4
    assert sum(word_error_rate(one.said, one.heard) < 0.5 for one in pairs) >= 2
    before = work.read_text()
    assert list(mine(config, work, most=4, seed=1, threads=1)) == pairs
    assert work.read_text() == before
