"""Environment variables that were meant as options, and are none. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

_ALIKE = 0.9


def misspelt(
    prefix: str, command: str, options: Iterable[str], given: Iterable[str]
) -> Iterator[str]:
    """Yield a line for each variable that has no effect because of its name.

    Args:
        prefix: What the variables of a program begin with: ``VOICE_AGENT``.
        command: The command that runs: ``serve``.
        options: Its options: ``port``.
        given: Names of the variables that are set.
    """
    known = {f"{prefix}_{command}_{name}".upper().replace("-", "_"): name for name in options}
    without_command = {f"{prefix}_{name}".upper(): variable for variable, name in known.items()}
    for name in sorted(given):
        if name in known or not name.startswith(f"{prefix}_"):
            continue
        alike = get_close_matches(name, known, n=1, cutoff=_ALIKE)
        meant = without_command.get(name) or (alike[0] if alike else "")
        if meant:
            yield f"{name} has no effect; did you mean {meant}?"
