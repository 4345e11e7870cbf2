"""Asks the admission about each call, with what is measured, and shows what it answered."""

from __future__ import annotations

from voice_agent.config.server import AdmissionConfig
from voice_agent.server.admission import Intake, Load, Prediction, decide, predict
from voice_agent.server.load_meter import LoadMeter
from voice_agent.server.metrics import Metrics
from voice_agent.transport.base import Refusal

_SHOWN_MOST_MS = 60_000.0


class Desk:
    """Decides for each call that comes whether it is taken.

    Args:
        config: What may be expected of answers.
        turn_budget_ms: The limit if ``config`` has none.
        meter: What the calls on the line cost.
        metrics: Where predictions and answers are shown.
    """

    def __init__(
        self, config: AdmissionConfig, turn_budget_ms: float, meter: LoadMeter, metrics: Metrics
    ) -> None:
        self._config = config
        self._limit_ms = config.p95_ms or turn_budget_ms
        self._meter = meter
        self._metrics = metrics
        self._last = Intake.TAKEN

    def ask(self, calls: int) -> Intake:
        """Return the answer to one call more than the ``calls`` on the line. Counts nothing."""
        return self._judge(calls, self._meter.load())[0]

    def refusal(self, calls: int) -> Refusal | None:
        """Say why a call more is not taken; ``None`` if it is."""
        answer, expected = self._judge(calls, self._meter.load())
        if answer is not Intake.REFUSED:
            return None
        return Refusal(
            "busy",
            f"with {calls + 1} calls p95 would be {_shown(expected.p95_ms):.0f} ms, above "
            f"{self._limit_ms:.0f} ms, or {expected.resource} {expected.use:.0%} used",
        )

    def note(self, answer: Intake) -> None:
        """Count what became of a call."""
        self._metrics.admissions.labels(answer.name.lower()).inc()

    def _judge(self, calls: int, load: Load) -> tuple[Intake, Prediction]:
        if not self._config.predict:
            return Intake.TAKEN, Prediction()
        expected = predict(load, calls + 1)
        self._last = decide(self._last, expected, self._limit_ms, self._config.lean_at)
        self._metrics.predicted_p95_ms.set(_shown(expected.p95_ms))
        self._metrics.predicted_use.set(expected.use)
        return self._last, expected


def _shown(ms: float) -> float:
    return min(ms, _SHOWN_MOST_MS)
