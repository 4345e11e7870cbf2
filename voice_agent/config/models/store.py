"""The models of one lock file: find, verify, lock, promote, roll back."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from voice_agent.config.models.find import Problem, find_problems, find_root
from voice_agent.config.models.lock import (
    LockedModel,
    Source,
    locked_file,
    read_lock,
    write_lock,
)
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.resources import models_folder
from voice_agent.playbook.load import validate

ENVIRONMENT_FOLDER = "VOICE_AGENT_MODELS"


class ModelStore:
    """The models of one lock file. Thread-safe."""

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
        """Read a lock file, by default the shipped one.

        ``VOICE_AGENT_MODELS`` names a folder that is searched first, with a folder for each model.

        Args:
            lock: Path of a ``lock.yaml``.
            verify: Check the sha256 of every file before its path is given out.

        Raises:
            ConfigError: The lock file is wrong, or ``VOICE_AGENT_MODELS`` is not a folder.
        """
        lock_path = lock or models_folder() / "lock.yaml"
        models = read_lock(lock_path)
        setting = os.environ.get(ENVIRONMENT_FOLDER)
        override = Path(setting) if setting else None
        if override and not override.is_dir():
            raise ConfigError(f"{ENVIRONMENT_FOLDER}={override}: no such folder")
        return cls(lock_path, models, override=override, verify=verify)

    @property
    def folder(self) -> Path:
        """Folder of the lock file; models with a ``folder`` are in it."""
        return self._lock_path.parent

    def names(self) -> tuple[str, ...]:
        """Return the names of all locked models."""
        return tuple(self._models)

    def model(self, name: str) -> LockedModel:
        """Return what the lock says of a model.

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
        """Return the model's file, or its folder when it is several files.

        Raises:
            ModelError: No source has it (says what to install), or a file differs from the lock.
        """
        with self._mutex:
            if name not in self._found:
                root = self._root(name)
                problems = find_problems(root, self.model(name)) if self._verify else []
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
        return find_problems(self._root(name), self.model(name))

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
        locked = {file: locked_file(root / file) for file in files}
        self._put(name, model.model_copy(update={"files": locked}))

    def promote(self, name: str, folder: Path) -> None:
        """Put the model in ``folder`` in the place of a locked one, which is kept as previous.

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
            "files": {file: locked_file(folder / file) for file in files},
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
        root = find_root(f"{name} (previous)", present.previous, self.folder, None)
        problems = find_problems(root, present.previous)
        if problems:
            raise ModelError(f"{problems[0]}: the previous '{name}' is not the one that was locked")
        back = present.model_copy(update={"previous": None})
        self._put(name, present.previous.model_copy(update={"previous": back}))

    def check_replaceable(self, name: str) -> None:
        """Raise ``ModelError`` if ``name`` is not locked, or is found elsewhere first."""
        self.model(name)
        if self._override and (self._override / name).exists():
            raise ModelError(
                f"{ENVIRONMENT_FOLDER}={self._override}: has a '{name}' of its own, which would "
                "be used instead; change that one"
            )

    def _put(self, name: str, model: LockedModel) -> None:
        with self._mutex:
            models = {**self._models, name: model}
            write_lock(self._lock_path, models)
            self._models = models
            self._found.pop(name, None)

    def _root(self, name: str) -> Path:
        return find_root(name, self.model(name), self.folder, self._override)
