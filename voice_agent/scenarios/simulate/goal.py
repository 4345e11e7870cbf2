"""The goal of a simulated caller: a task with concrete details, and how to say it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from random import Random

from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.phrases import Phrase, normalised, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.scenarios.simulate.temper import Temper, filled_by, suits
from voice_agent.scenarios.simulate.values import Wanted, draw_value

_TRIES = 200


@dataclass(frozen=True, slots=True)
class Goal:
    """A task that the caller has in mind.

    Attributes:
        intent: Its name in the playbook.
        details: What it is to be done with; ``None`` for a detail that must not be given.
        openings: Ways to ask for it, the first one first. All give the same optional details.
    """

    intent: str
    details: Mapping[str, Wanted | None]
    openings: tuple[Phrase, ...]

    def with_detail(self, name: str, wanted: Wanted) -> Goal:
        """Return the goal with another value."""
        return replace(self, details={**self.details, name: wanted})


class Goals:
    """Draws goals from a playbook's intents, and from phrases: by default those of the playbook."""

    def __init__(
        self,
        playbook: Playbook,
        phrases: Mapping[str, Sequence[str]] | None = None,
        heard: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._playbook = playbook
        self._phrases = _usable(playbook, playbook.phrases if phrases is None else phrases)
        self._heard = _usable(playbook, heard or {})
        self._values = {
            intent: _marked_values(playbook, intent, phrases)
            for intent, phrases in self._phrases.items()
        }

    def draw(
        self, temper: Temper, rng: Random, today: date, *, but: Collection[str] = ()
    ) -> Goal | None:
        """Draw a goal for a caller of this temper, or ``None`` if the playbook has none.

        Args:
            temper: How the caller behaves.
            rng: Random numbers.
            today: The callers' day.
            but: Intents that it must not be.
        """
        pool = self._heard if temper == "misheard" and self._heard else self._phrases
        names = [name for name in pool if name not in but]
        for _ in range(_TRIES if names else 0):
            name = rng.choice(names)
            opening = rng.choice(pool[name])
            if suits(temper, self._playbook.intents[name], opening):
                return self._goal(name, opening, pool[name], rng, today)
        return None

    def other_value(self, goal: Goal, name: str, rng: Random, today: date) -> Wanted | None:
        """Return another value for a detail, to take back; ``None`` if there is none."""
        wanted = goal.details[name]
        spec = self.entity(goal.intent, name)
        values = self._values[goal.intent].get(name, ())
        if wanted is None or (spec.kind == "list" and len(values or spec.values) < 2):
            return None
        return self._value(goal.intent, name, rng, today, other_than=wanted.value)

    def entity(self, intent: str, name: str) -> EntitySpec:
        """Return the entity of a detail."""
        return self._playbook.entities[self._playbook.intents[intent].entity_of(name)]

    def spoken(self, goal: Goal, today: date) -> dict[str, str]:
        """Return the details of a goal as the agent would say them, in one case."""
        say = self._playbook.lang.say
        return {
            name: normalised(say(self.entity(goal.intent, name), wanted.value, today=today))
            for name, wanted in goal.details.items()
            if wanted is not None
        }

    def _goal(
        self, name: str, opening: Phrase, pool: Sequence[Phrase], rng: Random, today: date
    ) -> Goal:
        intent = self._playbook.intents[name]
        given = filled_by(intent, opening)
        optional = frozenset(n for n, detail in intent.details.items() if not detail.ask)
        details: dict[str, Wanted | None] = {}
        for detail, spec in intent.details.items():
            if detail in given or spec.ask:
                details[detail] = self._value(name, detail, rng, today)
            elif spec.default is not None:
                details[detail] = Wanted(spec.default, (str(spec.default),), str(spec.default))
            else:
                details[detail] = None
        same = [
            p for p in pool if p != opening and filled_by(intent, p) & optional == given & optional
        ]
        return Goal(name, details, (opening, *rng.sample(same, min(len(same), 4))))

    def _value(
        self, intent: str, name: str, rng: Random, today: date, other_than: object = None
    ) -> Wanted:
        detail = self._playbook.intents[intent].details[name]
        values = self._values[intent].get(name, ())
        make = partial(draw_value, self.entity(intent, name), detail, rng, today)
        return make(values=values, other_than=other_than)


def _usable(playbook: Playbook, phrases: Mapping[str, Sequence[str]]) -> dict[str, list[Phrase]]:
    """Return phrases that give nothing but details of their own task, each once."""
    found: dict[str, list[Phrase]] = {}
    for name, intent in playbook.intents.items():
        if not intent.action or intent.route != "answer":
            continue
        entities = {entity: playbook.entities[entity] for entity in _entities(intent).values()}
        usable = []
        for text in phrases.get(name, ()):
            phrase = parse_phrase(text, tuple(playbook.entities), _entities(intent))
            marked = [piece.entity for piece in phrase.pieces if piece.entity]
            plain = " | ".join(piece.text for piece in phrase.pieces if not piece.entity)
            whole = len(marked) == len(set(marked)) and phrase.entities <= entities.keys()
            if whole and not playbook.lang.extract(entities, plain, (), today=date(2000, 1, 1)):
                usable.append(phrase)
        if usable:
            found[name] = usable
    return found


def _entities(intent: IntentSpec) -> dict[str, str]:
    return {name: intent.entity_of(name) for name in intent.details}


def _marked_values(
    playbook: Playbook, intent: str, phrases: Sequence[Phrase]
) -> dict[str, tuple[str, ...]]:
    """Return the values of lists that the phrases of a task name; callers mean no others."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, entity in _entities(playbook.intents[intent]).items():
        spec = playbook.entities[entity]
        ways = {w.lower(): value for value, more in spec.values.items() for w in (value, *more)}
        for phrase in phrases:
            for piece in phrase.pieces:
                if piece.entity == entity and piece.text.lower() in ways:
                    found[name].add(ways[piece.text.lower()])
    return {name: tuple(sorted(values)) for name, values in found.items()}
