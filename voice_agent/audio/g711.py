"""G.711 mu-law, as telephone networks and Twilio Media Streams carry it.

``audioop`` left the standard library in Python 3.13, so both directions are table
look-ups here. Follows ITU-T G.711 (bias 33 in 14 bits, eight segments of sixteen steps).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

_BIAS = 0x84
_CLIP = 32635


@lru_cache(maxsize=1)
def _decode_table() -> npt.NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    segment = (code >> 4) & 7
    magnitude = (((code & 0x0F) << 3) + _BIAS << segment) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


@lru_cache(maxsize=1)
def _encode_table() -> npt.NDArray[np.uint8]:
    """Make the table, indexed by the sample's 16 bits read as unsigned."""
    sample = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    sign = np.where(sample < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(sample), _CLIP) + _BIAS
    segment = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    step = (magnitude >> (segment + 3)) & 0x0F
    codes: npt.NDArray[np.uint8] = (~(sign | (segment << 4) | step) & 0xFF).astype(np.uint8)
    return codes


def encode(samples: npt.NDArray[np.int16]) -> bytes:
    """Encode (n,) int16 samples as n mu-law bytes."""
    return _encode_table()[samples.astype(np.int16).view(np.uint16)].tobytes()


def decode(data: bytes) -> npt.NDArray[np.int16]:
    """Decode n mu-law bytes into (n,) int16 samples."""
    return _decode_table()[np.frombuffer(data, dtype=np.uint8)]
