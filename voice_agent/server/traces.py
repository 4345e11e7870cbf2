"""OpenTelemetry traces (extra ``otel``): a trace for each call, a span for each turn and stage.

Nothing that a caller said or was told is in a span: no text, no number, no detail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from voice_agent.calls.hub import Hub
from voice_agent.core.clock import epoch
from voice_agent.core.events import (
    Ended,
    Event,
    Failed,
    HandedOff,
    Interrupted,
    Overran,
    Ready,
    Routed,
    TurnTimed,
    Understood,
)
from voice_agent.core.extras import needs_extra

_FOLLOWED_EVENTS = 8192
_MOST_CALLS = 1024
_NS_PER_MS = 1_000_000


@dataclass(slots=True)
class _CallTrace:
    """The span of a call, and what its next turn is known to be.

    Attributes:
        span: The call's span.
        began_ns: When the call began, in nanoseconds since 1970.
        about: Attributes of the turn that is being answered.
    """

    span: Any
    began_ns: int
    about: dict[str, Any] = field(default_factory=dict)

    def at_ns(self, t_ms: float) -> int:
        """Return a time of the call's clock in nanoseconds since 1970."""
        return self.began_ns + round(t_ms * _NS_PER_MS)


class Traces:
    """Makes spans of the events of all calls.

    Args:
        tracer: An OpenTelemetry ``Tracer``.
        child_of: Makes the context in which a span's children are started.
        wall_s: Seconds since 1970.
    """

    def __init__(
        self, tracer: Any, child_of: Callable[[Any], Any], wall_s: Callable[[], float] = epoch
    ) -> None:
        self._tracer = tracer
        self._child_of = child_of
        self._wall_s = wall_s
        self._calls: dict[str, _CallTrace] = {}

    async def follow(self, hub: Hub) -> None:
        """Trace all calls until cancelled."""
        with hub.subscribe(limit=_FOLLOWED_EVENTS) as events:
            async for event in events:
                self.observe(event)

    def observe(self, event: Event) -> None:
        """Take one event of a call."""
        if isinstance(event, Ready):
            self._begin(event)
            return
        call = self._calls.get(event.call_id)
        if call is None:
            return
        match event:
            case Understood():
                call.about |= {"intent": event.intent, "confidence": round(event.confidence, 3)}
            case Routed():
                call.about["route"] = event.to
            case TurnTimed():
                self._turn(call, event)
            case Interrupted():
                self._note(call, event, "interrupted")
            case Overran():
                self._note(call, event, "overrun", stage=event.stage, action=event.action)
            case Failed():
                self._note(call, event, "error", code=event.code)
            case HandedOff():
                self._note(call, event, "handed_off")
            case Ended():
                call.span.set_attribute("voice_agent.reason", event.reason)
                call.span.end(end_time=call.at_ns(event.t_ms))
                del self._calls[event.call_id]

    def _begin(self, event: Ready) -> None:
        while len(self._calls) >= _MOST_CALLS:
            # Its end was lost, when there were more events than could be read.
            del self._calls[next(iter(self._calls))]
        began_ns = round(self._wall_s() * 1000 * _NS_PER_MS) - round(event.t_ms * _NS_PER_MS)
        attributes = {"voice_agent.call_id": event.call_id}
        span = self._tracer.start_span("call", start_time=began_ns, attributes=attributes)
        self._calls[event.call_id] = _CallTrace(span, began_ns)

    def _turn(self, call: _CallTrace, event: TurnTimed) -> None:
        """Make the span of a turn, and those of its stages one after the other."""
        at_ms = event.t_ms - event.v2v_ms
        about = {f"voice_agent.{name}": value for name, value in call.about.items()}
        call.about.clear()
        turn = self._tracer.start_span(
            "turn",
            context=self._child_of(call.span),
            start_time=call.at_ns(at_ms),
            attributes=about | {"voice_agent.turn": event.turn, "voice_agent.v2v_ms": event.v2v_ms},
        )
        inside = self._child_of(turn)
        for stage, time in event.stages.items():
            span = self._tracer.start_span(
                stage,
                context=inside,
                start_time=call.at_ns(at_ms),
                attributes={"voice_agent.ms": time.ms, "voice_agent.over_budget": time.over},
            )
            at_ms += time.ms
            span.end(end_time=call.at_ns(at_ms))
        turn.end(end_time=call.at_ns(event.t_ms))

    def _note(self, call: _CallTrace, event: Event, name: str, **about: str) -> None:
        attributes: dict[str, Any] = {"voice_agent.turn": event.turn}
        attributes |= {f"voice_agent.{key}": value for key, value in about.items()}
        call.span.add_event(name, attributes, timestamp=call.at_ns(event.t_ms))


def open_traces() -> tuple[Traces, Callable[[], None]]:
    """Send traces where OpenTelemetry's own environment variables say.

    Returns:
        The traces, and what sends the last spans at the end.

    Raises:
        ConfigError: The extra ``otel`` is not installed.
    """
    with needs_extra("otel", "server.traces"):
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    resource = Resource.create({"service.name": "voice-agent"})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider.get_tracer("voice-agent"), trace.set_span_in_context), provider.shutdown


async def follow_if(traces: Traces | None, hub: Hub) -> None:
    """Trace all calls until cancelled; do nothing if there are no traces."""
    if traces is not None:
        await traces.follow(hub)
