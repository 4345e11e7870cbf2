"""Weights of a Whisper in CTranslate2's file format, read without CTranslate2.

The format is that of ``model.bin`` as ``ctranslate2.specs.model_spec`` writes it: a version, the
name and revision of the specification, then each variable's name, shape, type and bytes, all
little-endian; last, aliases of other variables.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import ModelError

_VERSION = 6
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
_NEEDED = (
    "encoder/num_heads",
    "encoder/conv1/weight",
    "encoder/position_encodings/encodings",
    "decoder/num_heads",
    "decoder/embeddings/weight",
    "decoder/position_encodings/encodings",
)
Weights = Mapping[str, NDArray[Any]]


def read_weights(path: Path) -> Weights:
    """Return the variables in ``model.bin`` by name, mapped into memory, not copied.

    Weights that the file holds as int8 come as float32.

    Raises:
        ModelError: The file is not a Whisper model in this format.
    """
    try:
        with path.open("rb") as file:
            found = _read(file, path)
    except (OSError, struct.error, UnicodeDecodeError, IndexError, ValueError) as error:
        raise ModelError(f"{path}: not a CTranslate2 model: {error}") from error
    return MappingProxyType({name: _scaled(name, values, found) for name, values in found.items()})


def _read(file: BinaryIO, path: Path) -> dict[str, NDArray[Any]]:
    version, specification = _number(file, "I"), _text(file)
    if version != _VERSION or specification != "WhisperSpec":
        raise ModelError(
            f"{path}: {specification} in version {version} of the format, expected WhisperSpec in "
            f"{_VERSION}: convert the model with a ct2-transformers-converter of CTranslate2 4"
        )
    _number(file, "I")
    found: dict[str, NDArray[Any]] = {}
    for _ in range(_number(file, "I")):
        name = _text(file)
        shape = tuple(_number(file, "I") for _ in range(_number(file, "B")))
        dtype = _TYPES[_number(file, "B")]
        size = _number(file, "I")
        found[name] = np.memmap(path, dtype, "r", offset=file.tell(), shape=shape)
        file.seek(size, 1)
    if missing := [name for name in _NEEDED if name not in found]:
        raise ModelError(
            f"{path}: no {missing[0]} in it: convert the model anew, or set onnx: false"
        )
    return found


def _scaled(name: str, values: NDArray[Any], found: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    scale = found.get(f"{name}_scale")
    return values if scale is None else (values / scale[..., None]).astype(np.float32)


def _number(file: BinaryIO, kind: str) -> int:
    (value,) = struct.unpack(f"<{kind}", file.read(struct.calcsize(f"<{kind}")))
    return int(value)


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "H"))[:-1].decode()
