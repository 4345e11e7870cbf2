"""The values that flow through one caller turn.

``Transcript`` -> ``TurnReading`` -> ``Route`` -> ``Reply``. They are frozen, know no
I/O and no pipecat; the frames of the pipeline wrap them for the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

OUT_OF_SCOPE = "out_of_scope"

Act = Literal["inform", "request", "affirm", "deny", "repeat", "greet", "thank", "bye"]
EscalationReason = Literal["none", "person", "anger", "complaint", "fraud", "emergency"]
EndReason = Literal[
    "completed", "handoff", "caller_silent", "abuse", "time_limit", "server_stopping"
]
Sentiment = Literal["negative", "neutral", "positive"]
RouteTo = Literal["answer", "retrieve", "llm", "human", "clarify"]
Speech = Literal["request", "story", "digits", "spelling"]
"""Ways of speaking, each with pauses of its own: something that the agent understands, anything
else, a number being dictated, a name being spelled."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one answer may have dictated, as it sounded, whatever is likely as a value.

    Attributes:
        ways: Letters and digits in lower case, and how likely each sounded: a logarithm, 0 for the
            likeliest, which is first.
        spelled: False if the name was said as a word, and no letter of it dictated.
        refused: Ways that the caller has called wrong since.
    """

    ways: tuple[tuple[str, float], ...]
    spelled: bool = True
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the recogniser heard in one utterance.

    Attributes:
        text: Recognised words, as the engine wrote them. Empty when nothing was said.
        confidence: Mean probability per token, 0..1. 0 for an empty text.
        audio_ms: Length of the audio that was decoded.
        alternatives: Further hypotheses, best first, where the engine offers them (Whisper does
            where the agent asked for something, and with ``beam_size`` above 1).
        rival: The alternative that is nearly as likely as ``text`` and means something else;
            empty if there is none.
        evidence: What it adds to what was dictated before, or will be again; ``None`` where a
            recogniser tells nothing of that.
    """

    text: str
    confidence: float
    audio_ms: float = 0.0
    alternatives: tuple[str, ...] = ()
    rival: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A detail found in the transcript.

    Attributes:
        type: Name of the entity in the playbook (``"amount"``, ``"payee"``).
        text: The words as spoken, ``transcript.text[start:end]``.
        value: Normalised, JSON-able value; see ``voice_agent.language.specs``.
        start: First character in the transcript text.
        end: One past the last character.
        past: Value if a date lies in the past, where that differs: "Monday" is the last one.
    """

    type: str
    text: str
    value: Any
    start: int
    end: int
    past: Any | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """How strongly the turn asks for a human, 0..1, and why."""

    score: float = 0.0
    reason: EscalationReason = "none"


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer of a turn to one of the playbook's questions.

    Attributes:
        question: Name of the question.
        answer: ``yes``, ``no`` or the name of a choice.
        confidence: Calibrated probability, 0..1.
        level: Where it is on the scale of the choices, 0..1; ``None`` without a scale.
    """

    question: str
    answer: str
    confidence: float
    level: float | None = None


@dataclass(frozen=True, slots=True)
class TurnReading:
    """What the small language model understood of one turn.

    Attributes:
        transcript: The words that were read.
        intent: An intent of the playbook, or ``OUT_OF_SCOPE``.
        confidence: Calibrated probability that ``intent`` is right, 0..1.
        act: Dialogue act of the turn.
        entities: Details in the order spoken, with normalised values.
        escalation: Whether a human is needed.
        ranking: The best intents with their probabilities, best first.
        completeness: Probability, by the words, that the caller has finished, 0..1.
        sentiment: Mood of the words; says nothing about who is to answer.
        reasoning: Probability that a good answer takes reasoning over several facts or steps,
            which the playbook does not have, 0..1.
        requests: The readings of its parts, in order, where the turn holds several requests.
        answers: Its answers to the playbook's questions.
    """

    transcript: Transcript
    intent: str
    confidence: float
    act: Act = "inform"
    entities: tuple[Entity, ...] = ()
    escalation: Escalation = Escalation()
    ranking: tuple[tuple[str, float], ...] = ()
    completeness: float = 1.0
    sentiment: Sentiment = "neutral"
    reasoning: float = 0.0
    requests: tuple[TurnReading, ...] = ()
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete a turn is by its text and by what was asked.

    Attributes:
        probability: That the caller has finished, 0..1.
        speech: What goes on if not: how long a pause may last depends on it.
        max_pause_ms: Silence that ends the turn whatever is missing; ``None`` for what is usual.
    """

    probability: float
    speech: Speech = "request"
    max_pause_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a Markdown file and the words below it."""

    file: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """The best section for a question.

    Attributes:
        section: What would be read out.
        share: How much of the question's weight (by inverse document frequency, words that
            no section knows included) the section covers, 0..1.
        matched: How many words of the question the section has.
        answers: Probability that the section answers the question, by words and meaning, 0..1;
            ``None`` when only words were compared.
        also: The best sections for further questions of the same turn.
    """

    section: Section
    share: float
    matched: int
    answers: float | None = None
    also: tuple[Hit, ...] = ()

    @property
    def score(self) -> float:
        """How well the section fits, 0..1: whether it answers, else how much it covers."""
        return self.share if self.answers is None else self.answers

    @property
    def all(self) -> tuple[Hit, ...]:
        """The hit of each question of the turn, in their order."""
        return (self, *self.also)


