"""Each call is taken, taken with less speculation, or refused, and that is shown."""

from __future__ import annotations

import pytest

from voice_agent.config.server import AdmissionConfig
from voice_agent.core.events import StageTime, TurnTimed
from voice_agent.server.admission import MOMENT_S, Intake, Load, Turn
from voice_agent.server.call_costs import CORES
from voice_agent.server.intake import Desk
from voice_agent.server.load_meter import LoadMeter
from voice_agent.server.metrics import Metrics

CALLS, MOST = 4, 10


class Measured(LoadMeter):
    """A meter whose load is set."""

    def __init__(self, load: Load) -> None:
        super().__init__(lambda: CALLS, cores=2)
        self.set = load

    def load(self) -> Load:
        return self.set


def desk(use: float, metrics: Metrics, **config: object) -> Desk:
    """A desk at a server with four calls, and the use that they have."""
    turns = tuple(Turn(MOMENT_S * n, CALLS, 150, 100, 50) for n in range(20))
    load = Load({"stt": use / CALLS, CORES: use / CALLS}, 2.0, turns)
    return Desk(
        AdmissionConfig.model_validate({"p95_ms": 600, **config}),
        500,
        Measured(load),
        metrics,
        calls=lambda: CALLS,
        max_calls=MOST,
    )


def shown(metrics: Metrics, name: str) -> float:
    value = metrics.registry.get_sample_value(f"voice_agent_{name}")
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("use", "answer", "room"),
    [(0.3, Intake.TAKEN, 5), (0.58, Intake.LEAN, 1), (0.7, Intake.REFUSED, 0)],
)
def test_the_answer_follows_the_load(use: float, answer: Intake, room: int) -> None:
    metrics = Metrics()
    one = desk(use, metrics)
    assert one.ask() is answer
    assert (one.refusal() is not None) == (answer is Intake.REFUSED)
    assert shown(metrics, "admission_use") == pytest.approx(use * 5 / 4)
    assert shown(metrics, "admission_p95_ms") > 250
    assert shown(metrics, "admission_room") == room


def test_a_refusal_is_that_of_a_busy_server_and_says_why_in_a_close_reason() -> None:
    refusal = desk(0.9, Metrics()).refusal()
    assert refusal is not None
    assert refusal.kind == "busy"
    assert refusal.reason == ("with 5 calls p95 would be 60000 ms, above 600 ms, or stt 112% used")
    assert len(refusal.reason) <= 123


def test_the_limit_can_be_set_and_the_prediction_left_out() -> None:
    assert desk(0.4, Metrics()).ask() is Intake.TAKEN
    assert desk(0.4, Metrics(), p95_ms=310).ask() is Intake.REFUSED
    tight = desk(0.45, Metrics(), p95_ms=None)
    assert (tight.ask(), tight.expected().p95_ms > 310) == (Intake.TAKEN, True)
    metrics = Metrics()
    without = desk(0.9, metrics, predict=False)
    assert without.refusal() is None
    assert shown(metrics, "admission_room") == MOST - CALLS


def test_answers_are_counted() -> None:
    metrics = Metrics()
    one = desk(0.1, metrics)
    for answer in (Intake.TAKEN, Intake.TAKEN, Intake.LEAN):
        one.note(answer)
    counted = {
        name: metrics.registry.get_sample_value("voice_agent_admissions_total", {"answer": name})
        for name in ("taken", "lean", "refused")
    }
    assert counted == {"taken": 2.0, "lean": 1.0, "refused": None}


@pytest.mark.parametrize(("queue_ms", "late"), [(500, 1), (100, 0)])
def test_answers_that_are_late_by_the_load_are_counted(queue_ms: float, late: int) -> None:
    metrics = Metrics()
    one = desk(0.3, metrics)
    waited = StageTime(ms=queue_ms, budget_ms=None, over=False)
    one.meter.answered(TurnTimed(v2v_ms=200 + queue_ms, stages={"queue": waited}))
    assert shown(metrics, "late_by_load_total") == late
