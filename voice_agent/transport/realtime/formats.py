"""The audio formats of the OpenAI Realtime protocol, by their names in both of its versions."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio import alaw, g711
from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.audio.resample import StreamResampler
from voice_agent.transport.realtime.errors import RealtimeError


@dataclass(frozen=True, slots=True)
class Format:
    """One audio format.

    Attributes:
        name: Its name today.
        beta: Its name in the beta version.
        rate_hz: Its rate.
        decode: Make int16 samples of bytes.
        encode: The reverse.
        sample_bytes: Bytes of a sample.
    """

    name: str
    beta: str
    rate_hz: int
    decode: Callable[[bytes], NDArray[np.int16]]
    encode: Callable[[NDArray[np.int16]], bytes]
    sample_bytes: int = 1


PCM = Format("audio/pcm", "pcm16", 24000, from_pcm, lambda samples: samples.tobytes(), 2)
PCMU = Format("audio/pcmu", "g711_ulaw", 8000, g711.decode, g711.encode)
PCMA = Format("audio/pcma", "g711_alaw", 8000, alaw.decode, alaw.encode)
FORMATS = (PCM, PCMU, PCMA)


class Ear:
    """Makes PCM at ``LISTEN_HZ`` of the ``audio`` of a client's events."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._resampler = StreamResampler(form.rate_hz, LISTEN_HZ)

    def hear(self, audio: object) -> bytes:
        """Decode base64; may be empty.

        Raises:
            RealtimeError: Not base64, or half a sample.
        """
        try:
            data = base64.b64decode(audio if isinstance(audio, str) else "?", validate=True)
        except (binascii.Error, ValueError):
            raise RealtimeError("'audio' must be base64", "invalid_base64", "audio") from None
        if len(data) % self._form.sample_bytes:
            problem = f"{self._form.name} has 2 bytes a sample: the number of bytes must be even"
            raise RealtimeError(problem, param="audio")
        return self._resampler.push(self._form.decode(data).tobytes())


class Mouth:
    """Makes the ``delta`` of audio events of PCM at the line's rate."""

    def __init__(self, form: Format, line_hz: int) -> None:
        self._form = form
        self._resampler = StreamResampler(line_hz, form.rate_hz)

    def say(self, pcm: bytes) -> str:
        """Encode to base64; may be empty."""
        samples = from_pcm(self._resampler.push(pcm))
        return base64.b64encode(self._form.encode(samples)).decode("ascii")
