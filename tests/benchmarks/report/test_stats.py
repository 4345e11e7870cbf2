"""Percentiles and stamps."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.report.stats import percentiles, stamp, write_json


def test_percentiles_carry_their_count() -> None:
    assert percentiles([1.0, 2.0, 3.0]) == {"p50": 2.0, "p95": 2.9, "p99": 3.0, "max": 3.0, "n": 3}
    assert percentiles([]) == {"n": 0}


def test_results_are_written_with_machine_and_versions(tmp_path: Path) -> None:
    write_json(tmp_path / "new" / "out.json", {"p50": 1})
    found = json.loads((tmp_path / "new" / "out.json").read_text())
    assert found["p50"] == 1
    assert found["stamp"].keys() == stamp().keys() >= {"at", "cores", "python", "voice_agent"}
    write_json(None, {})
