from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from huggingface_hub.errors import (
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from voice_agent.config.models.find import Problem, find_problems, find_root, hub_folder
from voice_agent.config.models.lock import LockedModel, Source
from voice_agent.core.errors import ModelError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one model."""
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "model.onnx").write_bytes(b"weights")
    return tmp_path


def model(*sources: dict[str, str]) -> LockedModel:
    sha256 = hashlib.sha256(b"weights").hexdigest()
    return LockedModel.model_validate(
        {
            "kind": "tts",
            "licence": "MIT",
            "sources": sources or [{"folder": "tiny"}],
            "files": {"model.onnx": {"sha256": sha256, "size": 7}},
        }
    )


def find(home: Path, *sources: dict[str, str], override: Path | None = None) -> Path:
    return find_root("tiny", model(*sources), home, override)


def test_a_folder_beside_the_lock(home: Path) -> None:
    assert find(home) == home / "tiny"


def test_the_override_comes_first_if_it_has_all_files(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "tiny").mkdir(parents=True)
    assert find(home, override=own) == home / "tiny"
    (own / "tiny" / "model.onnx").write_bytes(b"weights")
    assert find(home, override=own) == own / "tiny"


def test_the_next_source_is_tried(home: Path) -> None:
    absent = {"package": "some-voice", "module": "surely_not_installed_voice"}
    assert find(home, absent, {"folder": "elsewhere"}, {"folder": "tiny"}) == home / "tiny"


def test_a_missing_model_says_every_way_to_get_it(home: Path) -> None:
    absent = {"package": "some-voice", "module": "surely_not_installed_voice"}
    with pytest.raises(ModelError) as caught:
        find(home, absent, {"folder": "elsewhere"})
    assert str(caught.value) == (
        "model 'tiny' (tts) is not on this machine: pip install some-voice or "
        "restore the folder models/elsewhere"
    )


def test_a_package_is_found_without_running_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = home / "site" / "trap_voice" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("raise RuntimeError('imported')")
    (data / "model.onnx").write_bytes(b"weights")
    monkeypatch.syspath_prepend(str(home / "site"))
    package = {"package": "trap-voice", "module": "trap_voice", "path": "data"}
    assert find(home, package) == data


def test_a_hub_is_asked_for_the_locked_files_at_the_locked_revision(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {}

    def snapshot_download(repo: str, *, revision: str, allow_patterns: list[str]) -> str:
        asked.update(repo=repo, revision=revision, files=allow_patterns)
        return str(home)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    hub = {"hub": "someone/voice", "revision": "abc", "path": "tiny"}
    assert find(home, hub) == home / "tiny"
    assert asked == {"repo": "someone/voice", "revision": "abc", "files": ["tiny/model.onnx"]}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (LocalEntryNotFoundError, "the hub does not answer. Without internet, copy the files"),
        (RepositoryNotFoundError, "the hub has no such repository or revision"),
        (RevisionNotFoundError, "the hub has no such repository or revision"),
        (OSError, "download someone/voice at abc from the Hugging Face hub: OSError"),
    ],
)
def test_what_a_hub_cannot_give_is_one_line(
    error: type[Exception], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def snapshot_download(*_: object, **__: object) -> str:
        raise error.__new__(error)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    with pytest.raises(ModelError, match=says):
        hub_folder(Source(hub="someone/voice", revision="abc"))


def test_an_unreachable_hub_is_one_clear_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot_download(*_: object, **__: object) -> str:
        raise OSError("no network")

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    with pytest.raises(ModelError, match="download someone/voice at abc"):
        find(home, {"hub": "someone/voice", "revision": "abc"})


def test_files_are_compared_by_size_and_then_by_content(home: Path) -> None:
    file = home / "tiny" / "model.onnx"
    assert find_problems(home / "tiny", model()) == []
    file.write_bytes(b"longer weights")
    assert find_problems(home / "tiny", model()) == [Problem(file, "14 bytes, locked were 7")]
    file.write_bytes(b"Weights")
    (problem,) = find_problems(home / "tiny", model())
    assert str(problem).startswith(f"{file}: sha256 ")
