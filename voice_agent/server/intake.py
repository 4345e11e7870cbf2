"""Asks the admission about each call, with what is measured, and shows what it answers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from voice_agent.config.server import AdmissionConfig
from voice_agent.server.admission import (
    Intake,
    Load,
    Prediction,
    Turn,
    decide,
    late_by_load,
    predict,
)
from voice_agent.server.load_meter import LoadMeter
from voice_agent.server.metrics import Metrics
from voice_agent.transport.base import Refusal

OVER_BUDGET = 1.5
_SHOWN_MOST_MS = 60_000.0


class Desk:
    """Decides for each call that comes whether it is taken.

    Args:
        config: What may be expected of answers.
        turn_budget_ms: The limit is ``OVER_BUDGET`` times it if ``config`` has none.
        meter: What the calls on the line cost.
        metrics: Where predictions and answers are shown.
        calls: Tells how many calls are on the line.
        max_calls: Most of them.
    """

    def __init__(
        self,
        config: AdmissionConfig,
        turn_budget_ms: float,
        meter: LoadMeter,
        metrics: Metrics,
        *,
        calls: Callable[[], int],
        max_calls: int,
    ) -> None:
        self._config = config
        self._limit_ms = config.p95_ms or OVER_BUDGET * turn_budget_ms
        self.meter = meter
        self._metrics = metrics
        self._calls = calls
        self._max_calls = max_calls
        self._last = Intake.TAKEN
        self._load = Load()
        self._predicted: dict[int, Prediction] = {}
        meter.on_turn = self._look
        metrics.predicted_p95_ms.set_function(lambda: _shown(self.expected().p95_ms))
        metrics.predicted_use.set_function(lambda: self.expected().use)
        metrics.room.set_function(self.room)

    def expected(self) -> Prediction:
        """Return what is expected with one call more."""
        return self._predict(self._calls() + 1)

    def room(self) -> int:
        """Return how many calls more would be taken now."""
        calls = self._calls()
        if not self._config.predict:
            return max(0, self._max_calls - calls)

        def refused(more: int) -> bool:
            return self._answer(calls + more)[0] is Intake.REFUSED

        return bisect_left(range(1, self._max_calls - calls + 1), x=True, key=refused)

    def ask(self) -> Intake:
        """Return the answer to one call more. Counts nothing."""
        return self._judge()[0]

    def refusal(self) -> Refusal | None:
        """Say why a call more is not taken; ``None`` if it is."""
        answer, expected = self._judge()
        if answer is not Intake.REFUSED:
            return None
        return Refusal(
            "busy",
            f"with {self._calls() + 1} calls p95 would be {_shown(expected.p95_ms):.0f} ms, above "
            f"{self._limit_ms:.0f} ms, or {expected.resource} {expected.use:.0%} used",
        )

    def note(self, answer: Intake) -> None:
        """Count what became of a call."""
        self._metrics.admissions.labels(answer.name.lower()).inc()

    def _look(self, turn: Turn) -> None:
        if late_by_load(self.meter.load(), turn, self._limit_ms):
            self._metrics.late_by_load.inc()

    def _judge(self) -> tuple[Intake, Prediction]:
        if not self._config.predict:
            return Intake.TAKEN, Prediction()
        self._last, expected = self._answer(self._calls() + 1)
        return self._last, expected

    def _answer(self, calls: int) -> tuple[Intake, Prediction]:
        expected = self._predict(calls)
        return decide(self._last, expected, self._limit_ms, self._config.lean_at), expected

    def _predict(self, calls: int) -> Prediction:
        """Predict once for each load and number of calls, however many come."""
        load = self.meter.load()
        if load is not self._load:
            self._load, self._predicted = load, {}
        if calls not in self._predicted:
            self._predicted[calls] = predict(load, calls, self._limit_ms)
        return self._predicted[calls]


def _shown(ms: float) -> float:
    return min(ms, _SHOWN_MOST_MS)
