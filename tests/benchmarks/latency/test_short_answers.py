"""Short answers that the benchmark of read-backs plays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.latency.short_answers import load, on_the_line, said_in
from voice_agent.audio.wav import write_wav
from voice_agent.core.errors import ConfigError

TONE = (8000 * np.sin(np.arange(16_000) / 5)).astype(np.int16)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"kind": "answers", "value": "stop"}, "stop"),
        ({"kind": "answers", "value": ""}, "other"),
        ({"kind": "answers", "value": "background"}, "background"),
        ({"kind": "names", "value": "Isla"}, None),
        ({"text": "Yes."}, "yes"),
        ({"text": "No no"}, "no"),
        ({"text": "Yes no"}, None),
        ({"text": "Use Operator"}, "other"),
        ({"text": "get me the Operator"}, None),
        ({"text": ""}, None),
    ],
)
def test_what_a_label_says(about: dict[str, Any], said: str | None) -> None:
    assert said_in(about) == said


def test_recordings_are_loaded_with_silence_around(tmp_path: Path) -> None:
    write_wav(tmp_path / "one.wav", TONE, 16_000)
    labels = {"one.wav": {"text": "Operator"}, "two.wav": {"text": "get me the operator"}}
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    (answer,) = load(tmp_path)
    assert (answer.name, answer.said) == ("one.wav", "other")
    assert answer.audio.size == on_the_line(TONE).size > TONE.size + 16_000


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ({"one.wav": {"kind": "answers", "value": "perhaps"}}, "none of yes, no, stop"),
        ({"one.wav": {"kind": "names", "value": "Isla"}}, "no recording of kind answers"),
        (["one.wav"], "expected"),
    ],
)
def test_says_what_is_wrong_with_labels(tmp_path: Path, labels: Any, problem: str) -> None:
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    with pytest.raises(ConfigError, match=problem):
        load(tmp_path)
    with pytest.raises(ConfigError, match="missing; it says what is said"):
        load(tmp_path / "none")
