"""Prometheus metrics, fed by the events of the calls, the engines and the event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from functools import partial

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from voice_agent.calls.hub import Hub
from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.events import (
    Ended,
    Event,
    Failed,
    HandoffResult,
    HandoffTried,
    Interrupted,
    Overran,
    Routed,
    SpeechStarted,
    TurnTimed,
    Understood,
)
from voice_agent.core.jobs import Kind

_MS_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 800, 1200, 2000, 4000, 8000)
_LAG_BUCKETS_S = (
    *(0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0),
)
CUT_IN_MS = 1000.0
"""A caller who speaks so soon after the agent has begun had not finished."""
_FOLLOWED_EVENTS = 8192
_PROCESS = CollectorRegistry()
ProcessCollector(registry=_PROCESS)


class Metrics:
    """One registry per server, so that several servers in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answered_at: dict[str, float] = {}
        self.active_calls = Gauge(
            "voice_agent_active_calls", "Calls on the line", registry=self.registry
        )
        self.calls = Counter(
            "voice_agent_calls", "Calls that ended", ["reason"], registry=self.registry
        )
        self.routes = Counter(
            "voice_agent_turns", "Caller turns by route", ["route"], registry=self.registry
        )
        self.v2v_ms = Histogram(
            "voice_agent_v2v_ms",
            "Milliseconds from the caller's last speech sample to the agent's first audio",
            buckets=_MS_BUCKETS,
            registry=self.registry,
        )
        self.stage_ms = Histogram(
            "voice_agent_stage_ms",
            "Milliseconds of a turn by stage",
            ["stage"],
            buckets=_MS_BUCKETS,
            registry=self.registry,
        )
        self.over_budget = Counter(
            "voice_agent_over_budget", "Stages over budget", ["stage"], registry=self.registry
        )
        self.interruptions = Counter(
            "voice_agent_interruptions", "Replies cut off by the caller", registry=self.registry
        )
        self.cut_ins = Counter(
            "voice_agent_cut_ins",
            "Answers whose caller went on within 1 s of their first sound: had not finished",
            registry=self.registry,
        )
        self.errors = Counter(
            "voice_agent_errors", "Errors by code", ["code"], registry=self.registry
        )
        self.overruns = Counter(
            "voice_agent_overruns",
            "Stages that were late or failed, and what was done about it",
            ["stage", "action"],
            registry=self.registry,
        )
        self.fallbacks = Counter(
            "voice_agent_fallbacks",
            "Engines that failed or were late, so that the next one of their stage was asked",
            ["stage", "engine"],
            registry=self.registry,
        )
        self.handoffs = Counter(
            "voice_agent_handoffs",
            "Searches for a person, by their outcome",
            ["outcome"],
            registry=self.registry,
        )
        self.handoff_tries = Counter(
            "voice_agent_handoff_tries",
            "Tries of the ways to a person, by their outcome",
            ["way", "outcome"],
            registry=self.registry,
        )
        self.refused = Counter(
            "voice_agent_refused",
            "Clients that were refused or sent away, by reason",
            ["reason"],
            registry=self.registry,
        )
        self.answers = Counter(
            "voice_agent_answers",
            "Turns that answered a question of the playbook, by answer",
            ["question", "answer"],
            registry=self.registry,
        )
        self.admissions = Counter(
            "voice_agent_admissions",
            "Calls by what the admission answered: taken, lean (with less speculation) or refused",
            ["answer"],
            registry=self.registry,
        )
        self.predicted_p95_ms = Gauge(
            "voice_agent_admission_p95_ms",
            "Voice-to-voice p95 expected with one more call",
            registry=self.registry,
        )
        self.predicted_use = Gauge(
            "voice_agent_admission_use",
            "Use of the scarcest resource expected with one more call; 1 is all of it",
            registry=self.registry,
        )
        self.room = Gauge(
            "voice_agent_admission_room",
            "Calls that would be taken now, beside those on the line",
            registry=self.registry,
        )
        self.late_by_load = Counter(
            "voice_agent_late_by_load",
            "Answers over the limit of the admission that would not have been on an idle machine",
            registry=self.registry,
        )
        self.effort = Gauge(
            "voice_agent_effort_level",
            "What calls leave out because work waits: 0 nothing, 1 text and audio that may not be "
            "needed, 2 also guesses at pauses of which most are breaths",
            registry=self.registry,
        )
        self.loop_lag = Histogram(
            "voice_agent_loop_lag_seconds",
            "How late the event loop comes to work that is due",
            buckets=_LAG_BUCKETS_S,
            registry=self.registry,
        )
        self.loop_blocked = Counter(
            "voice_agent_loop_blocked",
            "Times that something blocked the event loop for 100 ms or more",
            registry=self.registry,
        )
        self.tasks = Gauge(
            "voice_agent_tasks", "asyncio tasks of this process", registry=self.registry
        )
        self.tasks.set_function(_tasks)
        self.queue_wait = Histogram(
            "voice_agent_queue_wait_seconds",
            "How long an engine's job waited before it began, by its kind",
            ["stage", "kind"],
            buckets=_LAG_BUCKETS_S,
            registry=self.registry,
        )
        self.queue_depth = Gauge(
            "voice_agent_queue_depth",
            "Jobs that wait for the engines of a stage",
            ["stage"],
            registry=self.registry,
        )
        self.queue_age = Gauge(
            "voice_agent_queue_age_seconds",
            "How long the oldest job has waited for the engines of a stage",
            ["stage"],
            registry=self.registry,
        )

    async def follow(self, hub: Hub) -> None:
        """Count the events of all calls until cancelled."""
        with hub.subscribe(limit=_FOLLOWED_EVENTS) as events:
            async for event in events:
                self.observe(event)

    def observe(self, event: Event) -> None:
        """Count one event of a call."""
        match event:
            case TurnTimed():
                self._answered_at[event.call_id] = event.t_ms
                self.v2v_ms.observe(event.v2v_ms)
                for stage, time in event.stages.items():
                    self.stage_ms.labels(stage).observe(time.ms)
                    if time.over:
                        self.over_budget.labels(stage).inc()
            case SpeechStarted():
                began = self._answered_at.pop(event.call_id, None)
                if began is not None and event.t_ms - began <= CUT_IN_MS:
                    self.cut_ins.inc()
            case Understood():
                for one in event.answers:
                    self.answers.labels(one.question, one.answer).inc()
            case Routed():
                self.routes.labels(event.to).inc()
            case Interrupted():
                self.interruptions.inc()
            case Failed():
                self.errors.labels(event.code).inc()
            case Overran():
                self.overruns.labels(event.stage, event.action).inc()
            case HandoffTried():
                self.handoff_tries.labels(event.way, event.outcome).inc()
            case HandoffResult():
                self.handoffs.labels(event.outcome).inc()
            case Ended():
                self._answered_at.pop(event.call_id, None)
                self.calls.labels(event.reason).inc()

    def fell_back(self, stage: str, failed: EngineInfo) -> None:
        """Count an engine in whose place another one was asked."""
        self.fallbacks.labels(stage, failed.name).inc()

    def count_refusal(self, reason: str) -> None:
        """Count a client that was refused or sent away."""
        self.refused.labels(reason).inc()

    def watch(self, handles: Iterable[EngineHandle]) -> None:
        """Show the queues of engines, and count how long their jobs wait."""
        by_stage: dict[str, list[EngineHandle]] = {}
        for handle in handles:
            handle.watch(self.waited)
            by_stage.setdefault(handle.stage, []).append(handle)
        for stage, group in by_stage.items():
            self.queue_depth.labels(stage).set_function(partial(_waiting, group))
            self.queue_age.labels(stage).set_function(partial(_oldest_s, group))

    def waited(self, stage: str, kind: Kind, seconds: float) -> None:
        """Count how long a job waited before it began."""
        self.queue_wait.labels(stage, kind.name.lower()).observe(seconds)


def page(metrics: Metrics) -> bytes:
    """Return the metrics of a server and of its process, in Prometheus' text format."""
    return generate_latest(metrics.registry) + generate_latest(_PROCESS)


def _tasks() -> int:
    with contextlib.suppress(RuntimeError):  # No event loop runs here.
        return len(asyncio.all_tasks())
    return 0


def _waiting(handles: Iterable[EngineHandle]) -> int:
    return sum(handle.waiting for handle in handles)


def _oldest_s(handles: Iterable[EngineHandle]) -> float:
    return max(handle.oldest_s for handle in handles)
