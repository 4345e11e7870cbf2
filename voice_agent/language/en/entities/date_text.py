"""What readers of dates share: the tokens, the day from which they count, and what they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from voice_agent.language.en.entities.tokens import Token, word_at
from voice_agent.language.specs import When

MONTHS = {
    name: month
    for month, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: day
    for day, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu",
         "friday fri", "saturday", "sunday")
    )
    for name in names.split()
}  # fmt: skip
# "Friday's fine". "Fridays" are many days.
WEEKDAYS |= {name + "'s": day for name, day in list(WEEKDAYS.items()) if name.endswith("day")}


class ReadDate(NamedTuple):
    """A date that was read.

    Attributes:
        day: The date.
        end: Index of the token after it.
        marked: Whether the text alone says that it is a date.
        other: What else it may mean ("next Friday", three days ahead).
    """

    day: date
    end: int
    marked: bool = True
    other: date | None = None


@dataclass(frozen=True, slots=True)
class DateText:
    """Tokens that may hold a date.

    Attributes:
        tokens: The tokens.
        today: The day from which relative dates count.
        when: On which side of it a date lies whose words leave that open.
        reader: Reads any date at an index; readers of composed dates call it.
    """

    tokens: Sequence[Token]
    today: date
    when: When | None
    reader: Callable[[DateText, int], ReadDate | None]

    def word(self, at: int) -> str:
        """Return the word at ``at``, empty outside the text."""
        return word_at(self.tokens, at)

    def words(self, at: int, count: int) -> tuple[str, ...]:
        """Return the words from ``at`` on, at most ``count`` of them."""
        return tuple(token.word for token in self.tokens[at : at + count])

    def read(self, at: int) -> ReadDate | None:
        """Read any date at ``at``."""
        return self.reader(self, at) if 0 <= at < len(self.tokens) else None

    def toward(self, when: When) -> DateText:
        """Return the same text, open dates on that side of today."""
        return replace(self, when=when)
