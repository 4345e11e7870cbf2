"""Said against heard: alignment, marks, what is kept; sound on a telephone line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
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
    carry_marks,
    confusions,
    numeral_words,
    spoken_words,
    word_error_rate,
)
from voice_agent.training.noise.heard import Pair, collect, mine, sentences, write_heard
from voice_agent.training.noise.mining import count, read_nbest
from voice_agent.training.noise.speaking import LISTEN_HZ, Line, Manner

ENTITIES = ("amount", "payee", "date", "roast", "size", "milk")


def realised(marked: str) -> Realised:
    return parse_phrase(marked, ENTITIES).realise(Random(0), lambda entity, rng: "")


def marks(sentence: Realised | None) -> list[tuple[str, str]]:
    assert sentence is not None
    return [(sentence.text[start:end], name) for start, end, name in sentence.spans]


def pair(marked: str, heard: str, intent: str = "pay", number: int = 0) -> Pair:
    said = realised(marked)
    return Pair(number, intent, said.text, said.spans, heard)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What's MY balance?", "what is my balance"),
        ("$1,250.50", "one thousand two hundred and fifty dollars and fifty cents"),
        ("a 12-ounce latte, 12oz", "a twelve ounce latte twelve ounce"),
        ("it's 4477", "it is four four seven seven"),
        ("the 3rd at 3 p.m.", "the third at three pm"),
        ("20%", "twenty percent"),
        ("...", ""),
    ],
)
def test_words_are_compared_as_spoken(text: str, words: str) -> None:
    assert " ".join(token.word for token in spoken_words(text)) == words


def test_tokens_know_the_characters_they_were_written_with() -> None:
    text = "Send $200, now"
    assert [text[t.start : t.end] for t in spoken_words(text)] == [
        "Send", "$200", "$200", "$200", "now",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("numeral", "words"),
    [
        ("7", "seven"),
        ("0123", "zero one two three"),
        ("9876543", "nine eight seven six five four three"),
    ],
)
def test_numerals_are_said(numeral: str, words: str) -> None:
    assert " ".join(numeral_words(numeral)) == words


@pytest.mark.parametrize(
    ("said", "heard", "kept"),
    [
        (
            "send [two hundred dollars](amount) to [Priya Patel](payee) [on Friday](date)",
            "Send $200 to prior patella on Friday.",
            [("$200", "amount"), ("prior patella", "payee"), ("on Friday", "date")],
        ),
        (
            "a [light roast](roast) with [skim milk](milk)",
            "Like grossed with scheme milk?",
            [("Like grossed", "roast"), ("scheme milk", "milk")],
        ),
        ("pay [Anna](payee) [on Friday](date)", "Pay on Friday", [("on Friday", "date")]),
        ("[twelve ounce](size) coffee", "12-ounce coffee.", [("12-ounce", "size")]),
    ],
)
def test_marks_go_with_their_words(said: str, heard: str, kept: list[tuple[str, str]]) -> None:
    assert marks(carry_marks(realised(said), heard)) == kept


def test_words_that_are_no_longer_those_of_the_mark_spoil_the_sentence() -> None:
    said = realised("get a small [cafe mocha](size)")
    assert carry_marks(said, "get a small cappuccino") is None


def test_how_numbers_are_written_is_no_error() -> None:
    assert word_error_rate("send two hundred dollars", "Send $200.") == 0.0
    assert word_error_rate("pay the bill", "pay the bell now") == pytest.approx(2 / 3)
    assert word_error_rate("", "") == 0.0


def test_confusions_are_words_for_words() -> None:
    assert list(confusions("with skim milk please", "with scheme milk please")) == [
        ("skim", "scheme")
    ]
    assert list(confusions("can I get an ounce", "can I get announce")) == [
        ("an ounce", "announce")
    ]
    # Lost and added words, numbers, and words with nothing in common are none.
    assert list(confusions("pay the bill", "pay bill")) == []
    assert list(confusions("the two bills", "the ten bills")) == []
    assert list(confusions("pay the rent", "pay the mortgage")) == []


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


def tone(hz: float, seconds: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    time = np.arange(round(8000 * seconds)) / 8000
    return (8000 * np.sin(2 * np.pi * hz * time)).astype(np.int16)


def power(audio: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int16]]) -> float:
    return float(np.mean(np.square(np.asarray(audio, dtype=np.float64))))


def test_a_line_keeps_the_signal_to_noise_ratio() -> None:
    line = Line(level_dbfs=-20.0, snr_db=15.0, tilt=0.5, lost=0.0)
    out = line.carry(tone(1000), np.random.default_rng(1))
    assert out.dtype == np.int16
    assert out.size == round(1.4 * LISTEN_HZ)
    silence, speech = out[: LISTEN_HZ // 10], out[LISTEN_HZ // 2 : LISTEN_HZ]
    assert 10 * np.log10(power(speech) / power(silence)) == pytest.approx(16.0, abs=2.0)


def test_a_line_carries_only_the_telephone_band() -> None:
    line = Line(level_dbfs=-20.0, snr_db=60.0, tilt=0.0, lost=0.0)
    both = tone(100) + tone(1000)
    out = line.carry(both, np.random.default_rng(1)).astype(np.float64)
    spectrum = np.abs(np.fft.rfft(out))
    hz = np.fft.rfftfreq(out.size, 1 / LISTEN_HZ)
    low, band = spectrum[np.abs(hz - 100) < 5].max(), spectrum[np.abs(hz - 1000) < 5].max()
    assert low < band / 100


def test_lost_packets_are_silent() -> None:
    sound = tone(1000)
    whole = Line(-20.0, 60.0, 0.0, lost=0.0).carry(sound, np.random.default_rng(1))
    torn = Line(-20.0, 60.0, 0.0, lost=0.2).carry(sound, np.random.default_rng(1))
    assert power(torn) == pytest.approx(0.8 * power(whole), rel=0.15)


def test_callers_and_lines_are_drawn_by_the_seed() -> None:
    assert Manner.draw(Random(1)) == Manner.draw(Random(1)) != Manner.draw(Random(2))
    assert Line.draw(Random(1)) == Line.draw(Random(1)) != Line.draw(Random(2))


@pytest.mark.real
def test_sentences_are_spoken_and_recognised_once(tmp_path: Path) -> None:
    work = tmp_path / "pairs.jsonl"
    config = load_pipeline("bank")
    pairs = list(mine(config, work, most=6, seed=1, threads=1))
    assert len(work.read_text().splitlines()) == 6
    assert sum(word_error_rate(one.said, one.heard) < 0.5 for one in pairs) >= 3
    before = work.read_text()
    assert list(mine(config, work, most=6, seed=1, threads=1)) == pairs
    assert work.read_text() == before
