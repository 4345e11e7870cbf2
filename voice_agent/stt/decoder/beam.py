"""Beam search by CTranslate2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voice_agent.stt.decoder.contract import Decoded, Floats


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
            max_length=len(prompt) + at_most,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        ids = tuple(result.sequences_ids[0])
        # The score is the mean over the text tokens of a sum that includes the end token.
        logprob = result.scores[0] * len(ids) / (len(ids) + 1)
        return Decoded(ids, logprob, result.no_speech_prob)
