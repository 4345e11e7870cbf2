"""The models of a project: by path, from its own lock file, or from the shipped one."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from voice_agent.config.models.store import ModelStore
from voice_agent.core.errors import ModelError

MODELS = "models"
"""Folder beside a pipeline file with the models that were trained for it, or added to it."""
LOCK_FILE = "lock.yaml"


class ModelPaths(Protocol):
    """Something that knows where models are."""

    def names(self) -> tuple[str, ...]:
        """Return the names that are known."""

    def path(self, name: str) -> Path:
        """Return a model's file, or its folder; raise ``ModelError`` if there is none."""


class ProjectModels:
    """Models that a pipeline file may name.

    Args:
        folder: Folder of the pipeline file; paths are relative to it.
        stores: Locked models; the first store that knows a name is asked for it.
    """

    def __init__(self, folder: Path, stores: tuple[ModelStore, ...]) -> None:
        self._folder = folder
        self.stores = stores

    @classmethod
    def open(cls, folder: Path, *, verify: bool = True) -> ProjectModels:
        """Read the lock file in ``models`` of a project's folder, if there is one, and the shipped.

        Raises:
            ConfigError: A lock file is wrong.
        """
        shipped = ModelStore.open(verify=verify)
        own = own_lock(folder)
        if not own.is_file() or own.parent.resolve() == shipped.folder.resolve():
            return cls(folder, (shipped,))
        return cls(folder, (ModelStore.open(own, verify=verify), shipped))

    def names(self) -> tuple[str, ...]:
        """Return the names of all locked models, the project's own first."""
        return tuple(dict.fromkeys(name for store in self.stores for name in store.names()))

    def path(self, name: str, kind: str = "") -> Path:
        """Return a model's file, or its folder when it is several files.

        Args:
            name: A locked model; or a path, with a separator in it, which is not verified.
            kind: What it is for, if that is known: an error names the models of this kind only.

        Raises:
            ModelError: It is not there, or differs from the lock.
        """
        if "/" in name or "\\" in name:
            path = (self._folder / Path(name).expanduser()).resolve()
            if not path.exists():
                raise ModelError(f"{path}: no such model; paths are relative to the pipeline file")
            return path
        for store in self.stores:
            if name in store.names():
                return store.path(name)
        known = ", ".join(self._of_kind(kind)) or "none"
        raise ModelError(
            f"no model '{name}' is locked; known: {known}. Name a path (./{name}), or add it: "
            f"voice-agent models add {name} FOLDER --kind {kind or 'KIND'} --licence LICENCE"
        )

    def _of_kind(self, kind: str) -> list[str]:
        kinds = {
            name: store.model(name).kind
            for store in reversed(self.stores)
            for name in store.names()
        }
        return [name for name in self.names() if kind in ("", kinds[name])]


def own_lock(folder: Path) -> Path:
    """Return the path of a project's own lock file, which may not exist."""
    return folder / MODELS / LOCK_FILE
