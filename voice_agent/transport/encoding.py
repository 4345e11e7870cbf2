"""The encodings in which carriers send audio: bytes of the line to 16-bit PCM and back. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voice_agent.audio import alaw, g711
from voice_agent.audio.pcm import from_pcm
from voice_agent.core.errors import ProtocolError

RATES_HZ = (8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the samples of one line are written.

    Attributes:
        rate_hz: Rate of the line.
        decode: Make 16-bit little-endian PCM of the line's bytes.
        encode: The reverse.
    """

    rate_hz: int
    decode: Callable[[bytes], bytes]
    encode: Callable[[bytes], bytes]


def mulaw(rate_hz: int = 8000) -> Encoding:
    """Return G.711 mu-law."""
    return Encoding(
        rate_hz,
        lambda data: g711.decode(data).tobytes(),
        lambda pcm: g711.encode(from_pcm(pcm)),
    )


def a_law(rate_hz: int = 8000) -> Encoding:
    """Return G.711 A-law."""
    return Encoding(
        rate_hz,
        lambda data: alaw.decode(data).tobytes(),
        lambda pcm: alaw.encode(from_pcm(pcm)),
    )


def linear(rate_hz: int, order: Literal["big", "little"] = "little") -> Encoding:
    """Return linear 16-bit samples. Half a sample at the end of a message is left out."""

    def decode(data: bytes) -> bytes:
        whole = data[: len(data) // 2 * 2]
        return whole if order == "little" else _swapped(whole)

    return Encoding(rate_hz, decode, bytes if order == "little" else _swapped)


def encoding_of(
    name: object, rate_hz: object, *, order: Literal["big", "little"] = "little"
) -> Encoding:
    """Find an encoding by what carriers call it: ``PCMA``, ``audio/x-mulaw``, ``L16``.

    Args:
        name: Its name, in any case.
        rate_hz: Its rate, a number or its digits.
        order: Order of the bytes of linear samples.

    Raises:
        ProtocolError: Another encoding or rate.
    """
    rate = str(rate_hz)
    if rate not in {str(hz) for hz in RATES_HZ}:
        raise ProtocolError(f"the line's rate must be one of {', '.join(map(str, RATES_HZ))} Hz")
    match str(name).lower().removeprefix("audio/").removeprefix("x-").split("/")[0]:
        case "mulaw" | "pcmu" | "ulaw":
            return mulaw(int(rate))
        case "alaw" | "pcma":
            return a_law(int(rate))
        case "l16" | "linear16" | "raw" | "base64":
            return linear(int(rate), order)
    raise ProtocolError("the line's encoding must be mu-law (PCMU), A-law (PCMA) or linear (L16)")


def _swapped(data: bytes) -> bytes:
    return np.frombuffer(data, "<i2").byteswap().tobytes()
