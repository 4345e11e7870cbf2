"""Each call is taken, taken with less speculation, or refused, and that is shown."""

from __future__ import annotations

import pytest

from voice_agent.config.server import AdmissionConfig
from voice_agent.server.admission import Intake, Load
from voice_agent.server.intake import Desk
from voice_agent.server.load_meter import LoadMeter
from voice_agent.server.metrics import Metrics


class Measured(LoadMeter):
    """A meter whose load is set."""

    def __init__(self, load: Load) -> None:
        super().__init__(lambda: 0)
        self.set = load

    def load(self) -> Load:
        return self.set


def desk(use: float, metrics: Metrics, **config: object) -> Desk:
    load = Load(calls=4, use={"stt": use}, turns=40, p95_ms=300, wait_ms=50)
    return Desk(
        AdmissionConfig.model_validate({"predict": True, **config}), 600, Measured(load), metrics
    )


@pytest.mark.parametrize(
    ("use", "answer"), [(0.3, Intake.TAKEN), (0.66, Intake.LEAN), (0.75, Intake.REFUSED)]
)
def test_the_answer_follows_the_load(use: float, answer: Intake) -> None:
    metrics = Metrics()
    one = desk(use, metrics)
    assert one.ask(4) is answer
    assert (one.refusal(4) is not None) == (answer is Intake.REFUSED)
    assert metrics.registry.get_sample_value("voice_agent_admission_use") == use * 5 / 4
    assert (metrics.registry.get_sample_value("voice_agent_admission_p95_ms") or 0) > 250


def test_a_refusal_is_that_of_a_busy_server_and_says_why_in_a_close_reason() -> None:
    refusal = desk(0.9, Metrics()).refusal(4)
    assert refusal is not None
    assert refusal.kind == "busy"
    assert refusal.reason == ("with 5 calls p95 would be 60000 ms, above 600 ms, or stt 112% used")
    assert len(refusal.reason) <= 123


def test_the_limit_can_be_set_and_the_prediction_left_out() -> None:
    assert desk(0.6, Metrics()).ask(4) is Intake.TAKEN
    assert desk(0.6, Metrics(), p95_ms=310).ask(4) is Intake.REFUSED
    assert desk(0.9, Metrics(), predict=False).refusal(4) is None


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
