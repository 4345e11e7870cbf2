"""Tables of pydantic models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from voice_agent.reference.models import nested, section


class Inner(BaseModel):
    """Inside.

    Attributes:
        on: Whether it is on.
    """

    on: bool = True


class Outer(BaseModel):
    """Outside.

    Attributes:
        kind: Which kind.
        parts: Its parts.
        named: The same by name.
        limit: How many.
        any: Anything.
    """

    kind: Literal["a", "b"]
    parts: list[Inner] = Field(default_factory=list)
    named: dict[str, Inner] | None = None
    limit: float | None = 1.5
    any: Any = None


def test_a_section_lists_type_default_and_meaning() -> None:
    text = section(Outer, "Outer", skip=("any",))
    assert text.startswith("## Outer\n\nOutside.\n\n| key | type | default | meaning |")
    assert "| `kind` | `a` or `b` | required | Which kind. |" in text
    assert "| `parts` | list of [Inner](#inner) |  | Its parts. |" in text
    assert "| `named` | mapping to [Inner](#inner) |  | The same by name. |" in text
    assert "| `limit` | number | `1.5` | How many. |" in text
    assert "`any`" not in text


def test_models_inside_are_found_once() -> None:
    assert nested(Outer) == [Inner]
    assert section(Inner, "Inner").endswith("| `on` | yes or no | `true` | Whether it is on. |\n")
