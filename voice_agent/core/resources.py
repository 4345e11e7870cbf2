"""Where shipped data lives: next to the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def data_folder(name: str) -> Path:
    """Return the folder ``pipelines`` or ``models``, whether installed or in a checkout."""
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def pipelines_folder() -> Path:
    """Return the folder of the shipped pipeline files and playbooks."""
    return data_folder("pipelines")


def models_folder() -> Path:
    """Return the folder of the lock file and the shipped weights."""
    return data_folder("models")
