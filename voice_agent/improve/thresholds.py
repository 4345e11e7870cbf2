"""Thresholds from stated costs: which ones make a set of labelled turns cheapest?

Choosing when to abstain from what mistakes and abstentions cost is Chow's rule (Chow 1970, "On
optimum recognition error and reject tradeoff"). Here the router's real rules run at a grid of
thresholds, so rules that come before a threshold count as they do in a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np

from voice_agent.improve.outcomes import (
    Figures,
    Outcome,
    Sample,
    judge,
    llm_can,
    outcomes,
    summarise,
)
from voice_agent.playbook.policy import Costs
from voice_agent.playbook.schema import Playbook
from voice_agent.router.sections import scores_of

Thresholds = Mapping[str, float]


def _steps(first: float, last: float, step: float) -> tuple[float, ...]:
    count = round((last - first) / step)
    return tuple(round(first + i * step, 4) for i in range(count + 1))


GRID: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "min_intent_confidence": _steps(0.02, 0.98, 0.02),
        "escalation_threshold": _steps(0.02, 0.98, 0.02),
        "reasoning_threshold": _steps(0.05, 1.0, 0.05),
        "min_retrieval_score": _steps(0.05, 1.0, 0.05),
        "min_answer_score": _steps(0.05, 1.0, 0.05),
    }
)
_PASSES = 6
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """Thresholds tuned on one half and measured on the other, both ways.

    Attributes:
        figures: Of all turns, each by the thresholds of the other half.
        halves: The thresholds of each half.
        saving_per_1000: How much less 1000 turns cost than by the present thresholds.
        low: Lower end of the 95 % interval of the saving (paired bootstrap over turns).
        high: Its upper end.
    """

    figures: Figures
    halves: tuple[Thresholds, Thresholds]
    saving_per_1000: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tuning:
    """What tuning found.

    Attributes:
        turns: How many labelled turns there were.
        costs: What mistakes cost.
        now: Thresholds of the playbook.
        best: The cheapest thresholds on all turns.
        figures_now: What the present thresholds do.
        figures_best: What the best do on the turns they were chosen on, which is too good.
        honest: The same by two-fold cross-validation.
        points: Figures along ``min_intent_confidence``.
    """

    turns: int
    costs: Costs
    now: Mapping[str, float]
    best: Mapping[str, float]
    figures_now: Figures
    figures_best: Figures
    honest: CrossValidation
    points: Sequence[tuple[float, Figures]]

    @property
    def worth_it(self) -> bool:
        """Whether the saving is more than chance (95 % interval above zero)."""
        return self.honest.low > 0

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "turns": self.turns,
            "costs": self.costs.model_dump(),
            "thresholds": {"now": dict(self.now), "best": dict(self.best)},
            "now": _plain(self.figures_now),
            "best_on_the_same_turns": _plain(self.figures_best),
            "cross_validated": {
                **_plain(self.honest.figures),
                "saving_per_1000": round(self.honest.saving_per_1000, 2),
                "saving_95": [round(self.honest.low, 2), round(self.honest.high, 2)],
                "thresholds": [dict(half) for half in self.honest.halves],
            },
            "worth_it": self.worth_it,
            "curve": [
                {"min_intent_confidence": value, **_plain(figures)}
                for value, figures in self.points
            ],
        }


def current(playbook: Playbook) -> dict[str, float]:
    """Return the thresholds of the playbook."""
    return {
        name: float(getattr(playbook.policy, name))
        for name in GRID
        if hasattr(playbook.policy, name)
    }


def at(playbook: Playbook, thresholds: Thresholds) -> Playbook:
    """Return the playbook with other thresholds."""
    policy = playbook.policy.model_copy(update=dict(thresholds))
    return playbook.model_copy(update={"policy": policy})


class OutcomeCache:
    """Outcomes of the same turns at many thresholds; a turn is decided only if it must be.

    The router compares thresholds with a turn's scores. While every score stays on the same side of
    every threshold, the turn goes the same way.
    """

    def __init__(self, samples: Sequence[Sample], playbook: Playbook, today: date) -> None:
        self._samples = samples
        self._playbook = playbook
        self._today = today
        self._known: list[dict[tuple[int, ...], Outcome]] = [{} for _ in samples]

    def outcomes(self, thresholds: Thresholds) -> list[Outcome]:
        """Return the outcome of every turn."""
        changed = at(self._playbook, thresholds)
        values = [thresholds[name] for name in GRID]
        found = []
        for sample, known in zip(self._samples, self._known, strict=True):
            sides = _sides(sample, values)
            if sides not in known:
                known[sides] = judge(sample, changed, self._today)
            found.append(known[sides])
        return found


def _sides(sample: Sample, values: Sequence[float]) -> tuple[int, ...]:
    reading = sample.reading
    scores = (
        reading.confidence,
        reading.escalation.score,
        reading.reasoning,
        *(score for hit in (sample.hit.all if sample.hit else ()) for score in scores_of(hit)),
    )
    return tuple((score > value) - (score < value) for value in values for score in scores)


def tune(
    samples: Sequence[Sample], playbook: Playbook, costs: Costs, today: date
) -> dict[str, float]:
    """Find the cheapest thresholds, one threshold at a time until none gets better.

    Of equally cheap values, take the one nearest to the present: a threshold that makes no
    difference does not change.
    """
    start = current(playbook)
    best = dict(start)

    judged = OutcomeCache(samples, playbook, today)

    def price(thresholds: Thresholds) -> float:
        return sum(result.cost(costs) for result in judged.outcomes(thresholds))

    lowest = price(best)
    for _ in range(_PASSES):
        before = dict(best)
        for name, values in GRID.items():
            # An equally cheap value farther from the present never replaces a nearer one.
            for value in sorted(values, key=lambda value: abs(value - start[name])):
                cost = price({**best, name: value})
                if cost < lowest - 1e-9:
                    best[name], lowest = value, cost
        if best == before:
            break
    return best


def cross_validate(
    samples: Sequence[Sample], playbook: Playbook, costs: Costs, today: date, *, seed: int = 1
) -> CrossValidation:
    """Tune on one half and measure on the other, both ways: what tuning promises.

    Args:
        samples: At least two turns. Each kind of turn (by where it should go) is halved.
        playbook: With the present thresholds.
        costs: What mistakes cost.
        today: Reference for relative dates.
        seed: Seed of the halving and of the resampling.
    """
    one, other = _halves(samples, playbook, Random(seed))
    found: list[dict[str, float]] = []
    kept: list[Outcome] = []
    present: list[Outcome] = []
    for train, test in ((one, other), (other, one)):
        thresholds = tune(train, playbook, costs, today)
        found.append(thresholds)
        kept += outcomes(test, at(playbook, thresholds), today)
        present += outcomes(test, playbook, today)
    saved = np.array(
        [was.cost(costs) - now.cost(costs) for was, now in zip(present, kept, strict=True)]
    )
    chance = np.random.default_rng(seed)
    means = chance.choice(saved, (_RESAMPLES, saved.size)).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return CrossValidation(
        figures=summarise(kept, costs),
        halves=(found[0], found[1]),
        saving_per_1000=1000 * float(saved.mean()),
        low=1000 * float(low),
        high=1000 * float(high),
    )


def curve(
    samples: Sequence[Sample],
    playbook: Playbook,
    thresholds: Thresholds,
    costs: Costs,
    today: date,
    name: str = "min_intent_confidence",
) -> list[tuple[float, Figures]]:
    """Summarise along the grid of one threshold, the others as given."""
    judged = OutcomeCache(samples, playbook, today)
    return [
        (value, summarise(judged.outcomes({**thresholds, name: value}), costs))
        for value in GRID[name]
    ]


def _halves(
    samples: Sequence[Sample], playbook: Playbook, chance: Random
) -> tuple[list[Sample], list[Sample]]:
    order = list(samples)
    chance.shuffle(order)
    order.sort(key=_kind(playbook))
    return order[::2], order[1::2]


def _kind(playbook: Playbook) -> Callable[[Sample], tuple[bool, bool, bool]]:
    return lambda sample: (
        sample.needs_human,
        sample.needs_llm,
        llm_can(sample, playbook),
    )


def _plain(figures: Figures) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(figures).items()}
