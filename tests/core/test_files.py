"""Replacing files as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.core.files import replace_file, save


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "turns.yaml"
    file.write_text("old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(ConfigError, match="cannot be written: Permission denied"):
            save(file, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["turns.yaml"]
    assert file.read_text() == "old"
    with pytest.raises(ConfigError, match="cannot be written"):
        save(tmp_path / "none" / "x.yaml", "new")


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "turns.yaml"
    save(file, "Müller\n")
    assert file.read_bytes() == "Müller\n".encode()
    replace_file(file, b"\x00", durable=False)
    assert file.read_bytes() == b"\x00"
    assert [p.name for p in tmp_path.iterdir()] == ["turns.yaml"]
    assert file.stat().st_mode & 0o777 == 0o644
