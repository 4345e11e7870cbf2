"""What an encoder and a decoder of Whisper take and give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
FRAME = RATE_HZ // 50
"""Samples of one of the encoder's frames, 20 ms."""
WHISPER_FRAMES = 1500
"""Frames in the 30 s that Whisper was trained on."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Decoded:
    """One utterance in tokens.

    Attributes:
        ids: Text tokens, without the end.
        logprob: Mean log-probability of the tokens and the end.
        no_speech: Probability that there was no speech.
        others: Text tokens of further hypotheses, best first; of beams only.
        others_logprob: Mean log-probability of each.
    """

    ids: tuple[int, ...]
    logprob: float
    no_speech: float
    others: tuple[tuple[int, ...], ...] = ()
    others_logprob: tuple[float, ...] = ()


@runtime_checkable
class Judge(Protocol):
    """A decoder that tells how likely it would have written given texts."""

    def judge(
        self, encoded: Floats, prompt: Sequence[int], texts: Sequence[Sequence[int]]
    ) -> list[float]:
        """Return the log-probability of each text, in tokens, as the whole of the utterance.

        Args:
            encoded: The encoder's output, as for ``Decoder.decode``.
            prompt: Tokens before the text, the start of the transcript among them.
            texts: Text tokens, without the end.
        """
        ...


class Encoder(Protocol):
    """Shared by all calls. Safe to call from several threads."""

    def encode(self, audio: NDArray[np.int16], *, whole: bool = False) -> Floats:
        """Encode the utterance and some silence after it, shape ``[frames, size]``.

        Args:
            audio: At 16 kHz, shape (n,), at most 30 s.
            whole: Encode all the silence, up to 30 s.
        """
        ...

    def silence(self) -> Floats:
        """Return thirty seconds of encoded silence, shape ``[1500, size]``."""
        ...


class Decoder(Protocol):
    """Shared by all calls. Safe to call from several threads."""

    def decode(
        self, encoded: Floats, prompt: Sequence[int], at_most: int, draft: Sequence[int] = ()
    ) -> Decoded:
        """Decode ``encoded``, shape ``[frames, size]``, at most 1500 frames of 20 ms.

        Fewer frames mean an utterance that silence follows up to the 30 s. The decoder attends to
        that silence: with a short encoder output alone it does not know where speech ends, and
        loops.

        Args:
            encoded: The encoder's output.
            prompt: Tokens before the text, the start of the transcript among them.
            at_most: Text tokens, at least one; more are a loop.
            draft: Text tokens to try first, such as those of the utterance so far. They are
                checked all at once, in the time of one, and kept as far as the decoder would
                have written them itself (Leviathan et al. 2023, arXiv 2211.17192); they change
                the time, not the text.
        """
        ...
