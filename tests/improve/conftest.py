from __future__ import annotations

from pathlib import Path

import pytest
from recorded_calls import write_pipeline
from turns_to_label import TURNS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of turns to label."""
    file = tmp_path / "turns.yaml"
    file.write_text(TURNS)
    return file


@pytest.fixture
def pipeline(tmp_path: Path) -> str:
    """Return a pipeline file."""
    return str(write_pipeline(tmp_path))
