"""The benchmark of dictated values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.latency.dictation import (
    Heard,
    Item,
    ears_of_others,
    expected,
    figures,
    load,
    rival_of,
    value_of,
    wants_letters,
    written,
)
from benchmarks.latency.recordings import Recording
from voice_agent.audio.wav import write_wav
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Evidence, Transcript
from voice_agent.language import en
from voice_agent.stt.ears.head import FILE, MODEL
from voice_agent.training.ears.adapt import FOLDS

TONE = (8000 * np.sin(np.arange(16_000) / 5)).astype(np.int16)


def folder(path: Path, labels: Any) -> Path:
    write_wav(path / "one.wav", TONE, 16_000)
    (path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return path


def test_loads_what_is_dictated(tmp_path: Path) -> None:
    labels = {
        "one.wav": {"kind": "names", "value": "Isla"},
        "two.wav": {"kind": "songs", "value": "la"},
    }
    (item,) = load(folder(tmp_path, labels), wide=True)
    assert (item.kind, item.value) == ("names", "Isla")
    assert item.recording.samples.size > 8000


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ({"one.wav": {"kind": "names"}}, "expected .*value"),
        ({"one.wav": {"kind": "songs", "value": "la"}}, "no recording of kind names"),
    ],
)
def test_says_what_is_wrong_with_labels(tmp_path: Path, labels: Any, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        load(folder(tmp_path, labels), wide=True)
    with pytest.raises(ConfigError, match="missing; it says what is dictated"):
        load(tmp_path / "none", wide=True)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("names", "I S L A", "Isla"),
        ("numbers", "4 4 7 7 1 2 3", "4477123"),
        ("numbers", "4 4", ""),
        ("answers", "Yes.", "yes"),
        ("answers", "Stop.", "stop"),
        ("answers", "No.", "no"),
        ("answers", "Operator", ""),
    ],
)
def test_reads_the_value_that_the_agent_would_take(kind: str, text: str, value: str) -> None:
    assert value_of(en, kind, Transcript(text, 0.9)) == value
    assert expected(kind).kind == ("consent" if kind == "answers" else "value")


def test_a_number_is_heard_twice_to_questions_with_and_without_its_length(tmp_path: Path) -> None:
    found = load(folder(tmp_path, {"one.wav": {"kind": "numbers", "value": "4477"}}), wide=True)
    specs = [expected(item.kind).spec for item in found]
    assert [spec.max_length for spec in specs if spec] == [14, 10]


def test_an_address_is_compared_by_its_parts() -> None:
    text = "34 Elm St, apartment five six eight, Springfield."
    assert value_of(en, "addresses", Transcript(text, 0.9)) == "34 Elm Street 568 Springfield"
    assert written("addresses", None) == ""


@pytest.mark.parametrize(
    ("text", "rival", "asked"),
    [
        ("K O W A L S K I", "K O W A L F K I", "Kowalfki"),
        ("J E N S E N", "J A N F O N", ""),
        ("J E N S E N", "", ""),
    ],
)
def test_a_rival_is_asked_about_if_one_letter_tells_the_two_apart(
    text: str, rival: str, asked: str
) -> None:
    assert rival_of(en, "names", Transcript(text, 0.9, rival=rival)) == asked
    assert rival_of(en, "numbers", Transcript("4 4 7 7 1 2 3", 0.9, rival="4 4 7 7 1 2 4")) == ""


@pytest.mark.parametrize(
    ("value", "rival", "sure", "taken", "in_the_end"),
    [
        ("Jensen", "", True, True, True),
        ("Jensen", "Jenfen", True, False, True),
        ("Jenfen", "Jensen", True, False, True),
        ("Jenfen", "Jemfen", True, False, False),
        ("Jenfen", "", True, True, False),
        ("Jensen", "", False, False, False),
        ("", "", True, False, False),
    ],
)
def test_what_is_taken_at_once_and_what_is_right_after_a_question(
    value: str, rival: str, sure: bool, taken: bool, in_the_end: bool
) -> None:
    item = Item(Recording("x", TONE), "names", "Jensen")
    heard = Heard(item, "", value, 10.0, rival, sure)
    assert (heard.taken, heard.after_question) == (taken, in_the_end)


def test_figures() -> None:
    def heard(kind: str, right: str, value: str) -> Heard:
        return Heard(Item(Recording("x", TONE), kind, right), "", value, 10.0)

    found = figures(
        [
            heard("names", "Isla Santos", "isla santos"),
            heard("names", "Isla Santos", "Islasantos"),
            heard("names", "Isla Santos", "Isla Fanto"),
        ]
    )
    assert (found["right, %"], found["right at once, %"], found["taken wrong, %"]) == (
        66.7,
        66.7,
        33.3,
    )
    assert found["with spaces, %"] == 33.3
    assert found["errors, % of characters"] == 6.7
    assert heard("answers", "stop", "yes").errors == 1


def test_letters_are_asked_for_where_a_name_was_said() -> None:
    said = Transcript("Banji Chitargi", 0.9, evidence=Evidence((("banji", 0.0),), spelled=False))
    assert wants_letters(en, "names", said, "Banji Chitargi")
    assert not wants_letters(en, "names", said, "Zane Smith")
    assert not wants_letters(en, "names", Transcript("B A N J I", 0.9), "Banji")
    assert not wants_letters(en, "addresses", said, "Banji")


def test_each_caller_is_heard_by_an_ear_of_others(tmp_path: Path) -> None:
    shipped = (ModelStore.open().path(MODEL) / FILE).read_bytes()
    for file in ("fold-0.onnx", "fold-1.onnx"):
        (tmp_path / file).write_bytes(shipped)
    files = {"01": "fold-0.onnx", "02": "fold-1.onnx", "03": "fold-0.onnx"}
    (tmp_path / FOLDS).write_text(json.dumps(files), encoding="utf-8")
    found = ears_of_others(tmp_path)
    assert found["01"] is found["03"]
    assert found["01"] is not found["02"]
