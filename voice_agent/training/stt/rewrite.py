"""Write a Whisper folder with some of its weights changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from voice_agent.core.errors import ModelError
from voice_agent.stt.network.contract import Floats
from voice_agent.stt.network.weights import read_weights

FILE = "model.bin"


def rewrite(source: Path, out: Path, changes: Mapping[str, Floats]) -> None:
    """Copy a CTranslate2 Whisper folder to ``out`` and change variables of ``model.bin``.

    Args:
        source: The folder.
        out: Where to; what is there already is replaced.
        changes: By the name of the variable; they are stored with the precision of the source.

    Raises:
        ModelError: The source holds such a variable as int8, or has none of that name or shape.
    """
    known = read_weights(source / FILE)
    for name, values in changes.items():
        stored = known.get(name)
        if stored is None or stored.shape != values.shape:
            raise ModelError(f"{source / FILE}: no variable {name} of shape {values.shape}")
        if f"{name}_scale" in known or not isinstance(stored, np.memmap):
            raise ModelError(
                f"{source / FILE}: {name} is stored as int8: convert the model with "
                "--quantization float16, and train that"
            )
    out.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.is_file():
            shutil.copyfile(file, out / file.name)
    for name, values in changes.items():
        stored = known[name]
        assert isinstance(stored, np.memmap)
        place = np.memmap(out / FILE, stored.dtype, "r+", offset=stored.offset, shape=stored.shape)
        place[...] = values.astype(stored.dtype)
        place.flush()
