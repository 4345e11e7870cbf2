"""The small language model: one forward pass reads what a caller's turn is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from voice_agent.config.registry import EngineContext
from voice_agent.config.slm_folder import find_slm
from voice_agent.core.clock import Clock
from voice_agent.core.turn import OUT_OF_SCOPE, Entity, Escalation, Transcript, TurnReading
from voice_agent.language import Span
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.decoding import (
    TagSpan,
    decode_intent,
    decode_tags,
    intent_probabilities,
    softmax,
)
from voice_agent.slm.encoding import EncodedTurn, TurnEncoder
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.labels import Labels
from voice_agent.slm.wording import with_wording

GRAPH_FILE = "slm.int8.onnx"
LABELS_FILE = "labels.json"
TOKENIZER_FILE = "tokenizer.json"
_RANKED = 5


class SlmEngine:
    """Reads turns. Loaded once per process, shared by all calls, thread-safe.

    A MiniLM encoder (Wang et al. 2020), quantised to int8, with linear heads for intent,
    dialogue act, entities (BIO tags), escalation, completeness, sentiment and reasoning.
    Which of them a model has its labels say; a reading's other fields keep their defaults.

    Args:
        graph: The network.
        encoder: Makes its input of a text.
        labels: Its classes and calibration.
        playbook: The playbook whose turns it reads.
        clock: Tells the day where none is given; by default the playbook's.
    """

    def __init__(
        self,
        graph: SlmGraph,
        encoder: TurnEncoder,
        labels: Labels,
        playbook: Playbook,
        clock: Clock | None = None,
    ) -> None:
        self._graph = graph
        self._encoder = encoder
        self._labels = labels
        self._playbook = playbook
        intents = enumerate(playbook.intents.get(name) for name in labels.intents)
        self._with_people = [n for n, spec in intents if spec is not None and spec.route == "human"]
        self._clock = clock or Clock(zone=playbook.zone)

    @property
    def labels(self) -> Labels:
        """Names, limits and calibration of the loaded graph."""
        return self._labels

    @property
    def playbook(self) -> Playbook:
        """The playbook whose turns it reads."""
        return self._playbook

    @classmethod
    def load(cls, folder: Path, playbook: Playbook, *, threads: int = 1) -> SlmEngine:
        """Load ``slm.int8.onnx``, ``labels.json`` and ``tokenizer.json`` from ``folder``.

        Raises:
            ModelError: A file is missing or damaged, or the model was trained for other
                intents or entities than the playbook has.
        """
        labels = Labels.read(folder / LABELS_FILE)
        labels.check(playbook)
        encoder = TurnEncoder.load(
            folder / TOKENIZER_FILE,
            max_tokens=labels.max_tokens,
            max_asked_tokens=labels.max_asked_tokens,
        )
        graph = SlmGraph(folder / GRAPH_FILE, labels, threads=threads)
        engine = cls(graph, encoder, labels, playbook)
        playbook.lang.prepare(playbook.entities)
        # The first pass allocates; a caller should not wait for it.
        engine.read(Transcript(text="hello", confidence=1.0))
        return engine

    def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        """Read one turn: one forward pass, about 2 ms.

        Args:
            transcript: The words. Without a letter or digit the model is not run and the
                turn is out of scope with confidence 0.
            asked: What the agent said last; it decides what "Friday" or "yes" means.
            today: Day from which "next Friday" counts; by default the callers'.

        Returns:
            A reading whose ``ranking`` is the plain probability order. ``intent`` is its
            first entry, unless the probability of being in scope is below the calibrated
            threshold: then it is ``out_of_scope`` even if an intent ranks above.
        """
        text = transcript.text
        if not any(character.isalnum() for character in text):
            return TurnReading(transcript=transcript, intent=OUT_OF_SCOPE, confidence=0.0)
        labels, fitted = self._labels, self._labels.calibration
        turn = self._encoder.encode(text, asked)
        spoken = self._playbook.lang.speaks_of_staff(text, asked)
        logits = with_wording(self._graph.run(turn), spoken, labels.escalations, self._with_people)

        intents = intent_probabilities(logits.intent, fitted)
        best = decode_intent(intents, fitted.scope)
        order = sorted(range(len(intents)), key=lambda index: -float(intents[index]))[:_RANKED]
        return TurnReading(
            transcript=transcript,
            intent=labels.intents[best],
            confidence=float(intents[best]),
            entities=self._entities(transcript, turn, logits, today or self._clock.today()),
            ranking=tuple((labels.intents[index], float(intents[index])) for index in order),
            **self._other_heads(logits),
        )

    def _entities(
        self, transcript: Transcript, turn: EncodedTurn, logits: Logits, today: date
    ) -> tuple[Entity, ...]:
        spans: tuple[TagSpan, ...] = ()
        if "tags" in self._labels.heads:
            tags = softmax(logits.tags, self._labels.calibration.tag)
            spans = decode_tags(tags, turn.words, self._labels.tags)
        return self._playbook.lang.extract(
            self._playbook.entities,
            transcript.text,
            [Span(s.type, s.start, s.end, s.confidence) for s in spans],
            today=today,
            alternatives=transcript.alternatives,
        )

    def _other_heads(self, logits: Logits) -> dict[str, Any]:
        labels, fitted = self._labels, self._labels.calibration
        found: dict[str, Any] = {}
        if labels.acts:
            found["act"] = labels.acts[int(logits.act.argmax())]
        if labels.escalations:
            escalation = softmax(logits.escalation, fitted.escalation)
            found["escalation"] = Escalation(
                score=float(1.0 - escalation[0]),
                reason=labels.escalations[int(escalation[1:].argmax()) + 1],
            )
        if labels.completeness:
            found["completeness"] = float(softmax(logits.completeness, fitted.completeness)[1])
        if labels.sentiments:
            found["sentiment"] = labels.sentiments[int(logits.sentiment.argmax())]
        if labels.reasoning:
            found["reasoning"] = float(softmax(logits.reasoning, fitted.reasoning)[1])
        return found


def make(
    context: EngineContext, *, model: str = "", folder: str = "", threads: int = 1
) -> SlmEngine:
    """Make the engine. ``model`` is a name in the lock file; ``folder`` is not locked.

    By default that in ``models`` beside the pipeline file, or the locked one of the playbook.
    """
    name = context.playbook.folder.name
    path = find_slm(context.folder, name, context.models, model=model, folder=folder)
    return SlmEngine.load(path, context.playbook, threads=threads)
