"""G.711 A-law, as telephone networks outside North America and Japan carry it.

The counterpart of ``g711``: table look-ups, after ITU-T G.711 (13 bits, even bits inverted).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

_EVEN_BITS = 0x55


@lru_cache(maxsize=1)
def _decode_table() -> npt.NDArray[np.int16]:
    code = np.arange(256, dtype=np.int32) ^ _EVEN_BITS
    segment, step = (code >> 4) & 7, code & 0x0F
    low = (step << 4) + 8
    magnitude = np.where(segment == 0, low, (low + 0x100) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


@lru_cache(maxsize=1)
def _encode_table() -> npt.NDArray[np.uint8]:
    """Make the table, indexed by the sample's 16 bits read as unsigned."""
    sample = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32) >> 3
    sign = np.where(sample >= 0, 0x80, 0)
    magnitude = np.where(sample >= 0, sample, ~sample)
    segment = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int32) - 4, 0)
    step = (magnitude >> np.maximum(segment, 1)) & 0x0F
    codes: npt.NDArray[np.uint8] = ((sign | (segment << 4) | step) ^ _EVEN_BITS).astype(np.uint8)
    return codes


def encode(samples: npt.NDArray[np.int16]) -> bytes:
    """Encode (n,) int16 samples as n A-law bytes."""
    return _encode_table()[samples.astype(np.int16).view(np.uint16)].tobytes()


def decode(data: bytes) -> npt.NDArray[np.int16]:
    """Decode n A-law bytes into (n,) int16 samples."""
    return _decode_table()[np.frombuffer(data, dtype=np.uint8)]
