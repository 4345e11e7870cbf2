"""Encoder and decoder as CTranslate2 runs them, for beams and for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.stt.network.contract import FRAME, RATE_HZ, WHISPER_FRAMES, Decoded, Floats
from voice_agent.stt.network.features import log_mel

# Silence that is encoded with the utterance: less loses single digits (docs/results/latency.md).
_PADDING = 4 * RATE_HZ
# For each length it has not seen the library compiles and keeps kernels, more than 1 MB an
# utterance: in steps of half a second there are few lengths.
_STEP = RATE_HZ // 2


class CTranslate2Encoder:
    """One for all calls; see ``Encoder``. The library queues calls from several threads."""

    def __init__(self, model: Any, *, short: bool = True) -> None:
        """Wrap a loaded model.

        Args:
            model: A ``faster_whisper.WhisperModel``.
            short: Encode the utterance and 4 s, not 30 s.
        """
        self._model = model
        self._short = short

    def encode(self, audio: NDArray[np.int16], *, whole: bool = False) -> Floats:
        """See ``Encoder.encode``."""
        padded = -(-(audio.size + _PADDING) // _STEP) * _STEP // FRAME
        short = self._short and not whole
        return self._encode(audio, min(padded, WHISPER_FRAMES) if short else WHISPER_FRAMES)

    def silence(self) -> Floats:
        """See ``Encoder.silence``."""
        return self._encode(np.zeros(0, np.int16), WHISPER_FRAMES)

    def _encode(self, audio: NDArray[np.int16], frames: int) -> Floats:
        features = log_mel(self._model.feature_extractor, audio, frames)
        encoded = self._model.encode(features[None])
        return np.ascontiguousarray(np.asarray(encoded)[0])


class BeamDecoder:
    """One for all calls; see ``Decoder``. It has no use for drafts."""

    def __init__(self, model: Any, silence: Floats, *, beam_size: int) -> None:
        """Wrap a loaded model.

        Args:
            model: A ``ctranslate2.models.Whisper``.
            silence: 30 s of it, encoded: ``[1500, size]``.
            beam_size: Hypotheses kept.
        """
        self._model = model
        self._silence = silence
        self._beam_size = beam_size

    def decode(
        self, encoded: Floats, prompt: Sequence[int], at_most: int, draft: Sequence[int] = ()
    ) -> Decoded:
        """See ``Decoder.decode``."""
        import ctranslate2

        whole = np.concatenate((encoded, self._silence[len(encoded) :]))[None]
        result = self._model.generate(
            ctranslate2.StorageView.from_array(np.ascontiguousarray(whole)),
            [list(prompt)],
            beam_size=self._beam_size,
            num_hypotheses=self._beam_size,
            max_length=len(prompt) + at_most,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        ids, *others = map(tuple, result.sequences_ids)
        # The score is the mean over the text tokens of a sum that includes the end token.
        logprob, *other_logprobs = (
            score * len(found) / (len(found) + 1)
            for score, found in zip(result.scores, (ids, *others), strict=True)
        )
        return Decoded(ids, logprob, result.no_speech_prob, tuple(others), tuple(other_logprobs))
