"""All scripted calls of a file, with a table and every fault."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from exchange import exchange_in
from rich.console import Console
from scenarios.spoken.callers import ToneSpeaker, slow_voice
from typed_engines import typed_engines

from voice_agent.core.errors import ConfigError
from voice_agent.pipeline.assembly import Engines
from voice_agent.scenarios import check as check_module
from voice_agent.scenarios.check import Chosen, check, spread
from voice_agent.scenarios.schema import Checks
from voice_agent.scenarios.spoken import ready as ready_module
from voice_agent.scenarios.spoken.calling import Calling

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


@pytest.mark.parametrize(
    ("limit", "names"), [(None, "abcdef"), (9, "abcdef"), (3, "ace"), (1, "a")]
)
def test_a_part_of_the_calls_is_spread_over_the_file(limit: int | None, names: str) -> None:
    calls = [{"name": name, "steps": ["hello"]} for name in "abcdef"]
    checks = Checks.model_validate({"scenarios": calls})
    held = spread([(scenario, checks) for scenario in checks.scenarios], limit)
    assert "".join(scenario.name for scenario, _ in held) == names


@pytest.mark.parametrize(
    ("calling", "said"),
    [
        (Calling(calls=9), r"line\.yaml: max_calls: 8 calls at once, not 9"),
        (Calling(carrier="pigeon"), "unknown carrier 'pigeon'"),
    ],
)
async def test_spoken_calls_that_cannot_be_made_are_refused_before_anything_is_loaded(
    file: Path, monkeypatch: pytest.MonkeyPatch, calling: Calling, said: str
) -> None:
    config = SimpleNamespace(file="line.yaml", max_calls=8)
    monkeypatch.setattr(check_module, "load_pipeline", lambda name: config)
    with pytest.raises(ConfigError, match=said):
        await check("bank", [file], Console(file=io.StringIO()), calling=calling)


@pytest.mark.virtual_time
async def test_calls_are_held_by_voice(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.StringIO()
    async with exchange_in(tmp_path)("the fees", listens=False, voice=slow_voice()) as fakes:

        async def engines(config: object) -> Engines:
            assert fakes.server.engines is not None
            return fakes.server.engines

        monkeypatch.setattr(check_module, "load_pipeline", lambda name: fakes.server.config)
        monkeypatch.setattr(check_module, "start_engines", engines)
        monkeypatch.setattr(ready_module, "load_speaker", lambda voice: ToneSpeaker())
        console = Console(file=shown, width=200, color_system=None)
        chosen = Chosen(only="knowledge")
        assert await check("bank", [file], console, chosen, Calling(timed=False))
    assert "0 of 2" in shown.getvalue()
