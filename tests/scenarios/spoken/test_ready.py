"""Callers phone only once it is certain that they can."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.scenarios.spoken.calling import Calling
from voice_agent.scenarios.spoken.ready import ready_speaker

CONFIG = SimpleNamespace(file="bank.yaml", max_calls=4)


async def test_a_faulty_call_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="max_calls: 4 calls at once, not 5"):
        await ready_speaker(CONFIG, Calling(calls=5))  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="pigeon"):
        await ready_speaker(CONFIG, Calling(carrier="pigeon"))  # type: ignore[arg-type]
    with pytest.raises(ModelError):
        await ready_speaker(CONFIG, Calling(voice=tmp_path / "none.onnx"))  # type: ignore[arg-type]
