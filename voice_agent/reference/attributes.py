"""The ``Attributes:`` of a docstring in Google style, as text by name. Pure."""

from __future__ import annotations

import inspect
import re


def summary(of: object) -> str:
    """Return the first paragraph of a docstring as one line."""
    text = inspect.getdoc(of) or ""
    return " ".join(text.split("\n\n", 1)[0].split())


def attributes(of: type) -> dict[str, str]:
    """Return what the docstring of a class, or of its bases, says about each attribute."""
    found: dict[str, str] = {}
    for base in reversed(of.__mro__):
        found |= _section(base.__doc__ or "")
    return found


def _section(docstring: str) -> dict[str, str]:
    lines = inspect.cleandoc(docstring).splitlines()
    if "Attributes:" not in lines:
        return {}
    found: dict[str, str] = {}
    name = ""
    for line in lines[lines.index("Attributes:") + 1 :]:
        if line and not line.startswith(" "):
            break
        match = re.match(r"    (\w+): (.*)", line)
        if match:
            name = match[1]
            found[name] = match[2]
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found
