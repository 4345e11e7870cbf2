"""What a scanner finds in a text."""

from __future__ import annotations

from typing import Any, NamedTuple


class Found(NamedTuple):
    """A value and its place in the text.

    Attributes:
        start: First character.
        end: One past the last character.
        value: The value, in the form that ``EntitySpec`` describes.
    """

    start: int
    end: int
    value: Any
