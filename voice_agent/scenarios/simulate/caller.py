"""Choose what a simulated caller says next, by the words of the agent. Pure: text in, text out."""

from __future__ import annotations

from collections import Counter
from random import Random

from voice_agent.playbook.schema import Playbook
from voice_agent.scenarios.schema import Answers, Keys, Step
from voice_agent.scenarios.simulate.goal import Goal, Goals
from voice_agent.scenarios.simulate.hearing import Heard, hear, mismatches
from voice_agent.scenarios.simulate.plan import Plan
from voice_agent.scenarios.simulate.sentences import noun, sentence, tidy
from voice_agent.scenarios.simulate.temper import asked_details

CONFIRM = "confirm"
OPEN = "open"
_PATIENCE = 4
"""Times that a caller says the same thing, or begins again, before hanging up."""
_BEFORE = {"name": "to ", "date": "on ", "time": "at "}


class Caller:
    """One caller. Says something, listens, and says something again until the task is done.

    Attributes:
        plan: What was settled before the call.
        done: Tasks of which the agent has said that they are done, as the caller wanted them then;
            not those that the caller had called off, or had not said the yes to that they need.
    """

    def __init__(self, plan: Plan, playbook: Playbook, goals: Goals, fixed: Answers) -> None:
        self.done: list[Goal] = []
        self.plan = plan
        self._playbook, self._goals, self._fixed = playbook, goals, fixed
        self._rng = Random(f"says {plan.seed}")
        self._wants = list(plan.goals)
        self._at = 0
        self._pending = OPEN
        self._wanted = OPEN  # the detail that the caller has called wrong
        self._given: set[str] = set()
        self._times: Counter[str] = Counter()
        self._agreed: set[str] = set()
        self._played = self._changed = self._agrees = self._closes = False

    @property
    def left(self) -> tuple[Goal, ...]:
        """The details that the caller wants in the end."""
        if self.plan.temper in ("cancels", "wants a person"):
            return ()
        return tuple(self._wants[self._at :])

    @property
    def hears(self) -> int | None:
        """Words of the agent's answer that the caller hears; ``None`` for all."""
        return None

    def begin(self) -> str | Step:
        """Return the caller's first turn."""
        first = self._opening(0)
        if not self.plan.joined:
            return first
        self._at = 1
        second = self._opening(0)
        self._at = 0
        return sentence("both", self._rng, value=first.rstrip("."), second=second)

    def answer(self, text: str) -> str | Keys | Step | None:
        """Return what the caller says or presses next; ``None`` to hang up."""
        if self._closes:
            return None
        heard = self._hear(text)
        if self.plan.joined and self._at == 0:
            heard = self._other_first(text, heard)
        if heard.kind == "fixed":
            return self._fixed[heard.detail]
        if heard.done:
            return self._after_it_is_done(heard, text)
        if self._played and self.plan.temper == "wants a person":
            return self._again_or_never("person")
        if self._played and self.plan.temper == "cancels":
            return None if heard.kind in ("left", "more") else self._again_or_never("cancel")
        return self._respond(heard)

    @property
    def _goal(self) -> Goal:
        """The task that the caller is at, as it is wanted now."""
        goal, taken_back = self._wants[self._at], self.plan.taken_back
        if taken_back is None or self._changed:
            return goal
        return goal.with_detail(*taken_back)

    def _hear(self, text: str) -> Heard:
        book, task = self._playbook, self._goal.intent
        return hear(book, task, text, wanted=self._words(), fixed=self._fixed)

    def _other_first(self, text: str, heard: Heard) -> Heard:
        """Turn to the second of two tasks if the agent has begun with that one."""
        self._wants.reverse()
        other = self._hear(text)
        if other.done or (_is_about(other) and not _is_about(heard)):
            return other
        self._wants.reverse()
        return heard

    def _respond(self, heard: Heard) -> str | None:
        if heard.kind == "confirm":
            self._pending = CONFIRM
            return self._to_read_back(heard)
        if heard.kind == "detail":
            self._pending = heard.detail
            return self._trick() or self._detail(heard.detail)
        if heard.kind == "change":
            return self._detail(self._wanted) if self._wanted != OPEN else self._no()
        if heard.kind == "offer":
            return self._again_or_never("decline")
        if heard.kind == "other":
            return self._again_or_never("cancel")
        if heard.kind in ("left", "more"):
            self._pending = OPEN
        if heard.kind == "hold" and self._pending != OPEN:
            answer = self._say_pending()
            return answer and sentence("ready", self._rng, value=answer)
        return self._say_pending()

    def _to_read_back(self, heard: Heard) -> str | None:
        wrong = mismatches(heard.told, self._words())
        self._agrees = not wrong
        if wrong:
            return self._correct(wrong[0])
        return self._trick() or self._say_pending()

    def _after_it_is_done(self, heard: Heard, text: str) -> str | None:
        goal, intent = self._goal, self._playbook.intents[self._goal.intent]
        wrong = mismatches(heard.told, self._words())
        if wrong and not intent.confirm and self._times[wrong[0]] < _PATIENCE:
            return self._correct(wrong[0])
        cancelled = self._played and self.plan.temper == "cancels"
        if not cancelled and (not intent.confirm or goal.intent in self._agreed):
            self.done.append(goal)
        if not self._changed and self.plan.temper == "corrects in the next turn":
            return self._take_back()
        self._at += 1
        if self._at == len(self._wants):
            self._closes = True
            return sentence("close", self._rng) if text.rstrip().endswith("?") else None
        self._pending, self._given = OPEN, set()
        if self.plan.joined:
            rest = self._hear(text)
            if rest.done:
                return self._after_it_is_done(rest, text)
            if _is_about(rest):
                return self._respond(rest)
        return sentence("next", self._rng, value=self._opening(0))

    def _trick(self) -> str | None:
        """Do what the caller's temper is known for, once a call."""
        temper, confirms = self.plan.temper, self._playbook.intents[self._goal.intent].confirm
        last = self._pending == CONFIRM or not confirms
        if self._played or not (last or self._rng.random() < 0.5):
            return None
        situation = {
            "cancels": "cancel",
            "asks back": "ask",
            "wants a person": "person",
            "hesitates": "hold",
        }.get(temper)
        if temper == "refuses the read-back" and self._pending == CONFIRM:
            return self._refuse()
        if temper == "corrects in the next turn" and any(map(self._takes_back, self._given)):
            return self._take_back()
        if temper == "digresses":
            self._played = True
            return self.plan.aside
        if situation is None:
            return None
        self._played = True
        if temper == "hesitates" and self._pending != CONFIRM and self._rng.random() < 0.5:
            return sentence("hesitant", self._rng, value=self._value(self._pending))
        return sentence(situation, self._rng)

    def _takes_back(self, name: str) -> bool:
        """Tell whether a detail has a value that the caller will take back."""
        taken_back = self.plan.taken_back
        return taken_back is not None and taken_back[0] == name and not self._changed

    def _take_back(self) -> str:
        """Give the right value in a turn of its own."""
        name, old = self.plan.taken_back or ("", None)
        self._change(name)
        said = old.forms[0] if old else ""
        return sentence("afterwards", self._rng, value=self._value(name), old=said)

    def _change(self, name: str) -> None:
        self._played = self._changed = True
        self._wanted, self._agrees = name, False

    def _refuse(self) -> str:
        name, _ = self.plan.taken_back or ("", None)
        self._change(name)
        if self._rng.random() < 0.5:
            return sentence("correct", self._rng, value=self._value(name))
        if self._rng.random() < 0.5:
            return self._no()
        spec = self._goals.entity(self._goal.intent, name)
        return sentence("wrong", self._rng, name=noun(name, spec, self._rng))

    def _correct(self, name: str) -> str | None:
        self._wanted = name
        self._times[name] += 1
        if self._times[name] > _PATIENCE:
            return None
        return sentence("correct", self._rng, value=self._value(name))

    def _no(self) -> str:
        return sentence("no", self._rng)

    def _words(self) -> dict[str, str]:
        """Return the details as the agent would say them, in one case."""
        return self._goals.spoken(self._goal, self.plan.today)

    def _say_pending(self) -> str | None:
        """Say once more what the agent waits for."""
        if self._pending == OPEN:
            self._times[OPEN] += 1
            number = self._times[OPEN]
            return None if number > _PATIENCE else self._opening(number)
        if self._pending == CONFIRM:
            if not self._agrees:
                return self._correct(self._wanted)
            self._times[CONFIRM] += 1
            if self._times[CONFIRM] > _PATIENCE:
                return None
            self._agreed.add(self._goal.intent)
            return sentence("yes", self._rng)
        return self._detail(self._pending)

    def _detail(self, name: str) -> str | None:
        """Answer the question for a detail."""
        self._times[name] += 1
        if self._times[name] > _PATIENCE:
            return None
        value = self._value(name)
        if self.plan.temper == "two details at once" and not self._played:
            goal = self._goal
            asked = asked_details(self._playbook.intents[goal.intent])
            others = [n for n in asked if n != name and n not in self._given]
            if others:
                self._played = True
                spec = self._goals.entity(goal.intent, others[0])
                second = _BEFORE.get(spec.kind, "") + self._value(others[0])
                return tidy(f"{value}, {second}")
        if self.plan.temper == "terse":
            return value
        return sentence("answer", self._rng, value=value)

    def _value(self, name: str) -> str:
        """Return a detail as the caller says it now; clearer once it was misunderstood."""
        wanted = self._goal.details[name]
        if wanted is None:
            return ""
        self._given.add(name)
        if self.plan.temper == "corrects within a turn" and self._takes_back(name):
            self._played = self._changed = True
            old = self._rng.choice(wanted.forms)
            said = sentence("inside", self._rng, old=old, value=self._value(name))
            return old[0] + said[1:]
        if self._times[name] > 1:
            return wanted.clear
        if self.plan.temper == "terse":
            return min(wanted.forms, key=len)
        return self._rng.choice(wanted.forms)

    def _opening(self, number: int) -> str:
        """Ask for the task, each time in other words."""
        goal, intent = self._goal, self._playbook.intents[self._goal.intent]
        phrase = goal.openings[number % len(goal.openings)]
        names = {intent.entity_of(name): name for name in intent.details}
        said = phrase.realise(self._rng, lambda entity, _: self._value(names[entity]), swap=1.0)
        return tidy(self._playbook.lang.repair(said.text))

    def _again_or_never(self, situation: str) -> str | None:
        self._times[situation] += 1
        return None if self._times[situation] > _PATIENCE else sentence(situation, self._rng)


def _is_about(heard: Heard) -> bool:
    """Tell whether the agent is at the task that the caller has in mind."""
    return heard.done or heard.kind in (CONFIRM, "detail")
