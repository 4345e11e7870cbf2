"""Deeds for each caller today, for limits by the day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Protocol

from voice_agent.dialogue.state import Deed


class Ledger(Protocol):
    """Keeps what counts towards limits by the day. Its methods must be quick: they may not wait."""

    def deeds(self, caller: str, day: date) -> tuple[Deed, ...]:
        """Return what was done for a verified caller on that day, in all calls."""
        ...

    def add(self, caller: str, day: date, deed: Deed) -> None:
        """Note that something is about to be done."""
        ...

    def remove(self, caller: str, day: date, deed: Deed) -> None:
        """Take back what was noted: it has not been done."""
        ...


class MemoryLedger:
    """A ledger of one process: other processes do not see it, and a restart forgets it."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._deeds: dict[str, list[Deed]] = defaultdict(list)

    def deeds(self, caller: str, day: date) -> tuple[Deed, ...]:
        """Return what was done for a verified caller on that day, in all calls."""
        return tuple(self._deeds.get(caller, ())) if day == self._day else ()

    def add(self, caller: str, day: date, deed: Deed) -> None:
        """Note that something is about to be done; what was done on another day is forgotten."""
        if day != self._day:
            self._deeds.clear()
            self._day = day
        self._deeds[caller].append(deed)

    def remove(self, caller: str, day: date, deed: Deed) -> None:
        """Take back what was noted: it has not been done."""
        if day == self._day and deed in self._deeds.get(caller, ()):
            self._deeds[caller].remove(deed)
