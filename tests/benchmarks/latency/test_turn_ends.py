"""One picture of several sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.latency.turn_ends import read, series
from voice_agent.commands.cli import app
from voice_agent.core.errors import ConfigError

ENDS = {
    "silence alone": {"500 ms": [40.0, 500.0]},
    "one curve": {"0.01": [60.0, 440.0], "0.1": [80.0, 300.0]},
    "as it runs": {"0.01": [20.0, 960.0], "0.1": [40.0, 600.0]},
}
FIGURES = {"ends": ENDS, "shipped": "0.01", "judged_on": 7}


def test_a_point_is_a_wait_and_a_share() -> None:
    assert series(ENDS)["as it runs"] == [(960.0, 20.0), (600.0, 40.0)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"shipped": "0.5", "ends": {}}'])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "orders.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"orders\.json: no result"):
        read(path)


def test_shows_before_and_now_and_draws_them(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("spelled-names", "orders"):
        (tmp_path / f"{name}.json").write_text(json.dumps(FIGURES))
    svg = tmp_path / "ends.svg"
    files = [str(path) for path in sorted(tmp_path.glob("*.json"))]
    result = CliRunner().invoke(app, ["bench", "turn-ends", *files, "--svg", str(svg)])
    assert result.exit_code == 0, result.output
    assert "spelled names" in result.output
    assert "60.0 %; 440 ms" in result.output
    assert svg.read_text().count("<svg") == 1
