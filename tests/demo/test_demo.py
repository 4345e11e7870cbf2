from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from line_fakes import FakeAgent, serving, tone, unused_url
from rich.console import Console

from voice_agent.audio.wav import write_wav
from voice_agent.core.errors import ConfigError
from voice_agent.demo.demo import run_demo

pytestmark = pytest.mark.virtual_time

SCRIPT = """
title: A call
think_ms: 100
voices: {calm: {}}
lines:
  - text: What's my balance?
    file: 1.wav
    voice: calm
    expect: {route: answer, intent: check_balance}
  - text: How does an overdraft work?
    file: 2.wav
    voice: calm
    note: a long answer
  - text: Wait.
    file: 3.wav
    voice: calm
    interrupt_after_ms: 800
    expect: {route: answer}
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        write_wav(tmp_path / f"{number}.wav", tone(300, 8000), 8000)
    path = tmp_path / "script.yaml"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


async def _run(
    start: Callable[[], AbstractAsyncContextManager[str]], script: Path, **options: Any
) -> tuple[int, str, dict[str, Any]]:
    out = io.StringIO()
    folder = script.parent / "out"
    status = await run_demo(
        "bank", folder, options.pop("console", None) or Console(file=out, width=80),
        start_server=start, script_path=script, timeout_s=10, **options,
    )  # fmt: skip
    trace = json.loads(next(folder.glob("*.json")).read_text(encoding="utf-8"))
    return status, out.getvalue(), trace


async def test_a_call_as_scripted(script: Path) -> None:
    agent = FakeAgent(answer_ms=2500.0)
    svg = script.parent / "pictures" / "demo.svg"
    rows = ["row in transfers: payee Sarah"]
    status, text, trace = await _run(lambda: serving(agent), script, svg=svg, rows=lambda: rows)
    assert status == 0
    assert [line["turn"] for line in trace["lines"]] == [1, 2, 3]
    assert [line["mismatches"] for line in trace["lines"]] == [[], [], []]
    assert all(line["v2v_ms"] > 0 for line in trace["lines"])
    assert "interrupted" in [event["type"] for event in trace["events"]]
    assert trace["failure"] is None
    assert "3 of 3 lines answered\nrow in transfers: payee Sarah\nwrote " in text
    assert (script.parent / "out" / "bank-call-1.wav").exists()
    assert "a long answer" not in text
    assert svg.read_text(encoding="utf-8").startswith("<svg")


@pytest.fixture
def script_expecting_llm(script: Path) -> Path:
    script.write_text(SCRIPT.replace("route: answer, intent", "route: llm, intent"), "utf-8")
    return script


async def test_another_route_than_expected_is_a_warning(script_expecting_llm: Path) -> None:
    agent = FakeAgent(answer_ms=2500.0)
    status, text, trace = await _run(lambda: serving(agent), script_expecting_llm)
    assert status == 0
    assert trace["lines"][0]["mismatches"] == ["route answer, expected llm"]
    assert "warning: route answer, expected llm" in text


async def test_an_agent_that_is_not_interrupted_is_a_warning(script: Path) -> None:
    # Its answer is over before the caller breaks in.
    status, _, trace = await _run(lambda: serving(FakeAgent(answer_ms=100.0)), script)
    assert status == 0
    assert trace["lines"][2]["mismatches"] == ["the agent was not interrupted"]


async def test_no_answer_fails(script: Path) -> None:
    status, text, trace = await _run(lambda: serving(FakeAgent(silent=True)), script)
    assert status == 1
    assert "waited 10 s" in trace["lines"][0]["failure"]
    assert [line["failure"] for line in trace["lines"][1:]] == ["not answered"] * 2
    assert "the demo failed: waited 10 s for the agent's answer" in text


async def test_a_server_that_vanishes_fails_and_leaves_the_recording(script: Path) -> None:
    agent = FakeAgent(vanish_after_frames=70)
    status, text, _ = await _run(lambda: serving(agent), script)
    assert status == 1
    assert "the demo failed:" in text
    assert "vanished" in text
    assert (script.parent / "out" / "bank-call-1.wav").stat().st_size > 1000


async def test_a_call_that_ends_too_early_fails(script: Path) -> None:
    agent = FakeAgent(end_after_turn=1)
    status, text, _ = await _run(lambda: serving(agent), script)
    assert status == 1
    assert "the demo failed: the call is over" in text


async def test_a_call_may_end_with_its_last_line(script: Path) -> None:
    agent = FakeAgent(answer_ms=2500.0, end_after_turn=3)
    status, _, trace = await _run(lambda: serving(agent), script)
    assert status == 0
    assert trace["events"][-1]["type"] == "ended"


async def test_a_server_that_is_not_there_fails(script: Path) -> None:
    nowhere = unused_url().removesuffix("/ws")
    status, text, _ = await _run(lambda: nullcontext(nowhere), script)
    assert status == 1
    assert "is the server running" in text


async def test_the_live_display_runs_along(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100, height=30, _environ={})
    status, _, _ = await _run(lambda: serving(FakeAgent(answer_ms=2500.0)), script, console=console)
    assert status == 0
    assert "utterance 3" in screen.getvalue()


@pytest.mark.parametrize("pipeline", ["nobank", "{folder}/nobank.yaml"])
async def test_a_pipeline_without_a_script_is_named(tmp_path: Path, pipeline: str) -> None:
    with pytest.raises(ConfigError, match=r"nobank.demo.script\.yaml: no such file"):
        await run_demo(
            pipeline.format(folder=tmp_path), tmp_path, Console(file=io.StringIO()),
            start_server=lambda: nullcontext(""),
        )  # fmt: skip
