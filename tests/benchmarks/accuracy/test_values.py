"""The benchmark of values on a few items of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy.values import Answer, load, results_of, value_of
from voice_agent.commands.cli import run as run_command_line
from voice_agent.core.errors import ConfigError

USD_5 = {"amount": 5.0, "currency": "USD"}
ITEMS = [
    ("d1", "date", "in three days", "2026-11-30"),
    ("d2", "date", "some day", "2026-11-30"),
    ("m1", "money", "five bucks", USD_5),
    ("m2", "money", "six bucks", USD_5),
    ("b1", "boolean", "yes please", "yes"),
    ("b2", "boolean", "I am not sure", "no"),
    ("p1", "birth", "july third nineteen seventy two", "1972-07-03"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        {"id": id_, "kind": kind, "text": text, "expected": value, "accept": [value], "today": day}
        for (id_, kind, text, value), day in zip(ITEMS, ["2026-11-27"] * len(ITEMS), strict=True)
    ]
    (tmp_path / "items.json").write_text(json.dumps(rows))
    return tmp_path


def test_a_value_is_right_wrong_or_none(data: Path) -> None:
    answers = [Answer(item, value_of(item)) for item in load(data)]
    assert [answer.outcome for answer in answers] == [
        *("right", "none", "right", "wrong", "right", "none", "right")
    ]
    assert results_of(answers) == {
        "date": {"right": 1, "wrong": 0, "none": 1},
        "money": {"right": 1, "wrong": 1, "none": 0},
        "boolean": {"right": 1, "wrong": 0, "none": 1},
        "birth": {"right": 1, "wrong": 0, "none": 0},
    }


def test_any_accepted_value_is_right(data: Path) -> None:
    path = data / "items.json"
    rows = json.loads(path.read_text())
    rows[3]["accept"] = [USD_5, {"amount": 6.0, "currency": "USD"}]
    del rows[0]["accept"]
    (data / "values").mkdir()
    path.rename(data / "values" / "items.json")
    (data / "values" / "items.json").write_text(json.dumps(rows))
    assert [Answer(item, value_of(item)).outcome for item in load(data)][:4] == [
        *("right", "none", "right", "right")
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "colour"}, "unknown kind 'colour'; known: money, date"),
        ({"today": "soon"}, "an item has no valid"),
        ({"text": None}, ""),
    ],
)
def test_an_item_of_another_form_is_refused(
    data: Path, change: dict[str, Any], message: str
) -> None:
    path = data / "items.json"
    row = json.loads(path.read_text())[0] | change
    if row["text"] is None:
        del row["text"]
        message = "an item has no valid 'text'"
    path.write_text(json.dumps([row]))
    with pytest.raises(ConfigError, match=message):
        load(data)


def test_a_folder_without_items_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no items\.json"):
        load(tmp_path)


def test_the_command_prints_a_table_and_the_mistakes(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    command = ["voice-agent", "bench", "values", "--data", str(data), "--json", str(out)]
    monkeypatch.setattr(sys, "argv", [*command, "--show"])
    with pytest.raises(SystemExit) as ended:
        run_command_line()
    assert ended.value.code in (0, None)
    printed = capsys.readouterr().out
    assert "71.4" not in printed
    assert "m2 money (2026-11-27): 'six bucks' is {'amount': 5.0, 'currency': 'USD'}" in printed
    assert "d1" not in printed
    assert json.loads(out.read_text())["kinds"]["money"] == {"right": 1, "wrong": 1, "none": 0}
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit):
        run_command_line()
    assert "m2" not in capsys.readouterr().out
