"""What the caller has heard of the agent's reply so far. Pure bookkeeping in samples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SLACK_MS = 500.0
"""How far playback may be past the last place that the carrier has told."""


@dataclass(frozen=True, slots=True)
class HeardClause:
    """How much of one clause was heard.

    Attributes:
        source: Where its words come from.
        spoken: The words that were heard, to the last whole word.
        unspoken: The words that were not.
    """

    source: str
    spoken: str
    unspoken: str


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of a reply was heard before it stopped, clause by clause."""

    parts: tuple[HeardClause, ...] = ()

    @property
    def spoken(self) -> str:
        """All words that were heard."""
        return _join(part.spoken for part in self.parts)

    @property
    def unspoken(self) -> str:
        """All words that were not."""
        return _join(part.unspoken for part in self.parts)


@dataclass(slots=True)
class _Clause:
    text: str
    samples: int
    source: str


class Playback:
    """Clauses queued for the caller, and how many of their samples have been sent.

    Audio is sent in real time with a small lead that the caller's side still has to
    play, so what was heard is what was sent less that lead. Where the carrier tells how far it has
    played, that counts: it may be further behind.

    Attributes:
        begun: How many replies have begun.
    """

    def __init__(self, *, rate_hz: int, lead_ms: float) -> None:
        self._rate_hz = rate_hz
        self._lead = int(rate_hz * lead_ms / 1000)
        self._clauses: list[_Clause] = []
        self._coming: list[_Clause] = []
        self._sent = 0
        self._open = False
        self._total = 0
        self._dropped_before = 0
        self.begun = 0
        self._reached: int | None = None
        self._behind = self._lead
        self._slack = int(rate_hz * SLACK_MS / 1000)

    @property
    def rate_hz(self) -> int:
        """Rate of the samples."""
        return self._rate_hz

    @property
    def total(self) -> int:
        """Samples sent since the call began."""
        return self._total

    @property
    def playing(self) -> bool:
        """Whether the agent is speaking or about to: there is audio left, or more is coming."""
        return bool(self._clauses) and (self._open or self._sent < self._queued)

    @property
    def open(self) -> bool:
        """Whether further clauses of the current reply may come."""
        return self._open

    @property
    def remaining_ms(self) -> float:
        """Audio that is queued and not yet sent."""
        return 1000 * max(0, self._queued - self._sent) / self._rate_hz

    @property
    def _queued(self) -> int:
        return sum(clause.samples for clause in self._clauses)

    def begin(self) -> None:
        """Begin a new reply and forget the one before it."""
        self._clauses.clear()
        self._coming.clear()
        self._sent = 0
        self._open = True
        self.begun += 1

    def expect(self, clauses: Iterable[tuple[str, str]]) -> None:
        """Note clauses, each with its source, that will be synthesised: nobody has heard them."""
        self._coming += [_Clause(text, 0, source) for text, source in clauses]

    def queue(self, text: str, samples: int, source: str = "") -> None:
        """Add a clause that has been synthesised and goes out next."""
        places = (at for at, clause in enumerate(self._coming) if clause.text == text)
        # A clause before it that is still expected could not be spoken.
        del self._coming[: next(places, -1) + 1]
        self._clauses.append(_Clause(text, samples, source))

    def extend(self, samples: int) -> None:
        """Add samples to the clause that was queued last: its voice streams."""
        self._clauses[-1].samples += samples

    def end(self) -> None:
        """Note that no further clause of this reply will come."""
        self._coming.clear()
        self._open = False

    def sent(self, samples: int) -> bool:
        """Count samples written to the caller; True for the first ones of a reply."""
        self._total += samples
        if not self._clauses:
            return False
        first = self._sent == 0
        self._sent += samples
        return first

    def sent_beside(self, samples: int) -> None:
        """Count samples that belong to no reply, such as music."""
        self._total += samples

    def reached(self, position: int) -> None:
        """Note that the carrier has played the samples of the call up to ``position``.

        What was dropped at an interruption is told as played, too: that is not counted.
        """
        if self._dropped_before < position <= self._total and position > (self._reached or 0):
            self._reached = position
            self._behind = max(self._lead, self._total - position)

    def heard(self) -> Heard:
        """Split the reply at what has been heard so far."""
        left = max(0, self._sent - self._unheard())
        parts: list[HeardClause] = []
        for clause in self._clauses:
            if left >= clause.samples:
                spoken, unspoken = clause.text, ""
            elif left > 0:
                spoken, unspoken = _split_words(clause.text, left / clause.samples)
            else:
                spoken, unspoken = "", clause.text
            parts.append(HeardClause(clause.source, spoken, unspoken))
            left -= min(left, clause.samples)
        parts += [HeardClause(clause.source, "", clause.text) for clause in self._coming]
        return Heard(tuple(parts))

    def interrupt(self) -> Heard:
        """Stop the reply: nothing of it is left to play. Returns what was heard."""
        heard = self.heard()
        self._clauses.clear()
        self._coming.clear()
        self._sent = 0
        self._open = False
        self._dropped_before = self._total
        return heard

    def _unheard(self) -> int:
        """Return how many of the samples that were sent have not been played."""
        if self._reached is None:
            return self._lead
        # A line that stalls tells nothing: then nothing new has been heard for long.
        latest = max(self._reached, self._dropped_before) + self._slack
        return self._total - min(self._total - self._behind, latest)


def _split_words(text: str, share: float) -> tuple[str, str]:
    """Cut ``text`` at the last word that ends within ``share`` of its characters."""
    words = text.split()
    reach = share * len(text)
    used = 0
    for index, word in enumerate(words):
        used += len(word) + (1 if index else 0)
        if used > reach:
            return " ".join(words[:index]), " ".join(words[index:])
    return text, ""


def _join(parts: Iterable[str]) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
