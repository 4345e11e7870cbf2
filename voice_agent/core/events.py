"""What a call tells its subscribers: one class for each kind of event.

On the wire an event is a flat JSON object: ``type``, ``call_id``, ``turn`` and ``t_ms``, then the
fields of its kind. ``docs/reference/events.schema.json`` is made from these classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from voice_agent.core.budgets import OverrunAction
from voice_agent.core.errors import ProtocolError
from voice_agent.core.turn import Act, EscalationReason, RouteTo, Sentiment

EndedReason = Literal[
    "completed",
    "handoff",
    "caller_silent",
    "abuse",
    "caller_hangup",
    "caller_gone",
    "time_limit",
    "protocol",
    "error",
    "server_stopping",
]


class CallEvent(BaseModel):
    """What every event has.

    Attributes:
        call_id: The call; unique for the life of the server.
        turn: Number of the caller's turn, 0 before the first.
        t_ms: Milliseconds since the call began.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )

    call_id: str = ""
    turn: int = 0
    t_ms: float = 0.0


class Ready(CallEvent):
    """The call is on; the agent greets."""

    type: Literal["ready"] = "ready"


class SpeechStarted(CallEvent):
    """The caller begins to speak."""

    type: Literal["speech_started"] = "speech_started"


class SpeechStopped(CallEvent):
    """The caller pauses. The turn may go on."""

    type: Literal["speech_stopped"] = "speech_stopped"


class Partial(CallEvent):
    """What was recognised while the caller is still speaking.

    Attributes:
        text: Stable text.
        tentative: Text that may still change.
    """

    type: Literal["partial"] = "partial"
    text: str
    tentative: str


class Transcribed(CallEvent):
    """A turn was heard.

    Attributes:
        text: The recognised text; empty if nothing was said.
        confidence: Mean probability per token, 0..1.
    """

    type: Literal["transcript"] = "transcript"
    text: str
    confidence: float


class EntityFound(BaseModel):
    """A detail in the text of a turn.

    Attributes:
        type: Name of the entity in the playbook.
        text: The text as spoken.
        value: The normalised value.
        start: First character in the text of the turn.
        end: One past the last character.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    text: str
    value: Any
    start: int
    end: int


class EscalationScore(BaseModel):
    """Whether a person is needed.

    Attributes:
        score: How strongly the turn asks for one, 0..1.
        reason: Why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: float
    reason: EscalationReason


class AnswerFound(BaseModel):
    """The answer of a turn to one of the playbook's questions.

    Attributes:
        question: Name of the question.
        answer: ``yes``, ``no`` or the name of a choice.
        confidence: Calibrated probability.
        level: Where it is on the scale of the choices, 0..1, if they have one.
    """

    question: str
    answer: str
    confidence: float
    level: float | None = None


class Understood(CallEvent):
    """The small language model has read the turn.

    Attributes:
        text: The text that was read.
        intent: An intent of the playbook, or ``out_of_scope``.
        act: Dialogue act.
        confidence: Calibrated probability that ``intent`` is right.
        sentiment: Mood of the text.
        reasoning: Probability that a good answer takes reasoning.
        entities: Details in the order spoken.
        escalation: Whether a person is needed.
        answers: Answers to the playbook's questions.
    """

    type: Literal["reading"] = "reading"
    text: str
    intent: str
    act: Act
    confidence: float
    sentiment: Sentiment
    reasoning: float
    entities: tuple[EntityFound, ...]
    escalation: EscalationScore
    answers: tuple[AnswerFound, ...] = ()


class Routed(CallEvent):
    """The router decided who answers.

    Attributes:
        to: Who answers.
        reason: What decided, for people.
    """

    type: Literal["route"] = "route"
    to: RouteTo
    reason: str


class Acted(CallEvent):
    """The agent has done something in the world, or has tried to.

    Attributes:
        name: Name of the action in the playbook.
        details: What it was done with.
        outcome: ``unknown`` if no answer came in time: the action may have been done.
        ms: How long it took.
    """

    type: Literal["action"] = "action"
    name: str
    details: dict[str, Any]
    outcome: Literal["done", "failed", "unknown"]
    ms: float


class Verified(CallEvent):
    """The credentials of the caller have been compared. Never says what they were.

    Attributes:
        outcome: ``passed``, ``refused`` (it was wrong) or ``failed`` (it could not be compared).
        ms: How long it took.
    """

    type: Literal["verification"] = "verification"
    outcome: Literal["passed", "refused", "failed"]
    ms: float


class Replied(CallEvent):
    """The agent is about to say this. An LLM's answer comes clause by clause.

    Attributes:
        text: The text.
        source: Where it comes from: ``playbook``, ``knowledge:FILE``, ``llm``, ``fallback``,
            ``handoff``, ``clarify``, ``filler``, ``disclosure`` or ``agent`` (unasked).
    """

    type: Literal["reply"] = "reply"
    text: str
    source: str


class Overran(CallEvent):
    """A stage was late or has failed.

    Attributes:
        stage: The stage at fault.
        action: What is done about it.
    """

    type: Literal["overrun"] = "overrun"
    stage: str
    action: OverrunAction


