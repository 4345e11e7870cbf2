"""Find a model on this machine, and compare its files with the lock."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_agent.config.models.lock import LockedModel, Source, sha256
from voice_agent.core.errors import ModelError


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is not what was locked."""

    file: Path
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def find_root(name: str, model: LockedModel, home: Path, override: Path | None) -> Path:
    """Return the first folder that has every file of a model.

    Args:
        name: The model's name.
        model: What the lock says of it.
        home: Folder of the lock file.
        override: Folder that is searched first, with a folder for each model.

    Raises:
        ModelError: No source has it; says what to install.
    """
    for root in _candidates(name, model, home, override):
        if all((root / file).is_file() for file in model.files):
            return root
    ways = " or ".join(source.how_to_get for source in model.sources)
    raise ModelError(f"model '{name}' ({model.kind}) is not on this machine: {ways}")


def find_problems(root: Path, model: LockedModel) -> list[Problem]:
    """Compare every file below ``root`` with the lock; an empty list when all is well."""
    problems = []
    for name, locked in model.files.items():
        file = root / name
        if file.stat().st_size != locked.size:
            what = f"{file.stat().st_size} bytes, locked were {locked.size}"
            problems.append(Problem(file, what))
        elif (found := sha256(file)) != locked.sha256:
            problems.append(
                Problem(file, f"sha256 {found[:12]}…, locked was {locked.sha256[:12]}…")
            )
    return problems


def _candidates(name: str, model: LockedModel, home: Path, override: Path | None) -> Iterator[Path]:
    if override:
        yield override / name
    for source in model.sources:
        if source.module:
            yield from _package_folders(source.module, source.path)
        elif source.folder:
            yield home / source.folder
        elif source.hub:
            yield from _hub_folder(source, list(model.files))


def _package_folders(module: str, path: str) -> Iterator[Path]:
    # find_spec of a top-level name reads the package's place without running its code.
    spec = importlib.util.find_spec(module)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(location) / path


def _hub_folder(source: Source, files: list[str]) -> Iterator[Path]:
    with contextlib.suppress(ModelError):
        yield hub_folder(source, files)


def hub_folder(source: Source, files: Sequence[str] = ()) -> Path:
    """Return the folder of a hub source; what is not on this machine is fetched.

    Args:
        source: Repository and revision.
        files: Files that are wanted; empty for all of its folder.

    Raises:
        ModelError: The hub's client is not installed, or the hub does not answer or has no such
            repository.
    """
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import (
            LocalEntryNotFoundError,
            RepositoryNotFoundError,
            RevisionNotFoundError,
        )
    except ImportError:
        raise ModelError(
            f"{source.hub}: reading a model hub needs the extra: pip install 'voice-agent[hub]'"
        ) from None

    within = f"{source.path}/" if source.path else ""
    wanted = [f"{within}{file}" for file in files or ("*",)]
    try:
        snapshot: Any = snapshot_download(
            source.hub or "", revision=source.revision, allow_patterns=wanted
        )
    except (RepositoryNotFoundError, RevisionNotFoundError):
        raise ModelError(
            f"hub:{source.hub}@{source.revision}: the hub has no such repository or revision, or "
            "not for everybody"
        ) from None
    except LocalEntryNotFoundError:
        raise ModelError(
            f"hub:{source.hub}@{source.revision}: the hub does not answer. Without internet, copy "
            "the files from another machine, and give their folder instead"
        ) from None
    except Exception as error:
        raise ModelError(f"{source.how_to_get}: {type(error).__name__}") from error
    return Path(snapshot) / source.path
