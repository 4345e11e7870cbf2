"""The answers of the console's endpoints about calls. Texts are redacted as in the call record."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from voice_agent.core.events import StageTime


class Answer(BaseModel):
    """One part of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LiveCall(Answer):
    """A call on the line.

    Attributes:
        id: The call.
        carrier: Name of the carrier.
        for_s: How long it has been going on.
        turns: Turns of the caller so far.
        agent: What the agent is doing.
        intent: Intent of the last turn that was read.
        route: Where the last turn went.
        handed_off: Why a person takes over; empty if none does.
    """

    id: str
    carrier: str
    for_s: float
    turns: int
    agent: str
    intent: str | None
    route: str | None
    handed_off: str


class Live(Answer):
    """The line now.

    Attributes:
        name: Name of the business.
        ready: Whether a call would be taken.
        max_calls: Calls that can be held at once.
        token_needed: Whether callers need a token.
        editable: Whether the playbook can be edited here.
        calls: The calls, oldest first.
    """

    name: str
    ready: bool
    max_calls: int
    token_needed: bool
    editable: bool
    calls: tuple[LiveCall, ...]


class PastCall(Answer):
    """A call of the record.

    Attributes:
        id: The call.
        pipeline: The playbook that answered it.
        started_at: When it began (UTC).
        duration_ms: How long it took; ``None`` while it goes on, or if the server was killed.
        turns: Turns of the caller.
        reason: How it ended.
        handed_off: Why a person took over; empty if none did.
        carrier: Name of the carrier.
    """

    id: str
    pipeline: str
    started_at: str
    duration_ms: float | None
    turns: int | None
    reason: str | None
    handed_off: str
    carrier: str


class PastCalls(Answer):
    """Calls of the record, newest first.

    Attributes:
        calls: The calls.
        more: Whether there are older ones: ask with ``before``, the id of the last one here.
    """

    calls: tuple[PastCall, ...]
    more: bool


class Guess(Answer):
    """An intent that a turn may have.

    Attributes:
        intent: The intent.
        probability: Calibrated probability, 0..1.
    """

    intent: str
    probability: float


class Detail(Answer):
    """A detail of a turn.

    Attributes:
        type: Name of the entity in the playbook.
        value: Its value; ``None`` if it may not be kept.
    """

    type: str
    value: Any


class StoryTurn(Answer):
    """One turn of a call.

    Attributes:
        turn: Its number.
        transcript: What the caller said.
        heard: Confidence of the recogniser, 0..1.
        intent: What it was read as.
        confidence: Calibrated probability of that.
        ranking: The best intents, best first.
        act: Dialogue act.
        details: Details in it.
        escalation: How strongly it asks for a person, 0..1.
        command: What the turn is to what the agent was waiting for.
        changes: Names of the details that it gives.
        route: Where it went.
        reason: Why.
        source: Where the answer came from.
        reply: What the agent was about to say.
        spoken: What of that the caller heard.
        v2v_ms: From the caller's last speech sample to the agent's first audio.
        stages: What each stage took of it.
    """

    turn: int
    transcript: str
    heard: float | None
    intent: str | None
    confidence: float | None
    ranking: tuple[Guess, ...]
    act: str | None
    details: tuple[Detail, ...]
    escalation: float | None
    command: str | None
    changes: tuple[str, ...]
    route: str | None
    reason: str
    source: str
    reply: str
    spoken: str
    v2v_ms: float | None
    stages: dict[str, StageTime]


class Story(Answer):
    """A call, turn by turn.

    Attributes:
        call: The call.
        live: Whether it goes on.
        turn_budget_ms: What a turn may take.
        turns: Its turns in order; of a very long call the first ones.
    """

    call: PastCall
    live: bool
    turn_budget_ms: float
    turns: tuple[StoryTurn, ...]


class Span(Answer):
    """One span of time: calls, turns, latency, routes.

    Attributes:
        at: When it begins (UTC).
        calls: Calls that began in it.
        handed_off: Calls of these that went to a person.
        turns: Turns of these calls.
        p50_ms: Median of their voice-to-voice times.
        p95_ms: Their 95th percentile.
        routes: Turns by route.
    """

    at: str
    calls: int
    handed_off: int
    turns: int
    p50_ms: float | None
    p95_ms: float | None
    routes: dict[str, int]


class Charts(Answer):
    """Calls, turns, latency and routes over time.

    Attributes:
        span_s: Length of each span.
        turn_budget_ms: What a turn may take.
        whole: All of it.
        spans: Its parts, oldest first.
        complete: Whether all calls of that time are counted: there may be too many.
    """

    span_s: float
    turn_budget_ms: float
    whole: Span
    spans: tuple[Span, ...]
    complete: bool


class CallLink(Answer):
    """A link to the call page.

    Attributes:
        link: Path of the call page, with a token for one call if callers need one.
        minutes: How long the token is good; 0 without a token.
    """

    link: str
    minutes: float
