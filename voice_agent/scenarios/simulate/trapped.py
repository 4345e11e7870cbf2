"""Callers whose words must not be taken for an order, or for a yes. Pure: text in, text out."""

from __future__ import annotations

from voice_agent.scenarios.schema import Keys, Step
from voice_agent.scenarios.simulate.caller import CONFIRM, Caller
from voice_agent.scenarios.simulate.goal import Goal
from voice_agent.scenarios.simulate.hearing import Heard, mismatches
from voice_agent.scenarios.simulate.sentences import sentence
from voice_agent.scenarios.simulate.trap import Trap


def caller_of(trap: Trap) -> type[Caller]:
    """Return the kind of caller for what is said."""
    return Trusting if trap.point == "throughout" else Trapped


class Trapped(Caller):
    """A caller with a task who, at one point, says something that asks for nothing.

    The yes that may follow counts if what the caller wants was read back just before it.
    """

    _sprung = _said_yes = _consented = False
    _taken = 0
    _last = ""

    @property
    def left(self) -> tuple[Goal, ...]:
        """The task, once the caller has agreed to it."""
        return (self._goal,) if self._consented and not self.done else ()

    @property
    def hears(self) -> int | None:
        """Words of an answer that the caller hears: few, if it is to be interrupted."""
        return None if self._said_yes else self._trap.hears

    def begin(self) -> str | Step:
        """Return the caller's first turn."""
        if self._trap.point == "start":
            self._sprung = True
            return self._next() or ""
        return super().begin()

    def answer(self, text: str) -> str | Keys | Step | None:
        """Return what the caller does next; ``None`` to hang up."""
        # An agent that waits in silence still asks what it asked last.
        text = self._last = text or self._last
        if self.done:
            asked = next((words for words in self._fixed if words.lower() in text.lower()), None)
            return self._next() if asked is None else self._fixed[asked]
        heard = self._hear(text)
        if heard.kind == "fixed":
            return self._fixed[heard.detail]
        if not self._sprung:
            answer = super().answer(text)
            if not self._is_reached(heard):
                return answer
            self._sprung = True
        elif heard.done and self._consented:
            super().answer(text)
        return self._next() or self._yes(heard)

    @property
    def _trap(self) -> Trap:
        assert self.plan.trap is not None
        return self.plan.trap

    def _is_reached(self, heard: Heard) -> bool:
        if self._trap.point == "afterwards":
            return bool(self.done)
        if self._trap.point == "the read-back":
            return heard.kind == CONFIRM and not mismatches(heard.told, self._words())
        return heard.kind == "detail"

    def _next(self) -> Step | None:
        self._taken += 1
        return next(iter(self._trap.steps[self._taken - 1 : self._taken]), None)

    def _yes(self, heard: Heard) -> str | None:
        if not self._trap.yes or self._said_yes:
            return None
        # Hardly any of what was interrupted was heard.
        whole = self._trap.hears is None and heard.kind == CONFIRM
        if whole and mismatches(heard.told, self._words()):
            return None
        self._consented, self._said_yes = whole, True
        return sentence("yes", self._rng)


class Trusting(Caller):
    """A caller who says yes to whatever is read back: what was said must have been understood."""

    def begin(self) -> str | Step:
        """Return the caller's first turn."""
        assert self.plan.trap is not None
        return self.plan.trap.steps[0]

    def _to_read_back(self, heard: Heard) -> str | None:
        self._agrees = True
        return self._say_pending()

    def _correct(self, name: str) -> str | None:
        return None
