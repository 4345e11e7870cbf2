"""Many calls, and how they went."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from toy_callers import engines

from voice_agent.scenarios.schema import load_checks
from voice_agent.scenarios.simulate import simulate as module
from voice_agent.scenarios.simulate.simulate import simulate


@pytest.fixture(autouse=True)
def small_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_pipeline", lambda name: None)
    monkeypatch.setattr(module, "load_engines", lambda config, stages: engines())


async def run(**options: object) -> tuple[bool, str]:
    shown = io.StringIO()
    console = Console(file=shown, width=120, color_system=None)
    right = await simulate("bank", console, **{"calls": 4, "seed": 1, **options})  # type: ignore[arg-type]
    return right, shown.getvalue()


async def test_calls_are_held_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "counts.json"
    right, text = await run(json_file=file, temper="plain")
    assert right
    assert "plain" in text
    assert json.loads(file.read_text())["by_temper"][0]["calls"] == 4


async def test_one_call_alone_is_shown() -> None:
    _, text = await run(only=3, temper="plain", verbose=True)
    assert "plain: seed 3: " in text
    assert "caller" in text


async def test_calls_that_failed_are_written(tmp_path: Path) -> None:
    file = tmp_path / "failed.yaml"
    _, text = await run(failed_file=file, temper="wants a person", calls=6)
    failed = load_checks(file).scenarios if file.exists() else []
    assert f"{len(failed)} calls failed" in text
