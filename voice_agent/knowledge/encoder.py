"""The sentence encoder: a question or a section as a direction in space. ONNX, one thread."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from voice_agent.core.errors import ModelError
from voice_agent.core.onnx import open_onnx

GRAPH_FILE = "encoder.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
MAX_TOKENS = 64
"""Of longer texts the beginning counts: 64 tokens take 5 ms, and a question has 15."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as the encoder sees it.

    Attributes:
        vector: Its meaning, of length 1, ``[size]``: what is asked for in the same way is near.
        pieces: Its pieces of words in this context, each of length 1, ``[pieces, hidden]``.
        spans: First character of each piece, and one past its last.
    """

    vector: Floats
    pieces: Floats
    spans: tuple[tuple[int, int], ...]


class Encoder(Protocol):
    """What meaning is compared with."""

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on besides the text."""
        ...

    def encode(self, text: str) -> Encoded:
        """Encode one text."""
        ...


class SentenceEncoder:
    """A MiniLM encoder (Wang et al. 2020) in ONNX. Loaded once, thread-safe."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Load ``encoder.int8.onnx`` and ``tokenizer.json``.

        Raises:
            ModelError: A file is missing or damaged.
        """
        path = folder / TOKENIZER_FILE
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # noqa: BLE001  (the Rust side raises bare Exception)
            raise ModelError(f"{path}: not a tokenizer ({error})") from None
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        graph = folder / GRAPH_FILE
        self._session = open_onnx(graph, threads=threads)
        outputs = {output.name for output in self._session.get_outputs()}
        if not {"vector", "states"} <= outputs:
            raise ModelError(f"{graph}: has outputs {sorted(outputs)}; expected states, vector")
        with graph.open("rb") as file:
            self.fingerprint = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        self.encode("hello")  # The first pass allocates; a caller should not wait for it.

    def encode(self, text: str) -> Encoded:
        """Encode one text: one forward pass, about 2 ms for a question."""
        found = self._tokenizer.encode(text)
        ids = np.array(found.ids, dtype=np.int64)
        vector, states = self._session.run(["vector", "states"], {"input_ids": ids[None]})
        # Without the marks of beginning and end.
        pieces = states[0][1:-1]
        length = np.linalg.norm(pieces, axis=-1, keepdims=True)
        return Encoded(vector[0], pieces / length, tuple(found.offsets[1:-1]))
