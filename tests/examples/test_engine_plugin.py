"""An engine of another package: installed, named in a pipeline file, heard in a call."""

from __future__ import annotations

import asyncio
import importlib.util
import site
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

from voice_agent.core.resources import pipelines_folder
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.phone.recording import read_audio

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(
        not importlib.util.find_spec("hatchling"),
        reason="building the example offline takes hatchling (extra 'test')",
    ),
]
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "engine_plugin"
BALANCE = pipelines_folder() / "bank" / "demo" / "1-balance.wav"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter of a fresh environment: this one's packages, and the example installed."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    fresh = str(home / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(_run(fresh, "-c", purelib).strip())
    # Not --system-site-packages: this interpreter may itself be one of an environment.
    seen = [str(ROOT), *site.getsitepackages()]
    (packages / "already_installed.pth").write_text("\n".join(seen) + "\n")
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    _run(sys.executable, "-m", "pip", "--python", fresh, "install", "-q", *offline, str(EXAMPLE))
    assert (packages / "toy_recogniser" / "engines.py").is_file()
    return fresh


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_names_are_known_there_and_keep_the_contract(python: str) -> None:
    for name in ("toy", "toy-async", "toy-streaming"):
        answers = ("--args", "answers={1.0: all right}")
        output = _run(python, "-m", "voice_agent", "check-stage", "stt", name, *answers)
        assert output.splitlines()[-1] == f"stt engine {name}: keeps its contract"


def test_a_mistake_in_the_pipeline_file_lists_its_arguments(python: str, tmp_path: Path) -> None:
    line = tmp_path / "line.yaml"
    line.write_text((EXAMPLE / "line.yaml").read_text().replace("answers:", "anwsers:"))
    command = [python, "-m", "voice_agent", "serve", "--pipeline", str(line)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1
    assert done.stderr.strip().endswith(
        "stages.stt.args.anwsers: unknown argument of engine 'toy'; known: answers"
    )


def test_a_call_is_held_with_it(python: str, tmp_path: Path) -> None:
    text = (EXAMPLE / "line.yaml").read_text()
    text = text.replace("../../pipelines/bank", str(pipelines_folder() / "bank"))
    # Nothing may stand in for it here, and nothing else needs to be loaded.
    text = text.replace("    fallback:\n      - {engine: whisper}\n", "")
    text = text.replace("engine: smart_turn", "engine: silence")
    line = tmp_path / "line.yaml"
    line.write_text(text)
    with serving(str(line), record=f"sqlite:///{tmp_path}/calls.sqlite", python=python) as server:
        said = asyncio.run(_ask_for_the_balance(server))
    assert [entry["text"] for entry in said if entry["type"] == "transcript"] == [
        "what's my balance"
    ]
    assert str(said[-1]["text"]).endswith("four-digit PIN.")


async def _ask_for_the_balance(server: ServerProcess) -> list[dict[str, Any]]:
    """Phone the server as its callers do; return what was recognised and replied."""
    async with make_line(url=server.base_url, rate_hz=16_000) as caller:
        await wait.until_agent_finishes(caller)
        said = await caller.speak(read_audio(BALANCE, 16_000))
        await wait.until_agent_finishes(caller, said)
        events = [received.event.model_dump() for received in caller.log]
        return [event for event in events if event["type"] in ("transcript", "reply")]