@dataclass(frozen=True, slots=True)
class Response:
    """What a turn is to what the agent is waiting for.

    Attributes:
        kind: ``details`` gives or corrects some; ``change`` takes some back without new values;
            ``leave`` calls the task off; ``aside`` is a request of its own; ``hold``,
            ``repeat``, ``rephrase``, ``why``, ``restart``, ``back``, ``undo``, ``done`` (nothing
            else is wanted) and ``acknowledge`` are about the conversation itself; ``part`` is
            part of a number; ``again`` asks for what was done last with other details;
            ``several`` leaves the choice between values, ``vague`` narrows one down and
            ``impossible`` cannot be one; ``skip`` does not answer what was asked; ``redo``
            puts right what was done last; ``invite`` announces a request; ``small_talk`` is
            courtesy; ``identify`` gives what shows who is calling, ``unable`` does not know it;
            ``none`` is no response to the question.
        found: The details, or what identifies the caller. Beside a request: the answer to the
            agent's question.
        retracted: Names of the details that are taken back.
        values: The values between which the caller leaves the choice, by detail.
        says: A sentence about the value: why it cannot be, or a question that narrows it down.
        leaves: Whether the task under way is called off first.
    """

    kind: Literal[
        "yes",
        "no",
        "leave",
        "details",
        "change",
        "aside",
        "hold",
        "repeat",
        "rephrase",
        "why",
        "restart",
        "back",
        "undo",
        "done",
        "acknowledge",
        "part",
        "again",
        "several",
        "vague",
        "impossible",
        "skip",
        "redo",
        "invite",
        "small_talk",
        "identify",
        "unable",
        "none",
    ]
    found: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    retracted: tuple[str, ...] = ()
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: MappingProxyType({}))
    says: str = ""
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where a turn goes, why, and everything that was found out on the way.

    Attributes:
        reading: The turn.
        to: Who answers.
        reason: What decided, in words that a person can check.
        says: Key of the playbook's fixed sentence (``says``) that the router chose; empty when
            the one who answers finds the words.
        hit: The best section of the knowledge folder; of a turn that is answered from there, the
            sections to be read out.
        response: What the turn is to the agent's question.
        leaves_open: Whether the turn asks something else as well that no section answers.
        fallback: Where the turn goes when the LLM cannot answer it; ``None`` when only an
            apology is left.
    """

    reading: TurnReading
    to: RouteTo
    reason: str
    says: Literal["", "abuse", "other_language", "not_possible", "goodbye", "robot"] = ""
    hit: Hit | None = None
    response: Response = Response("none")
    leaves_open: bool = False
    fallback: Route | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a reply that come from one source.

    Attributes:
        text: Words to speak.
        source: ``playbook``, ``knowledge:<file>``, ``llm``, ``fallback``, ``handoff``,
            ``clarify``, ``filler`` (the answer is late), ``disclosure`` or ``agent`` (unasked).
    """

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent says to a turn, or one part of it as an LLM streams.

    Attributes:
        segments: The words in order, each with its source. Empty when a reply only ends.
        ends_call: Reason with which the call ends once this has been spoken; ``None`` if it
            goes on.
    """

    segments: tuple[Segment, ...]
    ends_call: EndReason | None = None

    @property
    def text(self) -> str:
        """All words of the reply."""
        return joined(self.segments)

    @property
    def source(self) -> str:
        """Source of the last words; empty when there are none."""
        return self.segments[-1].source if self.segments else ""


def joined(segments: Iterable[Segment]) -> str:
    """Return the words of several segments as one text."""
    return " ".join(segment.text for segment in segments if segment.text)
