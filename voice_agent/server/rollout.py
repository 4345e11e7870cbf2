"""Which version of the agent answers a caller, and when an old one is not needed any more. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

_BITS = 32


@dataclass(slots=True, eq=False)
class Version(Generic[T]):
    """One version of the agent, loaded.

    Attributes:
        name: Short name of what it was loaded from.
        engines: What answers its calls.
        calls: Its calls on the line.
    """

    name: str
    engines: T
    calls: int = 0


@dataclass(slots=True)
class Rollout(Generic[T]):
    """The versions that take calls, and those that only finish theirs.

    Attributes:
        stable: Takes the callers that the candidate does not take.
        candidate: Takes a share of the callers, if there is one.
        share: That share, 0 to 1.
    """

    stable: Version[T]
    candidate: Version[T] | None = None
    share: float = 0.0
    _finishing: list[Version[T]] = field(default_factory=list)

    @property
    def taking(self) -> list[Version[T]]:
        """The versions that take calls."""
        return [self.stable, *([self.candidate] if self.candidate is not None else [])]

    def choose(self, caller: str) -> Version[T]:
        """Return the version for a caller: the same one each time, while the share stays."""
        if self.candidate is not None and part_of(caller) < self.share:
            return self.candidate
        return self.stable

    def add(self, version: Version[T], share: float) -> list[Version[T]]:
        """Have a new version take a share of the callers, all of them if it is 1.

        Returns:
            Versions that are not needed any more.
        """
        if self.candidate is not None:
            self._finishing.append(self.candidate)
            self.candidate = None
        if share >= 1:
            self._finishing.append(self.stable)
            self.stable, self.share = version, 0.0
        else:
            self.candidate, self.share = version, share
        return self.unneeded()

    def unneeded(self) -> list[Version[T]]:
        """Return the versions whose last call is over, once each."""
        over = [version for version in self._finishing if not version.calls]
        self._finishing = [version for version in self._finishing if version.calls]
        return over

    def all(self) -> list[Version[T]]:
        """Return every version that is loaded."""
        return [*self.taking, *self._finishing]


def part_of(caller: str) -> float:
    """Return a number from 0 to below 1 that is always the same for a caller."""
    digest = hashlib.sha256(caller.encode()).digest()
    return int.from_bytes(digest[: _BITS // 8], "big") / 2.0**_BITS
