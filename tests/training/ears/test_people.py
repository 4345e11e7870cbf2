"""Examples from recordings of people."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from voice_agent.audio.wav import write_wav
from voice_agent.core.errors import ConfigError
from voice_agent.stt.ears.symbols import NUMBER_OF, SYMBOLS
from voice_agent.training.ears.people import (
    Dictated,
    caller_of,
    folds_of,
    people_examples,
    read_people,
)

RATE_HZ = 16_000
_LETTER = 3200


class Loudness:
    """Stands for an encoder; each frame of 20 ms says how loud it was."""

    def encode(self, audio: np.ndarray, *, whole: bool = False) -> np.ndarray:
        frames = audio[: audio.size // 320 * 320].reshape(-1, 320)
        loud = np.abs(frames.astype(np.float32)).mean(axis=1)
        return np.pad(loud[:, None], ((0, 100), (0, 0)))

    def silence(self) -> np.ndarray:
        return np.zeros((1500, 1), np.float32)


class Hears:
    """Stands for the ear: each sound is the next one of these symbols."""

    def __init__(self, *said: str) -> None:
        self._said = said

    def listen(self, states: np.ndarray) -> np.ndarray:
        steps = states[: len(states) // 2 * 2, 0].reshape(-1, 2).max(1) > 1000
        scores = np.full((len(steps), len(SYMBOLS)), -9.0, np.float32)
        begins = np.flatnonzero(steps & ~np.concatenate(([False], steps[:-1])))
        scores[:, 0] = -0.01
        for begin, symbol in zip(begins, self._said, strict=False):
            scores[begin + 1, 0], scores[begin + 1, NUMBER_OF[symbol]] = -9.0, -0.01
        return scores


def recording(path: Path, letters: int) -> None:
    tone = 8000 * np.sin(np.arange(_LETTER) / 5)
    sound = np.concatenate([np.concatenate((tone, np.zeros(_LETTER))) for _ in range(letters)])
    write_wav(path, sound.astype(np.int16), RATE_HZ)


def people(path: Path, labels: dict[str, object], *heard: str) -> dict[str, list[Dictated]]:
    (path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return read_people(path, Loudness(), Hears(*heard))  # type: ignore[arg-type]


def test_reads_what_is_dictated_and_leaves_out_wrong_labels(tmp_path: Path) -> None:
    for name in ("name_07.wav", "number_08.wav", "name_08.wav", "song.wav"):
        recording(tmp_path / name, 3)
    labels = {
        "name_07.wav": {"kind": "names", "value": "Isl"},
        "name_08.wav": {"kind": "names", "value": "Qux", "caller": "eight"},
        "song.wav": {"kind": "songs", "value": "la"},
    }
    found = people(tmp_path, labels, "i", "s", "l")
    assert [*found] == ["07"]
    (one,) = found["07"]
    assert one.symbols == ("i", "s", "l")
    assert one.spelled
    assert all(part.size >= _LETTER for part in one.parts)


def test_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no recording of kind names"):
        people(tmp_path, {})
    with pytest.raises(ConfigError, match=r"expected .*value"):
        people(tmp_path, {"one.wav": {"kind": "names"}})


def test_makes_examples_of_one_voice(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)

    def part() -> np.ndarray:
        return rng.normal(0.0, 3000.0, 4000)

    dictated = [
        Dictated(("a", "b", "c"), (part(), part(), part())),
        Dictated(("one", "two"), (part(), part())),
        Dictated((), (part(),)),
    ]
    made = people_examples(Loudness(), dictated, seed="1 7")
    found = list(itertools.islice(made, 40))
    known = {0, *(NUMBER_OF[one] for one in ("a", "b", "c", "one", "two"))}
    assert all(known >= set(one.labels.tolist()) for one in found)
    assert max(len(one.labels) for one in found) > 3  # They are joined to longer values.
    assert all(len(one.states) < 1200 for one in found)
    again = list(itertools.islice(people_examples(Loudness(), dictated, seed="1 7"), 5))
    assert all((a.states == b.states).all() for a, b in zip(found, again, strict=False))


def test_each_caller_is_in_one_fold() -> None:
    assert folds_of(["b", "a", "c", "a"], 2) == [["a", "c"], ["b"]]
    assert caller_of("name_07.flac", {}) == "07"
    assert caller_of("name_07.flac", {"caller": 3}) == "3"
