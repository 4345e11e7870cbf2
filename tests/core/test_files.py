"""Replacing files as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.core.files import replace_file, save, user_cache


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


def test_a_cache_is_in_the_users_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert user_cache("tts") == tmp_path / "voice-agent" / "tts"


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    assert user_cache("tts") is None
