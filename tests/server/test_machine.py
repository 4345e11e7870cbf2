"""The cores of the machine, and who uses them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voice_agent.server.machine import all_cores, busy_s, usable_cores

TICKS = os.sysconf("SC_CLK_TCK")


def told(folder: Path, text: str) -> Path:
    file = folder / "file"
    file.write_text(text)
    return file


def test_the_cores_are_those_that_may_be_used(tmp_path: Path) -> None:
    assert 1 <= usable_cores(tmp_path / "none") <= all_cores()


@pytest.mark.parametrize(("limit", "cores"), [("50000 100000", 0.5), ("25000 100000", 0.25)])
def test_a_container_may_have_less(tmp_path: Path, limit: str, cores: float) -> None:
    assert usable_cores(told(tmp_path, limit)) == cores


@pytest.mark.parametrize("limit", ["max 100000", "", "many"])
def test_a_container_without_a_limit_has_all(tmp_path: Path, limit: str) -> None:
    assert usable_cores(told(tmp_path, limit)) == usable_cores(tmp_path / "none")


def test_all_that_is_not_idle_is_counted(tmp_path: Path) -> None:
    ticks = [100, 1000, 20, 5000, 7, 1, 2, 4, 0, 0]
    file = told(tmp_path, "cpu  " + " ".join(map(str, ticks)) + "\ncpu0 1 2 3 4\n")
    assert busy_s(file) == (1100 + 20 + 1 + 2 + 4) / TICKS


@pytest.mark.parametrize("text", ["", "intr 5", "cpu many"])
def test_a_system_that_does_not_tell_has_no_others(tmp_path: Path, text: str) -> None:
    assert busy_s(told(tmp_path, text)) == 0.0
    assert busy_s(tmp_path / "none") == 0.0
