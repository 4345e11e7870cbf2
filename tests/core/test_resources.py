from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.core import resources
from voice_agent.core.resources import data_folder, models_folder, pipelines_folder


def test_in_a_checkout_data_lies_beside_the_package() -> None:
    assert (pipelines_folder() / "bank.yaml").is_file()
    assert (models_folder() / "lock.yaml").is_file()


def test_in_a_wheel_it_lies_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "voice_agent"
    (package / "data" / "models").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert data_folder("models") == package / "data" / "models"
    assert data_folder("pipelines") == tmp_path / "pipelines"
