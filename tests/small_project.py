"""A project whose server needs no model, started as real processes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import yaml
from fakes import playbook

from voice_agent.phone.launch import ServerProcess, serving

TESTS = Path(__file__).parent


def write_project(folder: Path, **keys: Any) -> Path:
    """Write the small bank with engines that need no model; return the pipeline file."""
    book = playbook().model_dump(mode="json", exclude_unset=True, exclude={"folder"})
    folder.mkdir(exist_ok=True)
    (folder / "playbook.yaml").write_text(yaml.safe_dump(book, sort_keys=False))
    engines = {
        name: {"engine": f"{TESTS}/small_engines.py:make_{name}", "budget_ms": 100}
        for name in ("vad", "turns", "stt", "slm", "tts")
    }
    stages = {**engines, **{name: {"budget_ms": 100} for name in ("router", "answer")}}
    file = folder / "line.yaml"
    whole = {"playbook": ".", "stages": stages, "knowledge": {"sentences": None}, **keys}
    file.write_text(yaml.safe_dump(whole, sort_keys=False))
    return file


@contextmanager
def small_server(
    folder: Path, environment: Mapping[str, str] | None = None, **keys: Any
) -> Iterator[ServerProcess]:
    """Serve the small bank in processes of their own."""
    file = write_project(folder, **keys)
    path = os.pathsep.join([str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", "")])
    with serving(
        str(file),
        record=f"sqlite:///{folder}/calls.sqlite",
        environment={"PYTHONPATH": path, **(environment or {})},
    ) as server:
        yield server


def workers(server: ServerProcess) -> list[int]:
    """Return the processes that a supervisor has started."""
    return [one.pid for one in psutil.Process(server.pid).children()]


def as_json(text: str | bytes) -> Any:
    return json.loads(text)
