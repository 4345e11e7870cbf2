"""The turns of a call that ran again, and how they differ from those of another run. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from voice_agent.text.normalise import plain


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """One turn of a call, redacted.

    Attributes:
        text: What was recognised.
        route: Where it went; empty if nowhere.
        reply: What was answered.
        source: Where the answer comes from.
        missing: What could not be replayed in it, in words.
    """

    text: str
    route: str = ""
    reply: str = ""
    source: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A turn that is not the same in two runs.

    Attributes:
        before: The turn in the one; ``None`` if it is only in the other.
        now: The turn in the other.
        what: Names of what differs: ``turn`` if one has it alone, else of attributes.
    """

    before: HeardTurn | None
    now: HeardTurn | None
    what: tuple[str, ...]


def differences(before: Sequence[HeardTurn], now: Sequence[HeardTurn]) -> list[Difference]:
    """Compare two runs of a call turn by turn, aligned by what was recognised.

    Case and punctuation make no difference. A reply is not compared where something of it could
    not be replayed.
    """
    then_heard, now_heard = ([plain(turn.text) for turn in turns] for turns in (before, now))
    aligned = SequenceMatcher(None, then_heard, now_heard, autojunk=False)
    found: list[Difference] = []
    for _, start, end, now_start, now_end in aligned.get_opcodes():
        for one, other in zip_longest(before[start:end], now[now_start:now_end]):
            what = _what_differs(one, other)
            if what:
                found.append(Difference(one, other, what))
    return found


def _what_differs(one: HeardTurn | None, other: HeardTurn | None) -> tuple[str, ...]:
    if one is None or other is None:
        return ("turn",)
    names = ["text", "route"]
    if not (one.missing or other.missing):
        names.append("reply")
    return tuple(name for name in names if plain(getattr(one, name)) != plain(getattr(other, name)))
