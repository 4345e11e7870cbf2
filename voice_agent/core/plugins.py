"""Finding code of other packages: by dotted path, by file, by entry point.

Every mistake is a ``ConfigError`` of one line, without the file and key, which the caller knows.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from voice_agent.core.errors import ConfigError

WAYS = "package.module:name, or file.py:name beside this file"


def load_by_path(path: str, folder: Path) -> Any:
    """Return what ``package.module:name`` or ``file.py:name`` names.

    Args:
        path: A dotted path of an importable module, or the path of a file.
        folder: What the path of a file is relative to.

    Raises:
        ConfigError: There is no such module or name, or the module cannot be imported.
    """
    module_name, _, name = path.rpartition(":")
    if not module_name or not name:
        raise ConfigError(f"'{path}': expected {WAYS}")
    if module_name.endswith(".py"):
        module = _import_file((folder / module_name).resolve())
    else:
        module = _import_module(module_name)
    try:
        found: Any = module
        for part in name.split("."):
            found = getattr(found, part)
    except AttributeError:
        there = [key for key, value in vars(module).items() if _is_own(module, key, value)]
        has = f"; it has: {', '.join(sorted(there))}" if there else ""
        raise ConfigError(f"'{path}': {module_name} has no '{name}'{has}") from None
    return found


def load_named(
    name: str,
    what: str,
    group: str,
    folder: Path,
    *,
    built_in: Mapping[str, str],
    also: Iterable[str] = (),
) -> Any:
    """Return what a name in a file stands for. A built-in name comes before an entry point.

    Args:
        name: Built-in name, entry point, ``package.module:name`` or ``file.py:name``.
        what: What it is a name of, for the error.
        group: Group of the entry points.
        folder: What the path of a file is relative to.
        built_in: Paths by name.
        also: Other forms of a name that the caller knows, for the error.

    Raises:
        ConfigError: It stands for nothing, or for something that cannot be imported.
    """
    path = built_in.get(name, name)
    if ":" in path:
        return load_by_path(path, folder)
    if name not in entry_point_names(group):
        raise ConfigError(f"unknown {what} '{name}'; known: {known_names(group, built_in, also)}")
    return load_entry_point(group, name)


def known_names(group: str, built_in: Iterable[str], also: Iterable[str] = ()) -> str:
    """List what ``load_named`` accepts, for an error message."""
    return ", ".join([*sorted({*built_in, *entry_point_names(group)}), *also, WAYS])


def entry_point_names(group: str) -> list[str]:
    """Return the names that installed packages have registered under ``group``, sorted."""
    return sorted({point.name for point in entry_points(group=group)})


def load_entry_point(group: str, name: str) -> Any:
    """Return what an installed package has registered under ``group`` and ``name``.

    Raises:
        ConfigError: Nothing is registered, two packages claim the name, or it cannot be loaded.
    """
    found = {_source(point): point for point in entry_points(group=group, name=name)}
    if not found:
        known = ", ".join(entry_point_names(group)) or "none"
        raise ConfigError(f"no installed package has '{name}' in {group}; known: {known}")
    if len(found) > 1:
        packages = " and ".join(sorted(found))
        raise ConfigError(f"'{name}' is claimed by {packages}; write package.module:name instead")
    ((source, point),) = found.items()
    try:
        return point.load()
    except Exception as error:
        raise ConfigError(
            f"'{name}' of {source} cannot be loaded: {type(error).__name__}: {_line(error)}"
        ) from error


def checked_callable(found: Any, path: str) -> Any:
    """Return ``found`` if it can be called.

    Raises:
        ConfigError: It is something else.
    """
    if not callable(found):
        kind = "a module" if isinstance(found, ModuleType) else f"of type {type(found).__name__}"
        raise ConfigError(f"'{path}' is {kind}; expected a function or a class")
    return found


def _import_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise ConfigError(
                f"no module '{error.name}'; install its package into this environment"
            ) from None
        raise ConfigError(f"'{name}' cannot be imported: {_line(error)}") from error
    except Exception as error:
        raise ConfigError(
            f"'{name}' cannot be imported: {type(error).__name__}: {_line(error)}"
        ) from error


def _import_file(path: Path) -> ModuleType:
    name = f"voice_agent_file_{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ConfigError(f"{path}: no such file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise ConfigError(
            f"{path} cannot be imported: {type(error).__name__}: {_line(error)}"
        ) from error
    return module


def _is_own(module: ModuleType, key: str, value: Any) -> bool:
    own = getattr(value, "__module__", None) == module.__name__
    return own and callable(value) and not key.startswith("_")


def _source(point: EntryPoint) -> str:
    package = f"package '{point.dist.name}'" if point.dist else "a package"
    return f"{package} ({point.value})"


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
