"""Load a Whisper: encoder, decoder and tokenizer, in ONNX Runtime or in CTranslate2."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from voice_agent.core.errors import ModelError
from voice_agent.stt.network.contract import Decoded, Decoder, Encoder, Floats
from voice_agent.stt.network.ctranslate2 import BeamDecoder, CTranslate2Encoder
from voice_agent.stt.network.decoder import GreedyDecoder, Tokens
from voice_agent.stt.network.encoder import OnnxEncoder
from voice_agent.stt.network.weights import read_weights

_MULTILINGUAL = 51_865
"""Tokens in the smallest vocabulary of more than English."""
_BEGINNING_CHARS = 3
_FEWEST_HYPOTHESES = 2
_DICTATION_THREADS = 2
"""A name or number lasts for up to ten seconds and is never being said in many calls at once."""


@dataclass(frozen=True, slots=True)
class Network:
    """A loaded Whisper.

    Attributes:
        encoder: From sound to what the decoder attends to.
        decoder: From there to tokens.
        tokenizer: Between tokens and text; a ``faster_whisper.tokenizer.Tokenizer``.
        dictation: The encoder for what is dictated: it is long, rare, and waited for.
    """

    encoder: Encoder
    decoder: Decoder
    tokenizer: Any
    dictation: Encoder


def load_network(
    folder: Path,
    *,
    language: str,
    threads: int,
    words: Sequence[str] = (),
    beam_size: int = 1,
    short_encode: bool = True,
    onnx: bool = True,
) -> Network:
    """Load a CTranslate2 Whisper folder (``model.bin``, ``config.json``, ``tokenizer.json``).

    Args:
        folder: The model.
        language: ISO 639-1 code of what callers speak.
        threads: Threads that recognise one utterance.
        words: What callers are likely to say. CTranslate2 has no use for them.
        beam_size: Hypotheses kept while decoding; 1 is greedy.
        short_encode: Encode the utterance alone instead of 30 s.
        onnx: Run in ONNX Runtime; if not, and beams always, in CTranslate2.

    Raises:
        ModelError: The folder is missing or is not such a model.
    """
    if not (folder / "model.bin").is_file():
        raise ModelError(f"{folder}: no model.bin; expected a CTranslate2 Whisper folder")
    if onnx and beam_size == 1:
        weights = read_weights(folder / "model.bin")
        multilingual = len(weights["decoder/embeddings/weight"]) >= _MULTILINGUAL
        vocabulary = _vocabulary(folder / "tokenizer.json")
        tokenizer = _tokenizer(vocabulary, language, multilingual=multilingual)
        encoder = OnnxEncoder(weights, short=short_encode, threads=threads)
        tokens = _tokens(folder / "config.json", tokenizer, words)
        decoder = GreedyDecoder(weights, tokens, encoder.silence(), threads=threads)
        dictation = encoder
        if threads < _DICTATION_THREADS:
            dictation = encoder.on_threads(_DICTATION_THREADS, weights)
        return Network(encoder, decoder, tokenizer, dictation)
    model = _ctranslate2(folder, threads)
    tokenizer = _tokenizer(model.hf_tokenizer, language, multilingual=model.model.is_multilingual)
    spectral = CTranslate2Encoder(model, short=short_encode)
    beams = BeamDecoder(model.model, spectral.silence(), beam_size=beam_size)
    return Network(spectral, beams, tokenizer, spectral)


class LateBeams:
    """A decoder of several hypotheses that is loaded when it is first used; see ``Decoder``.

    Many processes hold no call in which something is asked for.
    """

    def __init__(self, folder: Path, encoder: Encoder, *, size: int, threads: int) -> None:
        self._folder, self._encoder = folder, encoder
        self._size, self._threads = size, threads
        self._mutex = Lock()
        self._loaded: Decoder | None = None

    def decode(
        self, encoded: Floats, prompt: Sequence[int], at_most: int, draft: Sequence[int] = ()
    ) -> Decoded:
        """See ``Decoder.decode``.

        Raises:
            ModelError: The folder is not a model that CTranslate2 can run.
        """
        with self._mutex:
            if self._loaded is None:
                model = _ctranslate2(self._folder, self._threads).model
                silence = self._encoder.silence()
                self._loaded = BeamDecoder(model, silence, beam_size=self._size)
        return self._loaded.decode(encoded, prompt, at_most, draft)


def load_beams(folder: Path, network: Network, *, size: int, threads: int) -> Decoder | None:
    """Return a decoder that gives ``size`` hypotheses; none below 2."""
    if size < _FEWEST_HYPOTHESES:
        return None
    return LateBeams(folder, network.encoder, size=size, threads=threads)


def _ctranslate2(folder: Path, threads: int) -> Any:
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            num_workers=1,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise ModelError(f"{folder}: not a usable Whisper model: {error}") from error


def _vocabulary(path: Path) -> Any:
    import tokenizers

    try:
        return tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing more specific
        raise ModelError(f"{path}: not a tokenizer: {error}") from error


def _tokenizer(vocabulary: Any, language: str, *, multilingual: bool) -> Any:
    from faster_whisper.tokenizer import Tokenizer

    return Tokenizer(vocabulary, multilingual, task="transcribe", language=language)


def _tokens(config: Path, tokenizer: Any, words: Sequence[str]) -> Tokens:
    try:
        known = json.loads(config.read_text(encoding="utf-8"))
        never, never_first = known["suppress_ids"], known["suppress_ids_begin"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{config}: expected suppress_ids and suppress_ids_begin, as "
            f"ct2-transformers-converter writes them: {error!r}"
        ) from error
    expected = sorted(_beginnings(words, tokenizer))
    return Tokens(tokenizer.sot, tokenizer.eot, tokenizer.no_speech, never, never_first, expected)


def _beginnings(words: Sequence[str], tokenizer: Any) -> set[int]:
    """Return the first tokens of words. Short ones ("m" of "mocha") begin too many words."""
    first = {tokenizer.encode(f" {word}")[0] for word in words}
    return {one for one in first if len(tokenizer.decode([one]).strip()) >= _BEGINNING_CHARS}
