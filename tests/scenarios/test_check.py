"""All scripted calls of a file, with a table and every fault."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console
from typed_engines import typed_engines

from voice_agent.core.errors import ConfigError
from voice_agent.scenarios import check as check_module
from voice_agent.scenarios.check import Chosen, check

CHECKS = """
scenarios:
  - {name: asks for the fees, kind: knowledge, steps: [{say: the fees, says: nothing}]}
  - {name: sends without asking, kind: consent, steps: [send $250 to Sarah, tomorrow, "yes"]}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(check_module, "load_pipeline", lambda name: None)
    monkeypatch.setattr(check_module, "load_engines", lambda config, stages: typed_engines())
    path = tmp_path / "checks.yaml"
    path.write_text(CHECKS)
    return path


async def run(file: Path, **options: object) -> tuple[bool, str]:
    shown = io.StringIO()
    console = Console(file=shown, width=200, color_system=None)
    return await check("bank", [file], console, Chosen(**options)), shown.getvalue()  # type: ignore[arg-type]


async def test_faults_are_named_and_counted_by_kind(file: Path) -> None:
    right, text = await run(file)
    assert not right
    assert "consent: sends without asking" in text
    assert "WRONG ACTION transfer" in text
    assert "asks for the fees" not in text


async def test_some_calls_alone_and_what_was_said(file: Path) -> None:
    assert (await run(file, only="knowledge"))[0]
    right, text = await run(file, only="consent", verbose=True)
    assert not right
    assert "caller send $250 to Sarah" in text


async def test_a_missing_file_is_one_line(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml"):
        await run(file.with_name("none.yaml"))
