from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.training.fit.base import PACKAGE, WEIGHTS_FILE, base_folder


def installed(monkeypatch: pytest.MonkeyPatch, spec: object) -> None:
    asked: list[str] = []

    def find_spec(name: str) -> object:
        asked.append(name)
        return spec if name == PACKAGE else None

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)


def test_the_encoder_lies_in_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / WEIGHTS_FILE).touch()
    installed(monkeypatch, SimpleNamespace(origin=str(tmp_path / "__init__.py")))
    assert base_folder() == tmp_path / "model"


@pytest.mark.parametrize("origin", [None, "elsewhere/__init__.py"])
def test_without_it_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, origin: str | None
) -> None:
    for spec in (None, SimpleNamespace(origin=origin)):
        installed(monkeypatch, spec)
        with pytest.raises(ConfigError, match=r"pip install 'voice-agent\[train\]'"):
            base_folder()
