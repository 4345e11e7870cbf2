from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.latency.cutoffs import counted
from benchmarks.latency.playing import Played
from benchmarks.latency.recordings import load_folder
from voice_agent.core.errors import ConfigError


def test_who_is_spoken_into_does_not_count_among_the_waits() -> None:
    figures = counted(
        [
            Played("a", "", 400.0, None),
            Played("b", "", 300.0, 1200.0),
            Played("c", "", 600.0, None),
            Played("d", "", None, None, error="no answer"),
        ]
    )
    assert (figures["played"], figures["cut_off"], figures["share"]) == (4, 1, 0.25)
    assert figures["before_the_end_ms"] == {"b": 1200}
    assert figures["wait_ms"]["n"] == 2
    assert figures["unanswered"] == {"d": "no answer"}


def test_only_labels_that_are_there_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text('{"a.wav": {"kind": "names", "text": "one two"}}')
    with pytest.raises(ConfigError, match="no recording has kind=numbers"):
        load_folder(tmp_path, limit=5, only=["kind=numbers"])
    with pytest.raises(ConfigError, match="expected KEY=VALUE"):
        load_folder(tmp_path, limit=5, only=["kind"])
    with pytest.raises(ConfigError, match="no recording"):
        load_folder(tmp_path, limit=5, words=3)
