"""An encoder that has learned other public sets, as ``bench intermediate`` writes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_agent.core.errors import ConfigError
from voice_agent.training.fit.base import WEIGHTS_FILE

_ABOUT_FILE = "base.json"


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder trained further, in a folder like ``base_folder()``.

    Attributes:
        folder: Where its files are.
        benchmarks: What it may be measured on: it has read nothing of their dev and test splits.
        licences: Data set that it was trained on -> licence.
        digest: Hash of the weights.
    """

    folder: Path
    benchmarks: tuple[str, ...]
    licences: Mapping[str, str]
    digest: str

    @classmethod
    def read(cls, folder: Path) -> Base:
        """Read what ``describe`` wrote.

        Raises:
            ConfigError: There is no such encoder, or it is damaged.
        """
        try:
            about = json.loads((folder / _ABOUT_FILE).read_text(encoding="utf-8"))
            found = cls(
                folder, tuple(about["benchmarks"]), dict(about["licences"]), str(about["sha256"])
            )
            whole = _digest(folder) == found.digest
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{folder}: no encoder of bench intermediate ({error})") from None
        if not whole:
            raise ConfigError(f"{folder / WEIGHTS_FILE}: damaged; make the encoder again")
        return found


def describe(folder: Path, benchmarks: Sequence[str], licences: Mapping[str, str]) -> None:
    """Write beside an encoder's weights what they were trained on, and for which benchmarks."""
    about = {
        "benchmarks": list(benchmarks),
        "licences": dict(licences),
        "sha256": _digest(folder),
    }
    (folder / _ABOUT_FILE).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / WEIGHTS_FILE).read_bytes()).hexdigest()
