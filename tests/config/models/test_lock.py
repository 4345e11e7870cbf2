from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from voice_agent.config.models.lock import (
    LockedModel,
    Source,
    locked_file,
    read_lock,
    sha256,
    write_lock,
)
from voice_agent.core.errors import ConfigError

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def model(**changes: object) -> LockedModel:
    described: dict[str, object] = {
        "kind": "slm",
        "licence": "MIT",
        "sources": [{"folder": "tiny"}],
        "files": {"model.onnx": {"sha256": EMPTY, "size": 0}},
    }
    return LockedModel.model_validate(described | changes)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    lock = tmp_path / "lock.yaml"
    models = {"tiny": model(), "big": model(entry="model.onnx", previous=model())}
    write_lock(lock, models)
    assert read_lock(lock) == models
    assert lock.read_text().startswith("# The models this project runs on.")
    assert [file.name for file in tmp_path.iterdir()] == ["lock.yaml"]


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none/lock\.yaml: cannot be written: No such file"):
        write_lock(tmp_path / "none" / "lock.yaml", {})


def test_a_file_is_locked_by_size_and_sha256(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    locked = locked_file(tmp_path / "empty")
    assert (locked.sha256, locked.size) == (EMPTY, 0)
    (tmp_path / "other").write_bytes(b"x")
    assert sha256(tmp_path / "other") != EMPTY


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (Source(package="some-voice", module="some_voice"), "pip install some-voice"),
        (Source(hub="a/b", revision="c1"), "download a/b at c1 from the Hugging Face hub"),
        (Source(folder="tiny"), "restore the folder models/tiny"),
    ],
)
def test_a_source_says_how_to_get_it(source: Source, says: str) -> None:
    assert source.how_to_get == says


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, "exactly one"),
        ({"package": "a", "module": "a", "folder": "b"}, "exactly one"),
        ({"package": "a"}, "go together"),
        ({"hub": "a/b"}, "go together"),
        ({"floder": "b"}, "unknown key"),
    ],
)
def test_a_wrong_source_names_file_and_key(
    tmp_path: Path, source: dict[str, str], message: str
) -> None:
    lock = tmp_path / "lock.yaml"
    described = {"kind": "slm", "licence": "MIT", "sources": [source], "files": {}}
    lock.write_text(yaml.safe_dump({"models": {"tiny": described}}))
    with pytest.raises(ConfigError, match=message) as caught:
        read_lock(lock)
    assert "lock.yaml: models.tiny.sources.0" in str(caught.value)
