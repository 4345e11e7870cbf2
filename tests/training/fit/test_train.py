"""Training a model of any task, from outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import voice_agent.training
from voice_agent.core.errors import ConfigError
from voice_agent.training import train as commands


def test_training_without_torch_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "voice_agent.training.fit.build", raising=False)
    monkeypatch.delattr(voice_agent.training, "build", raising=False)

    with pytest.raises(ConfigError, match=r"needs the package torch: pip install"):
        commands.train(tmp_path, tmp_path)
