"""Calls in which a caller speaks of a task without asking for it: nothing may be done. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

from voice_agent.playbook.phrases import no_values, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.scenarios.schema import Step
from voice_agent.scenarios.simulate.goal import Goal, Goals
from voice_agent.scenarios.simulate.sentences import tidy
from voice_agent.scenarios.simulate.temper import asked_details, filled_by
from voice_agent.scenarios.simulate.wording import (
    Order,
    drawn,
    framed,
    inflected,
    orders_among,
    wordings,
)
from voice_agent.training.noise.noise import add_errors

Point = Literal["start", "a question", "the read-back", "afterwards", "throughout"]
_POINTS: tuple[Point, ...] = ("start", "start", "a question", "the read-back", "afterwards")
_TRIES = 200
_MISHEARD = 0.2
"""Share of the words of a turn that are misheard."""
_EARLY_WORDS = 4
"""Words of a read-back that a caller hears who says yes to its beginning."""
_OTHER = "something else"
_HEARD = "heard poorly"
_EARLY = "yes too early"
_SAID_AGAIN = "said again"
_AGAIN = (
    "Yes.",
    "Okay.",
    "Yes, that's right.",
    "Great, thank you.",
    "Right, {value}.",
    "{value}, exactly.",
    "Good. {value}.",
    "So that's done then?",
    "Perfect, just what I wanted.",
    "Yes please.",
    "Did that work?",
    "And it's really done?",
)


@dataclass(frozen=True, slots=True)
class Trap:
    """What a caller says who must not be taken at the word.

    Attributes:
        family: Kind of sentences.
        point: When it is said: at the ``start``, in the place of an answer to ``a question``, to
            ``the read-back``, ``afterwards`` when the task is done; ``throughout``: the caller
            wants the task, begins with it, and says yes to whatever is read back.
        steps: What the caller does then, one after each answer of the agent.
        yes: Whether the caller then says yes, to whatever was asked last.
        hears: Words that the caller hears of each answer until then; ``None`` for all.
        allow: Actions that may follow.
    """

    family: str
    point: Point
    steps: tuple[Step, ...]
    yes: bool = False
    hears: int | None = None
    allow: tuple[str, ...] = ()


class Traps:
    """Draws what callers say, for a playbook."""

    def __init__(
        self,
        playbook: Playbook,
        goals: Goals,
        asides: Sequence[str],
        *,
        harmless: Collection[str] = (),
        heard: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._playbook, self._goals, self._asides = playbook, goals, asides
        changing = {
            name: intent
            for name, intent in playbook.intents.items()
            if intent.route == "answer" and intent.action and intent.action not in harmless
        }
        self._orders = Goals(
            playbook, {name: orders_among(playbook.phrases.get(name, ())) for name in changing}
        )
        self._heard = Goals(
            playbook, {n: some for n, some in (heard or {}).items() if n in changing}
        )
        self._plain = Goals(playbook, {name: playbook.phrases.get(name, ()) for name in changing})
        self._others = [
            phrase
            for name, phrases in playbook.phrases.items()
            if name not in changing
            for phrase in phrases
            if "{" not in phrase
        ]

    @property
    def families(self) -> tuple[str, ...]:
        """Names of all kinds of sentences."""
        said = wordings()
        return (
            *said["mentions"],
            *(f"no yes: {name}" for name in said["no_yes"]),
            *(f"yes after {name}" for name in said["between"]),
            *(f"values: {name}" for name in said["values"]),
            _EARLY,
            _SAID_AGAIN,
            _OTHER,
            _HEARD,
        )

    def draw(self, rng: Random, today: date, only: str = "") -> tuple[Goal, Trap] | None:
        """Draw a task that is under way and what the caller says; ``None`` if it does not fit.

        Args:
            rng: Random numbers.
            today: The callers' day.
            only: The kind of sentences; any by default.
        """
        said, family = wordings(), only or rng.choice(self.families)
        kind, _, name = family.partition(": ")
        if kind in said["mentions"]:
            return self._mention(family, said["mentions"][family], rng, today)
        if kind == "no yes":
            return self._no_yes(family, said["no_yes"][name], rng, today)
        if kind == "values":
            return self._values(family, name, said["values"][name], rng, today)
        if family.startswith("yes after "):
            return self._yes_after(family, said["between"][family[len("yes after ") :]], rng, today)
        if family == _EARLY:
            goal = self._under_way("the read-back", rng, today)
            trap = Trap(family, "the read-back", (), yes=True, hears=_EARLY_WORDS)
            return None if goal is None else (goal, trap)
        if family == _SAID_AGAIN:
            goal = self._under_way("afterwards", rng, today)
            return None if goal is None else (goal, self._again(goal, rng, today))
        if family == _OTHER:
            text = rng.choice(self._others)
            return self._other(text, rng, today)
        return self._poorly(rng, today)

    def _mention(
        self, family: str, sentences: Sequence[str], rng: Random, today: date
    ) -> tuple[Goal, Trap] | None:
        point = rng.choice(_POINTS)
        goal = self._under_way(point, rng, today)
        spoken_of = self._orders.draw("plain", rng, today)
        if goal is None or spoken_of is None:
            return None
        order = inflected(self._said(spoken_of, rng))
        text = framed(drawn(rng.choice(sentences), rng, order), rng)
        return goal, Trap(family, point, (Step(say=text),))

    def _no_yes(
        self, family: str, sentences: Sequence[str], rng: Random, today: date
    ) -> tuple[Goal, Trap] | None:
        goal = self._under_way("the read-back", rng, today)
        sentence = rng.choice(sentences)
        values = self._two_values(goal, rng, today) if goal else None
        if goal is None or ("{" in sentence and values is None):
            return None
        text = drawn(sentence, rng, None, **(values or {}))
        return goal, Trap(family, "the read-back", (Step(say=text),))

    def _yes_after(
        self, family: str, ways: Sequence[str], rng: Random, today: date
    ) -> tuple[Goal, Trap] | None:
        goal = self._under_way("the read-back", rng, today)
        way = rng.choice(ways or self._asides)
        if goal is None:
            return None
        step = Step(say=way)
        if way == "silent":
            step = Step(silent=True)
        elif way.endswith("#"):
            step = Step(press=way.rstrip("#"))
        return goal, Trap(family, "the read-back", (step,), yes=True)

    def _values(
        self, family: str, kind: str, sentences: Sequence[str], rng: Random, today: date
    ) -> tuple[Goal, Trap] | None:
        goal = self._orders.draw("plain", rng, today)
        if goal is None:
            return None
        other = ""
        if kind != "any":
            details = self._playbook.intents[goal.intent].details
            names = [n for n in details if self._goals.entity(goal.intent, n).kind == kind]
            wrong = self._goals.other_value(goal, rng.choice(names), rng, today) if names else None
            if wrong is None:
                return None
            other = rng.choice(wrong.forms)
        order = self._said(goal, rng)
        text = drawn(rng.choice(sentences), rng, Order(order, "", ""), other=other)
        return goal, Trap(family, "throughout", (Step(say=f"{text}."),))

    def _again(self, goal: Goal, rng: Random, today: date) -> Trap:
        values = self._two_values(goal, rng, today)
        ways = [one for one in _AGAIN if values or "{" not in one]
        text = drawn(rng.choice(ways), rng, None, **(values or {}))
        return Trap(_SAID_AGAIN, "afterwards", (Step(say=text),))

    def _other(self, text: str, rng: Random, today: date) -> tuple[Goal, Trap] | None:
        point = rng.choice(_POINTS)
        goal = self._under_way(point, rng, today)
        if goal is None:
            return None
        phrase = parse_phrase(text, tuple(self._playbook.entities))
        plain = phrase.realise(rng, no_values).text
        said = add_errors(plain, _MISHEARD, rng) if rng.random() < 0.5 else plain
        return goal, Trap(_OTHER, point, (Step(say=said or plain),))

    def _poorly(self, rng: Random, today: date) -> tuple[Goal, Trap] | None:
        recorded = rng.random() < 0.5
        goal = (self._heard if recorded else self._plain).draw("plain", rng, today)
        if goal is None:
            return None
        said = self._said(goal, rng)
        if not recorded:
            said = add_errors(said, _MISHEARD, rng) or said
        action = self._playbook.intents[goal.intent].action or ""
        return goal, Trap(_HEARD, "start", (Step(say=said),), allow=(action,))

    def _under_way(self, point: Point, rng: Random, today: date) -> Goal | None:
        """Draw a task that has this point."""
        for _ in range(_TRIES):
            goal = self._plain.draw("plain", rng, today)
            if goal is None:
                return None
            intent = self._playbook.intents[goal.intent]
            asked = set(asked_details(intent)) - filled_by(intent, goal.openings[0])
            fits = {"a question": bool(asked), "the read-back": bool(intent.confirm)}
            if fits.get(point, True):
                return goal
        return None

    def _said(self, goal: Goal, rng: Random) -> str:
        intent = self._playbook.intents[goal.intent]
        names = {intent.entity_of(name): name for name in intent.details}

        def words(entity: str, rng: Random) -> str:
            wanted = goal.details[names[entity]]
            return "" if wanted is None else rng.choice(wanted.forms)

        said = goal.openings[0].realise(rng, words, swap=1.0).text
        return tidy(self._playbook.lang.repair(said))

    def _two_values(self, goal: Goal, rng: Random, today: date) -> dict[str, str] | None:
        """Return a value of the task and another one of the same detail."""
        for name in asked_details(self._playbook.intents[goal.intent]):
            wanted, other = goal.details[name], self._goals.other_value(goal, name, rng, today)
            if wanted is not None and other is not None and rng.random() < 0.7:
                return {"value": rng.choice(wanted.forms), "other": rng.choice(other.forms)}
        return None
