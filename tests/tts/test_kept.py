from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from loguru import logger

from voice_agent.tts.kept import KeptSentences, cache_folder

AUDIO = np.arange(-500, 500, dtype=np.int16)


@pytest.fixture
def warnings() -> object:
    said: list[str] = []
    handler = logger.add(lambda message: said.append(str(message)), level="WARNING")
    yield said
    logger.remove(handler)


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    KeptSentences(tmp_path / "new" / "folder", "v").put("Hello.", AUDIO)
    found = KeptSentences(tmp_path / "new" / "folder", "v").get("Hello.")
    assert found is not None
    assert found.dtype == np.int16
    assert np.array_equal(found, AUDIO)
    assert [p.suffix for p in (tmp_path / "new" / "folder").iterdir()] == [".npz"]


def test_another_text_or_voice_is_another_sentence(tmp_path: Path) -> None:
    KeptSentences(tmp_path, "v").put("Hello.", AUDIO)
    assert KeptSentences(tmp_path, "v").get("Hello") is None
    assert KeptSentences(tmp_path, "w").get("Hello.") is None


@pytest.mark.parametrize("damage", ["cut", "one bit", "empty", "garbage", "a pickle"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    kept = KeptSentences(tmp_path, "v")
    kept.put("Hello.", AUDIO)
    (path,) = tmp_path.iterdir()
    whole = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "one bit":
        whole[len(whole) // 2] ^= 1
        path.write_bytes(whole)
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "garbage":
        path.write_bytes(b"\x00garbage" * 50)
    else:
        with path.open("wb") as file:
            np.savez(file, audio=np.array([{}], dtype=object))
    assert kept.get("Hello.") is None
    kept.put("Hello.", AUDIO)
    assert np.array_equal(kept.get("Hello."), AUDIO)


def test_the_files_used_longest_ago_go_first(tmp_path: Path) -> None:
    kept = KeptSentences(tmp_path, "v", max_bytes=2 * 2400)
    for age, text in enumerate(("new", "older", "oldest")):
        kept.put(text, AUDIO)
        path = max(tmp_path.iterdir(), key=lambda p: p.stat().st_mtime_ns)
        os.utime(path, (10_000 - age, 10_000 - age))
    assert kept.get("oldest") is not None, "it is used now, and the newest by that"
    kept.trim()
    assert [kept.get(t) is not None for t in ("new", "older", "oldest")] == [True, False, True]


def test_a_folder_that_cannot_be_written_is_warned_of_once(
    tmp_path: Path, warnings: list[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    kept = KeptSentences(tmp_path / "file" / "below", "v")
    for _ in range(3):
        kept.put("Hello.", AUDIO)
        assert kept.get("Hello.") is None
    kept.trim()
    assert len(warnings) == 1
    assert "cache_folder" in warnings[0]


def test_a_full_disk_leaves_no_half_file(
    tmp_path: Path, warnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    kept = KeptSentences(tmp_path, "v")
    kept.put("Hello.", AUDIO)
    kept.put("Bye.", AUDIO)
    assert list(tmp_path.iterdir()) == []
    assert len(warnings) == 1
    assert "No space left" in warnings[0]


def test_where_sentences_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache_folder("", tmp_path) == tmp_path / "cache" / "voice-agent" / "tts"
    assert cache_folder("voices", tmp_path) == tmp_path / "voices"
    assert cache_folder(str(tmp_path / "x"), Path("elsewhere")) == tmp_path / "x"
    assert cache_folder("none", tmp_path) is None
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder("", tmp_path) == tmp_path / "home" / ".cache" / "voice-agent" / "tts"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert cache_folder("", tmp_path) == tmp_path / "local" / "voice-agent" / "tts"
