"""Traces of calls, by a tracer that remembers what it is told."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest

from voice_agent.calls.hub import Hub
from voice_agent.core.errors import ConfigError
from voice_agent.core.events import (
    Ended,
    EscalationScore,
    Event,
    Failed,
    Interrupted,
    Overran,
    Ready,
    Routed,
    StageTime,
    Transcribed,
    TurnTimed,
    Understood,
)
from voice_agent.server.traces import Traces, open_traces

BEGAN_S = 1_000_000.0
SECRET = "send 250 dollars to Sarah"
STAGES = {
    "vad": StageTime(ms=40.0, budget_ms=240.0, over=False),
    "queue": StageTime(ms=10.0, budget_ms=None, over=False),
    "stt": StageTime(ms=150.0, budget_ms=100.0, over=True),
}
CALL: list[Event] = [
    Ready(call_id="c", t_ms=5.0),
    Transcribed(call_id="c", turn=1, t_ms=1900.0, text=SECRET, confidence=0.9),
    Understood(
        call_id="c",
        turn=1,
        t_ms=1910.0,
        text=SECRET,
        intent="transfer_money",
        act="inform",
        confidence=0.87654,
        sentiment="neutral",
        reasoning=0.0,
        entities=[],
        escalation=EscalationScore(score=0.0, reason="none"),
    ),
    Routed(call_id="c", turn=1, t_ms=1911.0, to="answer", reason=SECRET),
    TurnTimed(call_id="c", turn=1, t_ms=2000.0, v2v_ms=200.0, stages=STAGES),
    Interrupted(call_id="c", turn=1, t_ms=2500.0, spoken=SECRET),
    Overran(call_id="c", turn=2, t_ms=3000.0, stage="stt", action="clarify"),
    Failed(call_id="c", turn=2, t_ms=3100.0, code="stage", message=SECRET),
    Ended(call_id="c", turn=2, t_ms=4000.0, reason="caller_hangup"),
]


@dataclass
class Span:
    name: str
    parent: Span | None
    start_time: int
    attributes: dict[str, Any]
    end_time: int = 0
    events: list[tuple[str, dict[str, Any], int]] = field(default_factory=list)

    def set_attribute(self, name: str, value: Any) -> None:
        self.attributes[name] = value

    def add_event(self, name: str, attributes: dict[str, Any], timestamp: int) -> None:
        self.events.append((name, attributes, timestamp))

    def end(self, end_time: int) -> None:
        self.end_time = end_time


class Tracer:
    def __init__(self) -> None:
        self.spans: list[Span] = []

    def start_span(
        self, name: str, *, start_time: int, attributes: dict[str, Any], context: Any = None
    ) -> Span:
        self.spans.append(Span(name, context, start_time, dict(attributes)))
        return self.spans[-1]


def traced(events: list[Event]) -> list[Span]:
    tracer = Tracer()
    traces = Traces(tracer, lambda span: span, lambda: BEGAN_S + 0.005)
    for event in events:
        traces.observe(event)
    return tracer.spans


def ms(ns: int) -> float:
    return ns / 1e6 - BEGAN_S * 1000


def test_a_call_is_a_trace_with_a_span_for_each_turn_and_stage() -> None:
    call, turn, *stages = traced(CALL)
    assert (call.name, call.parent, ms(call.start_time), ms(call.end_time)) == (
        "call",
        None,
        0,
        4000,
    )
    assert call.attributes == {"voice_agent.call_id": "c", "voice_agent.reason": "caller_hangup"}
    assert (turn.name, turn.parent) == ("turn", call)
    assert (ms(turn.start_time), ms(turn.end_time)) == (1800, 2000)
    assert turn.attributes == {
        "voice_agent.turn": 1,
        "voice_agent.v2v_ms": 200.0,
        "voice_agent.intent": "transfer_money",
        "voice_agent.confidence": 0.877,
        "voice_agent.route": "answer",
    }
    spans = [(s.name, ms(s.start_time), ms(s.end_time), s.parent is turn) for s in stages]
    assert spans == [
        ("vad", 1800, 1840, True),
        ("queue", 1840, 1850, True),
        ("stt", 1850, 2000, True),
    ]
    assert stages[2].attributes == {"voice_agent.ms": 150.0, "voice_agent.over_budget": True}


def test_what_went_wrong_is_noted_on_the_call() -> None:
    call = traced(CALL)[0]
    assert [(name, ms(at)) for name, _, at in call.events] == [
        ("interrupted", 2500),
        ("overrun", 3000),
        ("error", 3100),
    ]
    assert call.events[1][1] == {
        "voice_agent.turn": 2,
        "voice_agent.stage": "stt",
        "voice_agent.action": "clarify",
    }


def test_nothing_that_was_said_is_in_a_span() -> None:
    assert "Sarah" not in repr(traced(CALL))


def test_events_of_a_call_whose_beginning_was_lost_are_left_out() -> None:
    assert traced(CALL[1:]) == []


async def test_all_calls_are_followed() -> None:
    tracer, hub = Tracer(), Hub()
    following = asyncio.create_task(Traces(tracer, lambda span: span).follow(hub))
    await asyncio.sleep(0)
    for event in CALL:
        hub.publish(event)
    await asyncio.sleep(0)
    following.cancel()
    await asyncio.wait({following})
    assert [span.name for span in tracer.spans] == ["call", "turn", "vad", "queue", "stt"]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter", None)
    with pytest.raises(ConfigError, match=r"server.traces needs .*voice-agent\[otel\]"):
        open_traces()


async def test_real_spans_are_of_one_trace() -> None:
    sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="the extra 'otel' is missing")
    export = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    simple = pytest.importorskip("opentelemetry.sdk.trace.export")
    from opentelemetry import trace

    exporter, provider = export.InMemorySpanExporter(), sdk.TracerProvider()
    provider.add_span_processor(simple.SimpleSpanProcessor(exporter))
    traces = Traces(provider.get_tracer("test"), trace.set_span_in_context)
    for event in CALL:
        traces.observe(event)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert set(spans) == {"call", "turn", "vad", "queue", "stt"}
    assert len({span.context.trace_id for span in spans.values()}) == 1
    assert spans["stt"].parent.span_id == spans["turn"].context.span_id
    assert spans["turn"].parent.span_id == spans["call"].context.span_id
