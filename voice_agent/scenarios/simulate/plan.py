"""Everything about one simulated call that is settled before it begins. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.phrases import no_values, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.scenarios.simulate.goal import Goal, Goals
from voice_agent.scenarios.simulate.temper import TEMPERS, Temper, asked_details, filled_by
from voice_agent.scenarios.simulate.trap import Trap, Traps
from voice_agent.scenarios.simulate.values import Wanted

FIRST_DAY = date(2026, 1, 1)
_DAYS = 365
_TAKES_BACK = ("corrects within a turn", "corrects in the next turn", "refuses the read-back")
_TRIES = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """A caller before the call.

    Attributes:
        seed: All that is random follows from it.
        today: The day of the call.
        temper: How the caller behaves.
        goals: What the caller wants, in this order.
        joined: Whether the first turn asks for all of it.
        taken_back: A detail and the value that the caller gives first, and then changes.
        aside: What a caller who digresses says.
        trap: What a caller says who asks for nothing by it.
    """

    seed: int
    today: date
    temper: Temper
    goals: tuple[Goal, ...]
    joined: bool = False
    taken_back: tuple[str, Wanted] | None = None
    aside: str = ""
    trap: Trap | None = None

    @property
    def kind(self) -> str:
        """The row of the table."""
        return self.temper if self.trap is None else self.trap.family


class Plans:
    """Draws callers for a playbook."""

    def __init__(
        self,
        playbook: Playbook,
        *,
        harmless: Collection[str] = (),
        phrases: Mapping[str, Sequence[str]] | None = None,
        heard: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        if playbook.language != "en":
            raise ConfigError(
                f"{playbook.folder}: simulated callers speak en only, not '{playbook.language}'"
            )
        self._playbook = playbook
        self.goals = Goals(playbook, phrases, heard)
        self._asides = _asides(playbook, harmless)
        self.traps = Traps(
            playbook, self.goals, [text for _, text in self._asides], harmless=harmless, heard=heard
        )

    def draw(self, seed: int, only: Temper | None = None) -> Plan:
        """Draw the caller of a seed.

        Raises:
            ConfigError: The playbook has no task with phrases.
        """
        rng = Random(f"caller {seed}")
        today = FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
        for _ in range(_TRIES):
            temper: Temper = rng.choice(TEMPERS) if only is None else only
            plan = self._draw(seed, temper, rng, today)
            if plan is not None:
                return plan
        raise ConfigError("no task to simulate: it takes an action, and phrases of its own")

    def draw_trap(self, seed: int, only: str = "") -> Plan:
        """Draw the caller of a seed who speaks of a task without asking for it.

        Raises:
            ConfigError: The playbook has no such task.
        """
        rng = Random(f"trap {seed}")
        today = FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
        for _ in range(_TRIES):
            drawn = self.traps.draw(rng, today, only)
            if drawn is not None:
                goal, trap = drawn
                return Plan(seed, today, "plain", (goal,), trap=trap)
        raise ConfigError("no task to speak of: it takes an action, and phrases of its own")

    def _draw(self, seed: int, temper: Temper, rng: Random, today: date) -> Plan | None:
        goal = self.goals.draw(temper, rng, today)
        if goal is None:
            return None
        if temper == "two tasks":
            second = self.goals.draw(temper, rng, today, but=(goal.intent,))
            both = None if second is None else (goal, second)
            joined = rng.random() < 0.5
            return None if both is None else Plan(seed, today, temper, both, joined=joined)
        if temper == "digresses":
            asides = [text for intent, text in self._asides if intent != goal.intent]
            return Plan(seed, today, temper, (goal,), aside=rng.choice(asides)) if asides else None
        if temper in _TAKES_BACK:
            taken_back = self._taken_back(goal, temper, rng, today)
            if taken_back is None:
                return None
            return Plan(seed, today, temper, (goal,), taken_back=taken_back)
        return Plan(seed, today, temper, (goal,))

    def _taken_back(
        self, goal: Goal, temper: Temper, rng: Random, today: date
    ) -> tuple[str, Wanted] | None:
        intent = self._playbook.intents[goal.intent]
        names = {*asked_details(intent)}
        if temper == "corrects within a turn":
            names |= filled_by(intent, goal.openings[0])
        for name in rng.sample(sorted(names), len(names)):
            other = self.goals.other_value(goal, name, rng, today)
            if other is not None:
                return name, other
        return None


def _asides(playbook: Playbook, harmless: Collection[str]) -> list[tuple[str, str]]:
    """Return questions to the knowledge folder, and requests that change nothing."""
    found = []
    for name, intent in playbook.intents.items():
        asks = any(detail.ask for detail in intent.details.values())
        fits = intent.route == "retrieve" or (intent.action in harmless and not asks)
        for text in playbook.phrases.get(name, ()) if fits else ():
            phrase = parse_phrase(text, tuple(playbook.entities))
            if not phrase.entities and "<" not in text:
                found.append((name, phrase.realise(Random(0), no_values).text))
    return found
