"""Adding a model to a project: from a folder, an installed package or a model hub."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice_agent.config.models.find import hub_folder
from voice_agent.config.models.lock import LockedModel, Source, locked_file, read_lock, write_lock
from voice_agent.core.errors import ModelError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SOURCES = "a folder or file, package:MODULE[/FOLDER], or hub:OWNER/NAME@REVISION[/FOLDER]"


@dataclass(frozen=True, slots=True)
class Kind:
    """The files that a kind of model has.

    Attributes:
        needs: Patterns, each of which must match a file.
        entry: Pattern of the one file to open; empty for a model that is its whole folder.
        what: What it is, for an error message.
    """

    needs: tuple[str, ...]
    entry: str
    what: str


KINDS = {
    "stt": Kind(
        ("model.bin", "config.json", "vocabulary.*"),
        "",
        "a Whisper in CTranslate2's format (ct2-transformers-converter makes one)",
    ),
    "tts": Kind(("*.onnx", "*.onnx.json"), "*.onnx", "a Piper voice: NAME.onnx and NAME.onnx.json"),
    "slm": Kind(("slm.int8.onnx", "labels.json", "tokenizer.json"), "", "a language model"),
    "vad": Kind(("*.onnx",), "*.onnx", "a Silero VAD: one .onnx file"),
    "turns": Kind(("*.onnx",), "*.onnx", "a smart-turn: one .onnx file"),
}


def add_model(
    lock: Path,
    name: str,
    where: str,
    kind: str,
    licence: str,
    *,
    fetch: Callable[[Source], Path] = hub_folder,
) -> LockedModel:
    """Add a model to a lock file, with the sha256 of each of its files.

    What comes from a folder is copied beside the lock file; a package and a hub stay where they
    are.

    Args:
        lock: The lock file; made if it does not exist.
        name: The name that pipeline files use.
        where: A folder or file, ``package:MODULE/FOLDER`` or ``hub:OWNER/NAME@REVISION/FOLDER``.
        kind: A key of ``KINDS``.
        licence: SPDX name of the licence of the weights.
        fetch: Returns the folder of a hub's repository.

    Raises:
        ModelError: Name, kind or source is wrong, or the files are not those of such a model.
    """
    if not _NAME.fullmatch(name):
        raise ModelError(f"{name!r}: a model's name has letters, digits, '.', '_' and '-' only")
    if kind not in KINDS:
        raise ModelError(f"{kind!r}: no kind of model; known: {', '.join(KINDS)}")
    source, root = _source(where, name, fetch)
    files = _files(root)
    root = root.parent if root.is_file() else root
    names = [file.relative_to(root).as_posix() for file in files]
    entry = _entry(KINDS[kind], root, names)
    home = lock.parent / name
    if source.folder is not None:
        _copy(root, names, home)
        root = home
    model = LockedModel(
        kind=kind,
        licence=licence,
        entry=entry,
        sources=[source],
        files={file: locked_file(root / file) for file in names},
    )
    lock.parent.mkdir(parents=True, exist_ok=True)
    write_lock(lock, {**(read_lock(lock) if lock.exists() else {}), name: model})
    return model


def _source(where: str, name: str, fetch: Callable[[Source], Path]) -> tuple[Source, Path]:
    if where.startswith("package:"):
        module, _, path = where.removeprefix("package:").partition("/")
        spec = importlib.util.find_spec(module) if module.isidentifier() else None
        places = list(spec.submodule_search_locations or ()) if spec else []
        if not places:
            raise ModelError(f"{where}: no package '{module}' is installed")
        return Source(package=_distribution(module), module=module, path=path), (
            Path(places[0]) / path
        )
    if where.startswith("hub:"):
        repository, at, rest = where.removeprefix("hub:").partition("@")
        revision, _, path = rest.partition("/")
        if not (at and revision and repository.count("/") == 1):
            raise ModelError(f"{where}: expected hub:OWNER/NAME@REVISION; a revision is needed")
        source = Source(hub=repository, revision=revision, path=path)
        return source, fetch(source)
    root = Path(where).expanduser()
    if not root.exists():
        raise ModelError(f"{where}: no such folder or file; expected {_SOURCES}")
    return Source(folder=name), root


def _distribution(module: str) -> str:
    from importlib.metadata import packages_distributions

    return packages_distributions().get(module, [module])[0]


def _files(root: Path) -> list[Path]:
    if root.is_file():
        # A voice is named by its graph; what belongs to it has the same name and more.
        return sorted(root.parent.glob(f"{root.name}*"))
    skipped = {"__pycache__", "__init__.py"}
    return sorted(
        file
        for file in root.rglob("*")
        if file.is_file() and not skipped & set(file.relative_to(root).parts)
    )


def _entry(kind: Kind, root: Path, names: list[str]) -> str:
    for pattern in kind.needs:
        if not any(Path(name).match(pattern) for name in names):
            raise ModelError(f"{root}: has no {pattern}; expected {kind.what}")
    if not kind.entry:
        return ""
    found = [name for name in names if Path(name).match(kind.entry)]
    if len(found) > 1:
        raise ModelError(f"{root}: has {len(found)} files {kind.entry}; name one of them")
    return found[0]


def _copy(root: Path, names: list[str], home: Path) -> None:
    if home.exists() and not home.samefile(root):
        raise ModelError(f"{home}: is there already; remove it first, or choose another name")
    for name in names:
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copyfile(root / name, target)