class Interrupted(CallEvent):
    """The caller spoke over the agent: drop what has not been played.

    Attributes:
        spoken: The part of the reply that the caller heard.
    """

    type: Literal["interrupted"] = "interrupted"
    spoken: str


class StageTime(BaseModel):
    """What one stage took of a turn, against its budget.

    Attributes:
        ms: Milliseconds.
        budget_ms: What it should take; ``None`` if the pipeline file has no budget for it.
        over: Whether it took longer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ms: float
    budget_ms: float | None
    over: bool


class TurnTimed(CallEvent):
    """The first audio of an answer has left; the stages add up to ``v2v_ms``.

    Attributes:
        v2v_ms: From the caller's last speech sample to the agent's first audio.
        stages: Times by stage.
    """

    type: Literal["turn"] = "turn"
    v2v_ms: float
    stages: dict[str, StageTime]


class Said(BaseModel):
    """One line of the conversation.

    Attributes:
        speaker: Who spoke.
        text: The text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    speaker: Literal["caller", "agent"]
    text: str


class BriefEntity(BaseModel):
    """A detail in a hand-off brief.

    Attributes:
        type: Name of the entity in the playbook.
        text: The text as spoken.
        value: The normalised value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    text: str
    value: Any


class BriefAct(BaseModel):
    """An action in a hand-off brief: what was done for the caller, or tried.

    Attributes:
        name: Name of the action in the playbook.
        outcome: ``done``, ``failed`` or ``unknown``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    outcome: str


class BriefLine(BaseModel):
    """The line that a call came over, in a hand-off brief; empty where the carrier said nothing.

    Attributes:
        carrier: Name of the carrier.
        call_id: The carrier's own name of the call.
        from_number: Number of the caller.
        to_number: Number that was called.
        parameters: What the program that set up the call passed on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    carrier: str = ""
    call_id: str = ""
    from_number: str = ""
    to_number: str = ""
    parameters: dict[str, str] = Field(default_factory=dict)


class HandedOff(CallEvent):
    """A person takes over; the webhook gets the same. Not redacted: it goes to a colleague.

    Attributes:
        update: Whether this brief replaces the one sent before: the caller went on.
        reason: Why a person is needed, in words.
        escalation: What the language model saw.
        intent: Intent of the last turn, if it was read.
        task: Task under way.
        details: What is known for it.
        entities: Details of the last turn.
        transcript: The conversation so far.
        line: Who calls, and over which line.
        answers: The last answer of the call to each of the playbook's questions.
        tried: Actions that were carried out or tried, in their order.
        sentiment: Mood of the last turn, if it was read.
    """

    type: Literal["handoff"] = "handoff"
    update: bool
    reason: str
    escalation: EscalationReason
    intent: str | None
    task: str | None
    details: dict[str, Any]
    entities: tuple[BriefEntity, ...]
    transcript: tuple[Said, ...]
    line: BriefLine = BriefLine()
    answers: tuple[AnswerFound, ...] = ()
    tried: tuple[BriefAct, ...] = ()
    sentiment: Sentiment | None = None


HandoffOutcome = Literal["accepted", "declined", "busy", "no_answer", "failed", "caller_left"]


class HandoffTried(CallEvent):
    """One try of one way to a person is over.

    Attributes:
        way: ``webhook``, ``queue``, ``transfer`` or the name of a way of your own.
        outcome: What came of it.
        ms: How long it took.
    """

    type: Literal["handoff_tried"] = "handoff_tried"
    way: str
    outcome: HandoffOutcome
    ms: float


class HandoffResult(CallEvent):
    """Somebody has the call that was handed over, or nobody has.

    Attributes:
        outcome: ``accepted``, or why nobody has it, by the last way that was tried;
            ``caller_left``: the caller hung up while a person was looked for.
        ms: How long it took to know, all tries together.
        by: The way by which somebody has it; empty if nobody has.
    """

    type: Literal["handoff_result"] = "handoff_result"
    outcome: HandoffOutcome
    ms: float
    by: str = ""


class Failed(CallEvent):
    """Something went wrong, and the call continues.

    Attributes:
        code: Stable name of the kind of error.
        message: What happened and what to do.
    """

    type: Literal["error"] = "error"
    code: str
    message: str


class Ended(CallEvent):
    """The call is over; the last event.

    Attributes:
        reason: Why.
    """

    type: Literal["ended"] = "ended"
    reason: EndedReason


Event = (
    Ready
    | SpeechStarted
    | SpeechStopped
    | Partial
    | Transcribed
    | Understood
    | Routed
    | Acted
    | Verified
    | Replied
    | Overran
    | Interrupted
    | TurnTimed
    | HandedOff
    | HandoffTried
    | HandoffResult
    | Failed
    | Ended
)
"""Any event of a call."""

_ADAPTER: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


def parse_event(data: str | bytes) -> Event:
    """Read an event as it comes over a WebSocket.

    Raises:
        ProtocolError: Not JSON, or not an event of this version.
    """
    try:
        return _ADAPTER.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "message"
        raise ProtocolError(f"not an event of a call: {where}: {first['msg']}") from None


def events_schema() -> dict[str, Any]:
    """Return the JSON Schema of all events (as published in ``docs/reference``)."""
    schema = _ADAPTER.json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Call events",
        **schema,
    }
