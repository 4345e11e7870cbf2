"""Sample-rate conversion: whole recordings and live streams."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from voice_agent.audio.pcm import from_pcm
from voice_agent.core.errors import AudioError

# Zero crossings of the sinc kept on each side: 2 ms of delay at 8 kHz, and about 80 dB of
# rejection with the Kaiser window below.
_ZERO_CROSSINGS = 16


_KAISER_BETA = 8.0


_ROLLOFF = 0.94


def resample(audio: NDArray[np.int16], from_hz: int, to_hz: int) -> NDArray[np.int16]:
    """Convert a whole recording, shape (n,), to another rate (soxr, high quality).

    Raises:
        AudioError: A rate that is not positive.
    """
    _check_rates(from_hz, to_hz)
    if from_hz == to_hz or not audio.size:
        return audio
    converted: NDArray[np.int16] = soxr.resample(audio, from_hz, to_hz)
    return converted


class StreamResampler:
    """Converts a live stream chunk by chunk, with a fixed delay of 2 ms.

    A polyphase windowed-sinc filter (Smith, *Digital Audio Resampling*). soxr's own
    streaming mode is not used here on purpose: it gathers 8 kHz audio into blocks and
    hands them out up to 104 ms late, which a caller hears as a slower answer.
    """

    _samples: NDArray[np.float32]
    _position: int

    def __init__(self, from_hz: int, to_hz: int) -> None:
        _check_rates(from_hz, to_hz)
        divisor = math.gcd(from_hz, to_hz)
        self._up = to_hz // divisor
        self._down = from_hz // divisor
        cutoff = min(1.0, to_hz / from_hz) * _ROLLOFF
        self._half = math.ceil(_ZERO_CROSSINGS / min(1.0, to_hz / from_hz))
        self._passthrough = from_hz == to_hz
        self._kernels = _polyphase_kernels(self._up, self._half, cutoff)
        self.reset()

    def push(self, data: bytes) -> bytes:
        """Take 16-bit PCM at the one rate, return what is ready at the other.

        Raises:
            AudioError: An odd number of bytes.
        """
        chunk = from_pcm(data)
        if self._passthrough:
            return data
        self._samples = np.concatenate((self._samples, chunk.astype(np.float32)))
        last = self._samples.size - self._half - 1
        count = (last * self._up + self._up - 1 - self._position) // self._down + 1
        if count <= 0:
            return b""
        out = self._filtered(count)
        self._position += count * self._down
        done = min(self._position // self._up - self._half + 1, self._samples.size)
        self._samples = self._samples[done:]
        self._position -= done * self._up
        np.rint(out, out=out)
        np.minimum(np.maximum(out, -32768, out=out), 32767, out=out)
        return bytes(out.astype("<i2").tobytes())

    def _filtered(self, count: int) -> NDArray[np.float32]:
        """Return the next ``count`` samples."""
        width = 2 * self._half
        if self._down == 1 and self._position % self._up == 0 and count % self._up == 0:
            # A telephone line to 16 kHz: all phases of one place at once, in one product.
            place = self._position // self._up - self._half + 1
            step = self._samples.itemsize
            windows: NDArray[np.float32] = np.ndarray(
                (count // self._up, width), np.float32, self._samples, place * step, (step, step)
            )
            product: NDArray[np.float32] = np.dot(windows, self._kernels.T)
            return product.ravel()
        at = self._position + np.arange(count) * self._down
        first, phase = at // self._up - self._half + 1, at % self._up
        every = sliding_window_view(self._samples, width)[first]
        found: NDArray[np.float32] = np.einsum("nk,nk->n", every, self._kernels[phase])
        return found

    def flush(self) -> bytes:
        """Return the last samples of the stream and start afresh."""
        if self._passthrough:
            return b""
        tail = self.push(bytes(2 * self._half))
        self.reset()
        return tail

    def reset(self) -> None:
        """Forget the stream so far, as if nothing had been pushed."""
        self._samples = np.zeros(self._half - 1, dtype=np.float32)
        # Next output sample, in units of 1/up input samples from the start of _samples.
        self._position = (self._half - 1) * self._up


@cache  # A server knows few rates, and each call has several resamplers.
def _polyphase_kernels(up: int, half: int, cutoff: float) -> NDArray[np.float32]:
    offsets = np.arange(-half + 1, half + 1)[None, :] - (np.arange(up) / up)[:, None]
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1.0 - (offsets / half) ** 2, 0.0, None)))
    kernels = np.sinc(cutoff * offsets) * window
    kernels /= kernels.sum(axis=1, keepdims=True)
    shared = kernels.astype(np.float32)
    shared.setflags(write=False)
    return shared


def _check_rates(from_hz: int, to_hz: int) -> None:
    if from_hz <= 0 or to_hz <= 0:
        raise AudioError(f"cannot convert {from_hz} Hz to {to_hz} Hz: rates must be positive")
