"""The EVI benchmark on a handful of made-up calls in the layout of the real data."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy.evi import Asked, Attempt, figures_of, half_of, load, run, value_of
from voice_agent.commands.cli import run as run_command_line
from voice_agent.core.errors import ConfigError

COLUMNS = [
    *("dialogue_id", "speaker_id", "scenario_id", "turn_num", "item", "attempt_num"),
    *("prime_letter", "prime_month", "transcription", "nbest"),
]
RECORD = ("en.GB.1", "W2K 9GE", "Aimee Nolan", "1972-07-03", "Aimee", "Nolan", "F", "a@b.uk")
SAID = {
    "postcode": [[], ["w 2 k", "w to k"], ["w 2 k 9 g e"]],
    "name": [["Amy Nolan", "Aimee Nolan"], ["Amy Nolan", "Aimee Nolan"], ["a i m e e"]],
    "dob": [["30th of february 1972", "3rd of july 1972"], ["3rd july"], ["0307 1972"]],
}


def _speaker(half: str) -> str:
    return next(name for name in map(str, range(50)) if half_of(name) == half)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    heads = "scenario_id,postcode,name,dob,name_first,name_last,sex,email"
    folder = tmp_path / "evi"
    folder.mkdir()
    (folder / "records.en.csv").write_text(f"{heads}\n{','.join(RECORD)}\n", encoding="utf-8")
    rows = ["\t".join(COLUMNS)]
    calls = [("one", "report", "en.GB.1"), ("two", "tune", "en.GB.1"), ("lost", "report", "1")]
    for call, half, scenario in calls:
        for item, attempts in SAID.items():
            for number, nbest in enumerate(attempts):
                listed = json.dumps(nbest).replace('"', '""')
                first = nbest[0] if nbest else ""
                cells = [call, _speaker(half), scenario, "0", item, str(number), "nato", "word"]
                rows.append("\t".join([*cells, first, f'"{listed}"']))
    (folder / "dialogues.en.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_load_keeps_calls_whose_record_is_known(data: Path) -> None:
    asked = load(data)
    assert [(one.item, one.gold) for one in asked] == 2 * [
        ("postcode", "W2K 9GE"),
        ("name", "Aimee Nolan"),
        ("dob", "1972-07-03"),
    ]
    assert asked[0].attempts == (
        Attempt(()),
        Attempt(("w 2 k", "w to k")),
        Attempt(("w 2 k 9 g e",)),
    )


def test_run_reports_one_half_of_the_speakers(data: Path) -> None:
    figures = run(data, data / "out.json")
    assert figures["speakers"] == 1
    assert json.loads((data / "out.json").read_text())["items"] == figures["items"]
    postcode, name, dob = (figures["items"][item] for item in ("postcode", "name", "dob"))
    for mode in ("1-best", "n-best"):
        assert postcode[mode]["turns"] == 3
        assert postcode[mode]["turns_without_words"] == 1
        assert postcode[mode]["turns_without_value"] == 2
        assert (postcode[mode]["first"], postcode[mode]["any"], postcode[mode]["f1"]) == (0, 1, 1)
    # Only the list knows the day; only the spelling, read with what was said, the name.
    assert (dob["1-best"]["first"], dob["n-best"]["first"]) == (0, 1)
    assert (name["n-best"]["first"], name["n-best"]["any"], name["n-best"]["joined"]) == (0, 0, 1)
    assert (name["1-best"]["precision"], name["1-best"]["joined"]) == (0, 0)


def test_a_wrong_value_costs_precision_and_a_missing_one_only_recall() -> None:
    right = Asked("dob", "a", "1972-07-03", (Attempt(("3rd of july 1972",)),))
    wrong = Asked("dob", "b", "1972-07-04", (Attempt(("3rd of july 1972",)),))
    silent = Asked("dob", "c", "1972-07-03", (Attempt(()),))
    figures = figures_of([right, wrong, silent], nbest=True)
    assert figures["precision"] == pytest.approx(1 / 2)
    assert figures["recall"] == pytest.approx(1 / 3)
    assert figures["f1"] == pytest.approx(0.4)
    assert figures_of([], nbest=True)["f1"] == 0


def test_halves_are_disjoint_and_both_there() -> None:
    halves = {half_of(str(name)) for name in range(50)}
    assert halves == {"tune", "report"}


@pytest.mark.parametrize(
    ("item", "heard", "value"),
    [
        ("postcode", ["w2k 9ge"], "W2K 9GE"),
        ("dob", ["0307 1972"], "1972-07-03"),
        ("name", ["sarah connor"], "Sarah Connor"),
        ("name", [], None),
    ],
)
def test_value_of(item: str, heard: list[str], value: Any) -> None:
    assert value_of(item, heard) == value


def test_missing_data_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"records\.en\.csv: No such file .*; --data needs 'evi'"):
        load(tmp_path)
    (tmp_path / "evi").mkdir()
    (tmp_path / "evi" / "records.en.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ConfigError, match="no column 'scenario_id'"):
        load(tmp_path)


def test_a_mistake_on_the_command_line_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["voice-agent", "bench", "evi", "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        run_command_line()
    assert stopped.value.code == 1
    error = capsys.readouterr().err
    assert "--data needs 'evi'" in error
    assert error.count("\n") == 1
