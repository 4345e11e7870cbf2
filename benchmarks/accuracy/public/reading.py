"""A model run over a test split: text in, logits and spans out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.accuracy.public.decoding import tag_spans
from benchmarks.accuracy.public.figures import Predictions, Spans
from benchmarks.accuracy.public.labels import PublicLabels
from voice_agent.slm.decoding import softmax
from voice_agent.slm.encoding import EncodedTurn, TurnEncoder
from voice_agent.slm.graph import SlmGraph
from voice_agent.slm.model import TOKENIZER_FILE
from voice_agent.training.data.labelled import plain
from voice_agent.training.data.rows import Row

TOKENS = 20
_WARM = 30
_TIMED = 400


class Reader:
    """A graph with its encoder; reads rows as serving would."""

    def __init__(self, folder: Path, graph_file: str, labels: PublicLabels) -> None:
        self._graph = SlmGraph(folder / graph_file, labels)
        self._labels = labels
        self._encoder = TurnEncoder.load(
            folder / TOKENIZER_FILE,
            max_tokens=labels.max_tokens,
            max_asked_tokens=labels.max_asked_tokens,
        )

    def judge(
        self, rows: Sequence[Row], step: Callable[[], None], heard: Sequence[str] | None = None
    ) -> Predictions:
        """Read all rows.

        Args:
            rows: Of the test split.
            step: Called after each row.
            heard: Other texts for the rows, as a recogniser might write them. Spans are then not
                compared, because they refer to the text as it was said.
        """
        labels = self._labels
        logits, found, wanted = [], list[Spans](), list[Spans]()
        for number, row in enumerate(rows):
            said = plain(row.phrase)
            turn = self._encoder.encode(said.text if heard is None else heard[number])
            read = self._graph.run(turn)
            logits.append(read.intent)
            if labels.entities and heard is None:
                tags = softmax(read.tags, labels.calibration.tag)
                spans = tag_spans(tags, turn.words, labels)
                found.append({(s.start, s.end, s.type) for s in spans})
                wanted.append(set(said.spans))
            step()
        return Predictions(
            kinds=[row.group for row in rows],
            meant=[row.intents for row in rows],
            logits=np.array(logits, dtype=np.float64),
            found=found,
            wanted=wanted,
        )

    def latency_ms(self, rows: Sequence[Row], seed: int = 1) -> list[float]:
        """Time encoding and forward pass of turns of about 20 tokens, on one thread, in ms."""
        texts = self._of_twenty_tokens([plain(row.phrase).text for row in rows], Random(seed))
        for text in texts[:_WARM]:
            self._graph.run(self._encoder.encode(text))
        taken = []
        for text in texts:
            start = time.perf_counter()
            self._graph.run(self._encoder.encode(text))
            taken.append((time.perf_counter() - start) * 1000)
        return taken

    def _of_twenty_tokens(self, texts: Sequence[str], rng: Random) -> list[str]:
        found: list[str] = []
        while len(found) < _TIMED:
            words: list[str] = []
            turn: EncodedTurn | None = None
            while turn is None or len(turn.ids) < TOKENS:
                words += rng.choice(texts).split() or ["yes"]
                turn = self._encoder.encode(" ".join(words))
            while len(turn.ids) > TOKENS:
                words.pop()
                turn = self._encoder.encode(" ".join(words))
            found.append(" ".join(words))
        return found
