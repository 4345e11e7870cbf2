"""Who asks for a person, and who only speaks of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.accuracy.persons import Outcome, Said, figures, is_wrong, labelled
from voice_agent.core.errors import ConfigError


def test_only_recordings_whose_label_tells_are_measured(tmp_path: Path) -> None:
    labels = {
        "b.flac": {"asks_for": "none", "text": "my sister is an operator"},
        "a.flac": {"asks_for": "person", "text": "operator please"},
        "c.flac": {"asks_for": "unclear", "text": "the operator"},
        "d.flac": {"text": "four score"},
    }
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    assert [(one.path.name, one.asks_for) for one in labelled(tmp_path)] == [
        ("a.flac", "person"),
        ("b.flac", "none"),
    ]


@pytest.mark.parametrize("text", ["[]", "{", "{}", '{"a.flac": {"asks_for": "unclear"}}'])
def test_labels_that_tell_nothing_are_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.json").write_text(text)
    with pytest.raises(ConfigError, match=r"labels\.json"):
        labelled(tmp_path)


def test_shares_that_are_put_through() -> None:
    asks = Said(Path("a"), "person", "operator")
    mentions = Said(Path("b"), "none", "the operator said so")
    outcomes = [
        Outcome(asks, "operator", True, 0.9),
        Outcome(asks, "opera", False, 0.1),
        Outcome(mentions, "the operator said so", True, 0.5),
    ]
    assert figures(outcomes) == {
        "person": {"n": 2, "put_through": 0.5},
        "none": {"n": 1, "put_through": 1.0},
    }
    assert [is_wrong(one) for one in outcomes] == [False, True, True]
    assert figures([])["none"]["put_through"] is None
