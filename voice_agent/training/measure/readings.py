"""Turns to measure on, read by a model."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from voice_agent.core.turn import Transcript, TurnReading
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.model import SlmEngine
from voice_agent.training.data.corpus import Corpus
from voice_agent.training.data.labelled import Turn, plain
from voice_agent.training.data.rows import Row

_MOST = 3000  # rows measured per public set


def public_turns(corpus: Corpus, seed: int = 1) -> list[Turn]:
    """Return test rows of the corpus, by set, at most 3,000 each."""
    sets: defaultdict[str, list[Row]] = defaultdict(list)
    for row in corpus.split("test"):
        if row.intents or row.sentiment or row.reasoning is not None:
            sets[row.group.split("/")[0]].append(row)
    rng = Random(seed)
    return [
        Turn(
            group=name,
            said=plain(row.phrase),
            asked="",
            intents=row.intents,
            act=row.act,
            escalation=row.escalation,
            sentiment=row.sentiment,
            reasoning=row.reasoning,
        )
        for name, rows in sets.items()
        for row in rng.sample(rows, min(len(rows), _MOST))
    ]


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn, and what the model says of it.

    Attributes:
        turn: The turn with its labels.
        logits: What the graph says.
        words: Character span of each word.
        reading: What the engine makes of it; ``None`` where only the graph was asked.
    """

    turn: Turn
    logits: Logits
    words: tuple[tuple[int, int], ...]
    reading: TurnReading | None

    @classmethod
    def of(
        cls, turn: Turn, engine: SlmEngine | None, graph: SlmGraph, encoder: TurnEncoder
    ) -> ReadTurn:
        """Read a turn with the graph and, if there is one, the engine."""
        encoded = encoder.encode(turn.said.text, turn.asked)
        reading = None
        if engine is not None:
            reading = engine.read(Transcript(turn.said.text, 1.0), asked=turn.asked)
        return cls(turn, graph.run(encoded), encoded.words, reading)
