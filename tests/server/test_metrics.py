from __future__ import annotations

import asyncio
import threading

import pytest
from prometheus_client import generate_latest

from voice_agent.calls.hub import Hub
from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.events import (
    AnswerFound,
    Ended,
    EscalationScore,
    Event,
    Failed,
    HandoffResult,
    HandoffTried,
    Interrupted,
    Overran,
    Ready,
    Routed,
    SpeechStarted,
    StageTime,
    TurnTimed,
    Understood,
)
from voice_agent.server.metrics import Metrics, page

STAGES = {
    "stt": StageTime(ms=90.0, budget_ms=80.0, over=True),
    "tts": StageTime(ms=40.0, budget_ms=80.0, over=False),
}


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (
            TurnTimed(v2v_ms=210.0, stages=STAGES),
            [
                "voice_agent_v2v_ms_sum 210.0",
                'voice_agent_stage_ms_sum{stage="stt"} 90.0',
                'voice_agent_stage_ms_sum{stage="tts"} 40.0',
                'voice_agent_over_budget_total{stage="stt"} 1.0',
            ],
        ),
        (
            Understood(
                text="x",
                intent="x",
                act="inform",
                confidence=1.0,
                sentiment="neutral",
                reasoning=0.0,
                entities=(),
                escalation=EscalationScore(score=0.0, reason="none"),
                answers=(AnswerFound(question="urgent", answer="yes", confidence=0.9),),
            ),
            ['voice_agent_answers_total{answer="yes",question="urgent"} 1.0'],
        ),
        (Routed(to="llm", reason="x"), ['voice_agent_turns_total{route="llm"} 1.0']),
        (Interrupted(spoken="x"), ["voice_agent_interruptions_total 1.0"]),
        (Failed(code="stage", message="x"), ['voice_agent_errors_total{code="stage"} 1.0']),
        (
            Overran(stage="stt", action="clarify"),
            ['voice_agent_overruns_total{action="clarify",stage="stt"} 1.0'],
        ),
        (
            HandoffTried(way="queue", outcome="busy", ms=1),
            ['voice_agent_handoff_tries_total{outcome="busy",way="queue"} 1.0'],
        ),
        (
            HandoffResult(outcome="accepted", ms=1),
            ['voice_agent_handoffs_total{outcome="accepted"} 1.0'],
        ),
        (Ended(reason="handoff"), ['voice_agent_calls_total{reason="handoff"} 1.0']),
    ],
)
def test_an_event_is_counted(event: Event, lines: list[str]) -> None:
    metrics = Metrics()
    metrics.observe(event)
    shown = generate_latest(metrics.registry).decode()
    for line in lines:
        assert f"{line}\n" in shown
    assert 'voice_agent_over_budget_total{stage="tts"}' not in shown


def test_an_engine_that_fell_out_is_counted() -> None:
    metrics = Metrics()
    metrics.fell_back("stt", EngineInfo("cloud"))
    shown = generate_latest(metrics.registry).decode()
    assert 'voice_agent_fallbacks_total{engine="cloud",stage="stt"} 1.0\n' in shown


def test_a_refusal_is_counted_by_its_reason() -> None:
    metrics = Metrics()
    metrics.count_refusal("expired")
    shown = generate_latest(metrics.registry).decode()
    assert 'voice_agent_refused_total{reason="expired"} 1.0\n' in shown


def test_events_without_a_number_are_left_alone() -> None:
    metrics = Metrics()
    before = generate_latest(metrics.registry)
    metrics.observe(Ready())
    assert _without_times(generate_latest(metrics.registry)) == _without_times(before)


def _without_times(shown: bytes) -> list[str]:
    return [line for line in shown.decode().splitlines() if "_created" not in line]


async def test_the_events_of_all_calls_are_followed() -> None:
    metrics, hub = Metrics(), Hub()
    following = asyncio.create_task(metrics.follow(hub))
    await asyncio.sleep(0)
    for call in ("a", "b"):
        hub.publish(Ended(call_id=call, reason="completed"))
    await asyncio.sleep(0)
    following.cancel()
    await asyncio.wait({following})
    shown = generate_latest(metrics.registry).decode()
    assert 'voice_agent_calls_total{reason="completed"} 2.0' in shown


async def test_the_queues_of_the_engines_are_shown() -> None:
    metrics, handle = Metrics(), EngineHandle("stt", Slow())
    metrics.watch([handle])
    runs = [asyncio.create_task(handle.run("work", deadline_ms=5000)) for _ in range(3)]
    await asyncio.to_thread(handle.engine.began.wait, 5)
    shown = generate_latest(metrics.registry).decode()
    assert 'voice_agent_queue_depth{stage="stt"} 2.0\n' in shown
    assert 'voice_agent_queue_age_seconds{stage="stt"} 0.0\n' not in shown
    handle.engine.release.set()
    await asyncio.gather(*runs)
    handle.close()
    shown = generate_latest(metrics.registry).decode()
    assert 'voice_agent_queue_depth{stage="stt"} 0.0\n' in shown
    assert 'voice_agent_queue_wait_seconds_count{kind="turn",stage="stt"} 3.0\n' in shown


class Slow:
    """An engine that works until it is released."""

    def __init__(self) -> None:
        self.began, self.release = threading.Event(), threading.Event()

    def work(self) -> None:
        self.began.set()
        self.release.wait(5)


@pytest.mark.parametrize(("later_ms", "cut_ins"), [(1000.0, 1.0), (1001.0, 0.0)])
def test_a_caller_who_goes_on_at_once_was_cut_in_on(later_ms: float, cut_ins: float) -> None:
    metrics = Metrics()
    metrics.observe(SpeechStarted(call_id="a", t_ms=100.0))
    metrics.observe(TurnTimed(call_id="a", t_ms=2000.0, v2v_ms=210.0, stages=STAGES))
    metrics.observe(SpeechStarted(call_id="b", t_ms=2001.0))
    for _ in range(2):
        metrics.observe(SpeechStarted(call_id="a", t_ms=2000.0 + later_ms))
    assert f"voice_agent_cut_ins_total {cut_ins}" in generate_latest(metrics.registry).decode()


def test_the_tasks_of_a_process_are_counted_where_there_is_a_loop() -> None:
    assert b"voice_agent_tasks 0.0" in generate_latest(Metrics().registry)


async def test_a_page_has_the_process_too() -> None:
    text = page(Metrics()).decode()
    assert "voice_agent_tasks 0.0" not in text
    assert "process_open_fds" in text
